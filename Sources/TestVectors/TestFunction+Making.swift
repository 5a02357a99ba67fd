import FloatFormats

/// Functions by what they compute, for programs that have formats at hand and not names.
extension TestFunction {
  /// Arithmetic on numbers of one format.
  public static func arithmetic(_ operation: TestArithmetic, _ format: NamedFormat) -> TestFunction
  {
    TestFunction(
      name: "\(format.name)_\(operation.rawValue)", kind: .arithmetic(operation),
      operandType: .float(format.format), operandCount: operation.operandCount,
      resultType: .float(format.format))
  }

  /// A comparison of numbers of one format.
  public static func comparison(_ operation: TestComparison, _ format: NamedFormat) -> TestFunction
  {
    TestFunction(
      name: "\(format.name)_\(operation.rawValue)", kind: .comparison(operation),
      operandType: .float(format.format), operandCount: 2, resultType: .truth)
  }

  /// A number to an integer of the same format.
  public static func roundToInteger(_ format: NamedFormat) -> TestFunction {
    TestFunction(
      name: "\(format.name)_roundToInt", kind: .roundToInteger,
      operandType: .float(format.format), operandCount: 1, resultType: .float(format.format))
  }

  /// A number of one format as one of another.
  public static func conversion(from source: NamedFormat, to target: NamedFormat) -> TestFunction {
    TestFunction(
      name: "\(source.name)_to_\(target.name)", kind: .conversion,
      operandType: .float(source.format), operandCount: 1, resultType: .float(target.format))
  }
}
