import Reporting

/// A number in four digits.
func short(_ value: Double) -> String { NumberText.significant(value, digits: 4) }
