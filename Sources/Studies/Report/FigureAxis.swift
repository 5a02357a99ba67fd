import JSON
import Reporting

/// What the figures of all studies write numbers with.
enum FigureAxis {
  /// Labels of an axis of exponents.
  static let exponents: JSONValue = ["labelExpr": "'2^' + datum.value"]

  /// Enough digits for a picture.
  static func rounded(_ value: Double) -> Double { NumberText.rounded(value, digits: 5) }
}
