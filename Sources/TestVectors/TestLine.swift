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
    var fields: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    let operandCount = function.operandCount
    let needed = operandCount + 2
    var count = 0
    var position = bytes.startIndex
    while true {
      while position < bytes.endIndex, Self.isSpace(bytes[position]) {
        position += 1
      }
      guard position < bytes.endIndex else { break }
      let start = position
      while position < bytes.endIndex, !Self.isSpace(bytes[position]) {
        position += 1
      }
      let field = bytes[start..<position]
      guard count < needed else { throw .wrongCount(needed: needed, isMore: true) }
      let (name, largest) = Self.field(count, function)
      guard let value = Self.hexadecimal(field), value <= largest else {
        throw .badField(
          name: name, text: String(decoding: field.prefix(40), as: UTF8.self), largest: largest)
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
    let (operands, result, flags) =
      switch operandCount {
      case 1: (Operands(fields.0), fields.1, fields.2)
      case 2: (Operands(fields.0, fields.1), fields.2, fields.3)
      default: (Operands(fields.0, fields.1, fields.2), fields.3, fields.4)
      }
    self.init(operands, Outcome(result, ExceptionFlags(rawValue: UInt8(truncatingIfNeeded: flags))))
  }

  /// The line, without a line end, as TestFloat writes it.
  public func text(of function: TestFunction) -> String {
    let operands = operands.list(function.operandCount).map(function.operandType.hexadecimal)
    let flags = String(outcome.flags.rawValue, radix: 16, uppercase: true)
    return
      (operands + [
        function.resultType.hexadecimal(outcome.code), flags.count < 2 ? "0" + flags : flags,
      ]).joined(separator: " ")
  }

  /// What a field is called, and its largest value.
  private static func field(_ index: Int, _ function: TestFunction) -> (String, UInt64) {
    let operandCount = function.operandCount
    if index < operandCount {
      return ("operand \(index + 1)", function.operandType.largestCode)
    }
    return index == operandCount ? ("result", function.resultType.largestCode) : ("flags", 0x1f)
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

/// Why a line is not a test of the function: one line, without the line's number.
public enum TestLineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another number of fields than operands, result and flags make.
  case wrongCount(needed: Int, isMore: Bool)
  /// A field that is not a hexadecimal number, or is too large for its type.
  case badField(name: String, text: String, largest: UInt64)

  /// What is wrong, and what would be valid.
  public var description: String {
    switch self {
    case .wrongCount(let needed, let isMore):
      "too \(isMore ? "many" : "few") fields; valid: \(needed) (\(needed - 2) "
        + "operand\(needed == 3 ? "" : "s"), result, flags)"
    case .badField(let name, let text, let largest):
      "\(name) is \"\(text)\"; valid: a hexadecimal number up to "
        + String(largest, radix: 16, uppercase: true)
    }
  }
}
