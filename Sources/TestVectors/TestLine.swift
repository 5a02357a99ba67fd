import FloatFormats

/// One test in Berkeley TestFloat's line format: operands, result and flags in hexadecimal, with spaces
/// between.
///
///     3F90EB5825D6851E C3E0080080000000 C3E0080080000000 01
///
/// Of a stochastic rounding the random bits stand behind the operands, which TestFloat does not have.
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
    let asked = Self.questionFields(function)
    let fields = try Self.fields(of: bytes, asked + 2, hasRandom: function.randomBitCount > 0) {
      Self.field($0, function)
    }
    let count = function.operandCount
    let operands = Operands(
      fields[0], count > 1 ? fields[1] : 0, count > 2 ? fields[2] : 0,
      random: asked > count ? fields[count] : 0)
    let flags = ExceptionFlags(rawValue: UInt8(truncatingIfNeeded: fields[asked + 1]))
    self.init(operands, Outcome(fields[asked], flags))
  }

  /// The fields of a line before the result: operands, and the random bits where there are any.
  private static func questionFields(_ function: TestFunction) -> Int {
    function.operandCount + (function.randomBitCount > 0 ? 1 : 0)
  }

  /// The operands alone, and the random bits where there are any, without a line end: what a program is
  /// asked.
  public static func question(_ operands: Operands, of function: TestFunction) -> String {
    questionTexts(operands, function).joined(separator: " ")
  }

  private static func questionTexts(_ operands: Operands, _ function: TestFunction) -> [String] {
    let texts = zip(operands.list(function.operandCount), function.operandTypes).map {
      $1.hexadecimal($0)
    }
    let bits = function.randomBitCount
    return bits == 0 ? texts : texts + [Hexadecimal.text(operands.random, bits: bits)]
  }

  /// The line, without a line end, as TestFloat writes it.
  ///
  /// - Parameter separator: what is between two fields; `_` makes a word of `$readmemh`.
  public func text(of function: TestFunction, separator: String = " ") -> String {
    let result = [
      function.resultType.hexadecimal(outcome.code),
      Hexadecimal.text(UInt64(outcome.flags.rawValue), bits: 8),
    ]
    return (Self.questionTexts(operands, function) + result).joined(separator: separator)
  }

  /// The fields of a line: what each is called, and its bits in a word of `$readmemh`, four for every digit.
  public static func layout(of function: TestFunction) -> [(name: String, bits: Int)] {
    let digits =
      function.operandTypes.map(\.digitCount)
      + (function.randomBitCount > 0 ? [(function.randomBitCount + 3) / 4] : [])
      + [function.resultType.digitCount, 2]
    return digits.enumerated().map { (field($0, function).name, 4 * $1) }
  }

  /// What a field is called, and its largest value.
  private static func field(
    _ index: Int, _ function: TestFunction
  ) -> (name: String, largest: UInt64) {
    if index < function.operandCount {
      return ("operand \(index + 1)", function.operandTypes[index].largestCode)
    }
    let asked = questionFields(function)
    if index < asked { return ("random bits", UInt64.max >> UInt64(64 - function.randomBitCount)) }
    return index == asked ? ("result", function.resultType.largestCode) : ("flags", 0x1f)
  }

  /// The numbers of a line that has so many; each is named and bounded by `field`.
  static func fields(
    of bytes: ArraySlice<UInt8>, _ needed: Int, hasRandom: Bool = false,
    _ field: (Int) -> (name: String, largest: UInt64)
  ) throws(TestLineError) -> [UInt64] {
    var fields: [UInt64] = []
    fields.reserveCapacity(needed)
    var position = bytes.startIndex
    while true {
      while position < bytes.endIndex, isSpace(bytes[position]) { position += 1 }
      guard position < bytes.endIndex else { break }
      let start = position
      while position < bytes.endIndex, !isSpace(bytes[position]) { position += 1 }
      let digits = bytes[start..<position]
      guard fields.count < needed else {
        throw .wrongCount(needed: needed, isMore: true, hasRandom: hasRandom)
      }
      let (name, largest) = field(fields.count)
      guard let value = hexadecimal(digits), value <= largest else {
        throw .badField(
          name: name, text: String(decoding: digits.prefix(40), as: UTF8.self), largest: largest)
      }
      fields.append(value)
    }
    guard fields.count == needed else {
      throw .wrongCount(needed: needed, isMore: false, hasRandom: hasRandom)
    }
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
