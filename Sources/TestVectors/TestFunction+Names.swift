import FloatFormats
import NearestNames

/// Why a name is not a function's: one line that names it and what would be valid.
public struct TestFunctionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let description: String

  init(_ name: String, _ reason: String) { description = "function \"\(name)\": \(reason)" }
}

extension TestFunction {
  /// The function with this name.
  ///
  /// A name is a format's and an operation's with `_` between, or two types with `_to_` between. Types
  /// are formats and `ui32`, `ui64`, `i32`, `i64`; operations `add sub mul div mulAdd sqrt rem
  /// roundToInt eq le lt eq_signaling le_quiet lt_quiet`. A `mulAdd` of formats a, b and c has the name
  /// `a×b+c_mulAdd`, or `a*b+c_mulAdd`: its result is of the format c.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - format: finds a format by its name.
  /// - Throws: ``TestFunctionError``, and what `format` throws.
  public init(
    named name: String,
    format: (String) throws -> NamedFormat = { try FormatCatalogue.format(named: $0) }
  ) throws {
    if let separator = Self.conversionSeparator(in: name) {
      let source = try Self.type(String(name[..<separator.lowerBound]), format)
      let target = try Self.type(String(name[separator.upperBound...]), format)
      if case (.integer, .integer) = (source.type, target.type) {
        throw TestFunctionError(name, "converts no float; valid: f32_to_i32, i32_to_f32")
      }
      self.init(
        name: "\(source.name)_to_\(target.name)", kind: .conversion, operandType: source.type,
        operandCount: 1, resultType: target.type)
      return
    }
    if let mixed = try Self.mixed(name, format) {
      self = mixed
      return
    }
    for (operation, kind) in Self.operations where name.hasSuffix("_" + operation) {
      let named = try format(String(name.dropLast(operation.count + 1)))
      let operand = TestType.float(named.format)
      var result = operand
      if case .comparison = kind { result = .truth }
      self.init(
        name: "\(named.name)_\(operation)", kind: kind, operandType: operand,
        operandCount: Self.operandCount(kind), resultType: result)
      return
    }
    throw Self.unknownOperation(name)
  }

  /// The function of a name such as `e4m3fn×e5m2+f32_mulAdd`; nil for a name of another shape.
  private static func mixed(
    _ name: String, _ format: (String) throws -> NamedFormat
  ) throws -> TestFunction? {
    let suffix = "_" + TestArithmetic.mulAdd.rawValue
    let formats = name.dropLast(suffix.count)
    guard name.hasSuffix(suffix), let times = formats.firstIndex(where: { "×*".contains($0) }),
      let plus = formats.lastIndex(of: "+"), times < plus
    else { return nil }
    let named = try [
      formats[..<times], formats[formats.index(after: times)..<plus],
      formats[formats.index(after: plus)...],
    ].map { try format(String($0)) }
    return TestFunction(
      name: "\(named[0].name)×\(named[1].name)+\(named[2].name)" + suffix, kind: .mixedMultiplyAdd,
      operandTypes: named.map { .float($0.format) }, resultType: .float(named[2].format))
  }

  /// Every operation by its name, longer names first, so that `le_quiet` is not taken for `quiet`.
  private static let operations: [(name: String, kind: Kind)] =
    (TestArithmetic.allCases.map { ($0.rawValue, Kind.arithmetic($0)) }
    + TestComparison.allCases.map { ($0.rawValue, Kind.comparison($0)) }
    + [("roundToInt", Kind.roundToInteger)]).sorted { $0.0.count > $1.0.count }

  /// The names of the operations on numbers of one type.
  public static var operationNames: [String] {
    TestArithmetic.allCases.map(\.rawValue) + ["roundToInt"]
      + TestComparison.allCases.map(\.rawValue)
  }

  private static func operandCount(_ kind: Kind) -> Int {
    switch kind {
    case .arithmetic(let operation): operation.operandCount
    case .comparison: 2
    case .mixedMultiplyAdd: 3
    case .roundToInteger, .conversion: 1
    }
  }

  /// The place of `_to_` in a name.
  private static func conversionSeparator(in name: String) -> Range<String.Index>? {
    var start = name.startIndex
    while start < name.endIndex {
      if name[start...].hasPrefix("_to_") { return start..<name.index(start, offsetBy: 4) }
      start = name.index(after: start)
    }
    return nil
  }

  private static func type(
    _ name: String, _ format: (String) throws -> NamedFormat
  ) throws -> (name: String, type: TestType) {
    if let integer = IntegerType(rawValue: name) { return (name, .integer(integer)) }
    let named = try format(name)
    return (named.name, .float(named.format))
  }

  private static func unknownOperation(_ name: String) -> TestFunctionError {
    let known = operationNames.sorted()
    guard let separator = name.lastIndex(of: "_") else {
      return TestFunctionError(
        name, "names no operation; valid: FORMAT_OPERATION such as f16_add, or f32_to_i32")
    }
    let operation = String(name[name.index(after: separator)...])
    let error = UnknownNameError(kind: "operation", name: operation, among: known, valid: known)
    return TestFunctionError(name, "\(error)")
  }
}
