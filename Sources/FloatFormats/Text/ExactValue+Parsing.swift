/// Numbers from text, exactly: nothing passes through a binary type of the machine's.
extension ExactValue {
  /// The exact value of a decimal (`-1.5e-3`), hexadecimal (`0x1.8p-4`) or special (`inf`,
  /// `infinity`, `nan`, with a sign) number; nil for anything else.
  ///
  /// The value is sticky behind at least 120 bits where it has more. Digits beyond the 1200th count
  /// as a sticky bit: no value of a format, and no point halfway between two, has that many.
  /// Numbers beyond 10^±400 overflow or underflow every format.
  public init?(parsing text: some StringProtocol) {
    var rest = Substring(text.lowercased())
    let isNegative = rest.removePrefix("-")
    if !isNegative { _ = rest.removePrefix("+") }
    if rest == "nan" {
      self = .nan(isNegative: isNegative, isSignaling: false)
    } else if rest == "inf" || rest == "infinity" {
      self = .infinity(isNegative: isNegative)
    } else if rest.removePrefix("0x") {
      guard let value = Self.hexadecimal(&rest, isNegative) else { return nil }
      self = value
    } else {
      guard let value = Self.decimal(&rest, isNegative) else { return nil }
      self = value
    }
  }

  private static func hexadecimal(_ text: inout Substring, _ isNegative: Bool) -> ExactValue? {
    guard let (digits, scale) = takeDigits(&text, isDigit: { $0.isASCII && $0.isHexDigit }) else {
      return nil
    }
    var exponent = 4 * scale
    if text.removePrefix("p") {
      guard let given = takeExponent(&text) else { return nil }
      exponent += given
    }
    guard text.isEmpty else { return nil }
    var significand: UInt128 = 0
    var sticky = false
    for digit in digits {
      if significand >> 124 == 0 {
        significand = significand << 4 | UInt128(digit)
      } else {
        exponent += 4
        sticky = sticky || digit != 0
      }
    }
    guard significand != 0 else { return .zero(isNegative: isNegative) }
    return .finite(
      BinaryValue(
        isNegative: isNegative, exponent: min(max(exponent, -20_000), 20_000),
        significand: significand, sticky: sticky))
  }

  private static func decimal(_ text: inout Substring, _ isNegative: Bool) -> ExactValue? {
    guard let (digits, scale) = takeDigits(&text, isDigit: \.isASCIIDigit) else { return nil }
    var exponent = scale
    if text.removePrefix("e") {
      guard let given = takeExponent(&text) else { return nil }
      exponent += given
    }
    guard text.isEmpty else { return nil }
    let significant = digits.drop { $0 == 0 }
    guard !significant.isEmpty else { return .zero(isNegative: isNegative) }
    func finite(_ exponent: Int, _ significand: UInt128, sticky: Bool) -> ExactValue {
      .finite(
        BinaryValue(
          isNegative: isNegative, exponent: exponent, significand: significand, sticky: sticky))
    }
    let magnitude = exponent + significant.count
    if abs(magnitude) > 400 {
      return finite(magnitude > 0 ? 20_000 : -20_000, 1 << 127, sticky: false)
    }
    let kept = significant.prefix(1200)
    let isCut = significant.dropFirst(1200).contains { $0 != 0 }
    exponent += significant.count - kept.count
    var natural = Natural(0)
    for digit in kept { natural.multiplyByTen(adding: digit) }
    if exponent >= 0 {
      natural.multiply(by: 10, toThe: exponent)
      let (significand, shift, sticky) = natural.leadingBits
      return finite(shift, significand, sticky: sticky || isCut)
    }
    // Enough bits before the division for 128 after it: 10^n has fewer than 4n bits.
    let scaling = 128 + 4 * -exponent
    natural.shiftLeft(scaling)
    let isInexact = natural.divide(by: 10, toThe: -exponent)
    let (significand, shift, sticky) = natural.leadingBits
    return finite(shift - scaling, significand, sticky: sticky || isInexact || isCut)
  }

  /// Takes digits with at most one point; the digits, and the power of the base of the last one.
  private static func takeDigits(
    _ text: inout Substring, isDigit: (Character) -> Bool
  ) -> (digits: [UInt8], scale: Int)? {
    var digits: [UInt8] = []
    var scale: Int?
    while let character = text.first {
      if character == "." && scale == nil {
        scale = 0
      } else if isDigit(character), let digit = character.hexDigitValue {
        digits.append(UInt8(digit))
        scale = scale.map { $0 - 1 }
      } else {
        break
      }
      text.removeFirst()
    }
    return digits.isEmpty ? nil : (digits, scale ?? 0)
  }

  private static func takeExponent(_ text: inout Substring) -> Int? {
    let isNegative = text.removePrefix("-")
    if !isNegative { _ = text.removePrefix("+") }
    let digits = text.prefix(while: \.isASCIIDigit)
    guard !digits.isEmpty else { return nil }
    text.removeFirst(digits.count)
    // More than nine digits overflow or underflow all the same.
    let value = digits.drop { $0 == "0" }.count > 9 ? 1_000_000_000 : Int(digits) ?? 0
    return isNegative ? -value : value
  }
}

extension Character {
  /// 0 … 9.
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Natural {
  fileprivate mutating func multiplyByTen(adding digit: UInt8) {
    multiply(by: 10, adding: UInt32(digit))
  }
}
