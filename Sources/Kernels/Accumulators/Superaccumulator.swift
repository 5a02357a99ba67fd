import FloatFormats

/// An exact sum of binary64 numbers and of products of two of them (Kulisch's long accumulator): a
/// fixed-point number with room for every product of binary64 numbers and 2^63 of them.
struct Superaccumulator {
  /// Digit i is worth 2^(32·i + leastExponent). Digits are signed and hold more than 32 bits until
  /// they are carried.
  private var digits = [Int64](repeating: 0, count: digitCount)
  /// Additions since the last carry: each changes a digit by less than 2^32.
  private var pending = 0

  /// The least bit of a product: (2^-1074)².
  private static let leastExponent = -2148
  /// To 2^2048, the largest product, and 64 bits more for their number.
  private static let digitCount = (2048 + 64 + 2148) / 32 + 2

  /// Adds significand·2^exponent with the sign; the significand has at most 106 bits.
  mutating func add(_ value: BinaryValue) {
    let position = value.exponent - Self.leastExponent
    let shift = UInt128(position % 32)
    // 106 + 31 bits do not fit 128: the low digit goes first.
    let low = UInt64(truncatingIfNeeded: value.significand << shift) & 0xffff_ffff
    var rest = value.significand >> (32 - shift)
    var index = position / 32
    let sign: Int64 = value.isNegative ? -1 : 1
    digits[index] += sign * Int64(low)
    while rest != 0 {
      index += 1
      digits[index] += sign * Int64(truncatingIfNeeded: rest & 0xffff_ffff)
      rest >>= 32
    }
    pending += 1
    if pending == 1 << 30 { carry() }
  }

  /// Makes every digit but the highest lie in 0 … 2^32 − 1; the highest has the sign.
  private mutating func carry() {
    for index in 0..<(digits.count - 1) {
      digits[index + 1] += digits[index] >> 32
      digits[index] &= 0xffff_ffff
    }
    pending = 0
  }

  /// The sum: its first 128 bits and the sticky bit; +0 for a sum of 0.
  consuming func value() -> ExactValue {
    carry()
    let isNegative = digits[digits.count - 1] < 0
    if isNegative {
      for index in digits.indices { digits[index] = -digits[index] }
      carry()
    }
    guard let top = digits.lastIndex(where: { $0 != 0 }) else { return .zero(isNegative: false) }
    func digit(_ index: Int) -> UInt128 { index >= 0 ? UInt128(digits[index]) : 0 }
    var significand = (0..<4).reduce(UInt128(0)) { $0 << 32 | digit(top - $1) }
    // The highest digit has leading zeros: as many bits follow from a fifth one.
    let shift = UInt128(significand.leadingZeroBitCount)
    let fifth = digit(top - 4)
    significand = significand << shift | fifth >> (32 - shift)
    let isSticky =
      fifth & ((1 << (32 - shift)) - 1) != 0
      || digits[..<max(top - 4, 0)].contains { $0 != 0 }
    return .finite(
      BinaryValue(
        isNegative: isNegative, exponent: Self.leastExponent + 32 * (top - 3) - Int(shift),
        significand: significand, sticky: isSticky))
  }
}
