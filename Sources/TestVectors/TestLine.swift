import FloatFormats

/// One test in Berkeley TestFloat's line format: operands, result and flags in hexadecimal, with spaces
/// between.
///
///     3F90EB5825D6851E C3E0080080000000 C3E0080080000000 01
public struct TestLine: Hashable, Sendable {
  /// The operands.
  public var operands: Operands
  /// What the line says the result is.
  public var outcome: Outcome

  /// A test.
  public init(_ operands: Operands, _ outcome: Outcome) {
    self.operands = operands
    self.outcome = outcome
  }

  /// Reads a line, without its line end, of a function's tests.
  ///
  /// Digits may be of either case, leading zeros may be missing, and any white space separates.
  /// - Throws: ``TestLineError``: too few or too many fields, or a field that is not a hexadecimal number
  ///   of its type.
  public init(
    parsing bytes: ArraySlice<UInt8>, of function: TestFunction
  ) throws(TestLineError) {
    let operandCount = function.operandCount
    let fields = try Self.fields(of: bytes, operandCount + 2) { Self.field($0, function) }
    let (operands, result, flags) =
      switch operandCount {
      case 1: (Operands(fields.0), fields.1, fields.2)
      case 2: (Operands(fields.0, fields.1), fields.2, fields.3)
      default: (Operands(fields.0, fields.1, fields.2), fields.3, fields.4)
      }
    self.init(operands, Outcome(result, ExceptionFlags(rawValue: UInt8(truncatingIfNeeded: flags))))
  }

  /// The operands alone, without a line end: what a program is asked.
  public static func question(_ operands: Operands, of function: TestFunction) -> String {
    operands.list(function.operandCount).map(function.operandType.hexadecimal)
      .joined(separator: " ")
  }

  /// The line, without a line end, as TestFloat writes it.
  public func text(of function: TestFunction) -> String {
    let flags = String(outcome.flags.rawValue, radix: 16, uppercase: true)
    return [
      Self.question(operands, of: function), function.resultType.hexadecimal(outcome.code),
      flags.count < 2 ? "0" + flags : flags,
    ].joined(separator: " ")
  }

  /// What a field is called, and its largest value.
  private static func field(
    _ index: Int, _ function: TestFunction
  ) -> (name: String, largest: UInt64) {
    let operandCount = function.operandCount
    if index < operandCount {
      return ("operand \(index + 1)", function.operandType.largestCode)
    }
    return index == operandCount ? ("result", function.resultType.largestCode) : ("flags", 0x1f)
  }

  /// The numbers of a line that has so many, and 0 beyond; each is named and bounded by `field`.
  static func fields(
    of bytes: ArraySlice<UInt8>, _ needed: Int, _ field: (Int) -> (name: String, largest: UInt64)
  ) throws(TestLineError) -> (UInt64, UInt64, UInt64, UInt64, UInt64) {
    var fields: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    var count = 0
    var position = bytes.startIndex
    while true {
      while position < bytes.endIndex, isSpace(bytes[position]) { position += 1 }
      guard position < bytes.endIndex else { break }
      let start = position
      while position < bytes.endIndex, !isSpace(bytes[position]) { position += 1 }
      let digits = bytes[start..<position]
      guard count < needed else { throw .wrongCount(needed: needed, isMore: true) }
      let (name, largest) = field(count)
      guard let value = hexadecimal(digits), value <= largest else {
        throw .badField(
          name: name, text: String(decoding: digits.prefix(40), as: UTF8.self), largest: largest)
      }
      switch count {
      case 0: fields.0 = value
      case 1: fields.1 = value
      case 2: fields.2 = value
      case 3: fields.3 = value
      default: fields.4 = value
      }
      count += 1
    }
    guard count == needed else { throw .wrongCount(needed: needed, isMore: false) }
    return fields
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// The number, or nil if it is not one of at most 64 bits.
  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      guard value >> 60 == 0 else { return nil }
      value = value << 4 | UInt64(digit)
    }
    return value
  }
}
