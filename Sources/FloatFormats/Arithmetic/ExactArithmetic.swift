/// The operations of IEEE 754 on exact values, before rounding.
///
/// Operands are what codes stand for: finite operands are not sticky, and have at most 63 bits between
/// their first and last 1: so have all values of formats, but not every number that is parsed. Other
/// operands are a precondition failure. Results are exact, or sticky behind at least 115 bits, which is enough for one correct
/// rounding in any mode (``FloatFormat/round(_:_:randomBits:)-(Unrounded,_,_)``).
/// A NaN operand gives a NaN, and `invalid` if it is signalling.
public enum ExactArithmetic {
  /// a + b.
  public static func sum(_ a: ExactValue, _ b: ExactValue) -> Unrounded {
    if let nan = propagatedNaN(a, b) { return nan }
    switch (a, b) {
    case (.infinity(let s), .infinity(let t)): return s == t ? Unrounded(a) : .invalid
    case (.infinity, _): return Unrounded(a)
    case (_, .infinity): return Unrounded(b)
    case (.zero(let s), .zero(let t)): return s == t ? Unrounded(a) : cancelled
    case (.zero, _): return Unrounded(b)
    case (_, .zero): return Unrounded(a)
    case (.finite(let x), .finite(let y)): return sum(x, y)
    default: return .invalid
    }
  }

  /// a − b.
  public static func difference(_ a: ExactValue, _ b: ExactValue) -> Unrounded {
    // The sign of a NaN operand means nothing, and is left alone.
    b.isNaN ? sum(a, b) : sum(a, b.negated)
  }

  /// a · b.
  public static func product(_ a: ExactValue, _ b: ExactValue) -> Unrounded {
    if let nan = propagatedNaN(a, b) { return nan }
    let isNegative = a.isNegative != b.isNegative
    switch (a, b) {
    case (.infinity, .zero), (.zero, .infinity): return .invalid
    case (.infinity, _), (_, .infinity): return Unrounded(.infinity(isNegative: isNegative))
    case (.finite(let x), .finite(let y)): return Unrounded(.finite(product(x, y)))
    default: return Unrounded(.zero(isNegative: isNegative))
    }
  }

  /// a ÷ b.
  public static func quotient(_ a: ExactValue, _ b: ExactValue) -> Unrounded {
    if let nan = propagatedNaN(a, b) { return nan }
    let isNegative = a.isNegative != b.isNegative
    switch (a, b) {
    case (.infinity, .infinity), (.zero, .zero): return .invalid
    case (.infinity, _): return Unrounded(.infinity(isNegative: isNegative))
    case (_, .infinity), (.zero, _): return Unrounded(.zero(isNegative: isNegative))
    case (_, .zero):
      return Unrounded(.infinity(isNegative: isNegative), flags: .divisionByZero)
    case (.finite(let x), .finite(let y)): return Unrounded(.finite(quotient(x, y)))
    default: return .invalid
    }
  }

  /// a · b + c. An undefined product is `invalid` also when c is a NaN.
  public static func fusedMultiplyAdd(_ a: ExactValue, _ b: ExactValue, _ c: ExactValue)
    -> Unrounded
  {
    let product = product(a, b)
    if c.isNaN {
      var result = propagatedNaN(a, b, c) ?? .invalid
      result.flags.formUnion(product.flags)
      return result
    }
    if product.value.isNaN { return product }
    return sum(product.value, c)
  }

  /// √a.
  public static func squareRoot(_ a: ExactValue) -> Unrounded {
    switch a {
    case .nan: return propagatedNaN(a, a) ?? .invalid
    case .zero: return Unrounded(a)
    case .infinity(let isNegative): return isNegative ? .invalid : Unrounded(a)
    case .finite(let x): return x.isNegative ? .invalid : Unrounded(.finite(squareRoot(x)))
    }
  }

  /// A NaN if any operand is one: the first, made quiet; `invalid` if any is signalling.
  static func propagatedNaN(_ operands: ExactValue...) -> Unrounded? {
    var result: Unrounded?
    var flags: ExceptionFlags = []
    for operand in operands {
      guard case .nan(let isNegative, let isSignaling) = operand else { continue }
      if result == nil { result = Unrounded(.nan(isNegative: isNegative, isSignaling: false)) }
      if isSignaling { flags.insert(.invalid) }
    }
    result?.flags = flags
    return result
  }

  /// A zero that came of terms that cancel.
  static let cancelled = Unrounded(.zero(isNegative: false), isCancelledZero: true)
}

/// The same on finite numbers other than 0.
extension ExactArithmetic {
  /// An operand with at most so many bits in its significand.
  static func operand(_ value: BinaryValue, bits: Int = 63) -> BinaryValue {
    let excess = bits - 128 + value.significand.leadingZeroBitCount
    guard excess < 0 || value.sticky else { return value }
    let zeros = value.significand.trailingZeroBitCount
    precondition(
      !value.sticky && zeros + excess >= 0, "an operand has more than \(bits) significant bits")
    var reduced = value
    reduced.significand >>= UInt128(zeros)
    reduced.exponent += zeros
    return reduced
  }

  private static func sum(_ a: BinaryValue, _ b: BinaryValue) -> Unrounded {
    // A product, which may be the first term, has 126 bits.
    var (x, y) = (operand(a, bits: 126).normalized, operand(b, bits: 126).normalized)
    if (y.exponent, y.significand) > (x.exponent, x.significand) { swap(&x, &y) }
    // |x| ≥ |y|, bit 126 of x is set: a sum fits 128 bits. Bits of y below x's last one go to the
    // sticky bit; where y is subtracted and such bits exist, y ≤ x/4, so no more than one leading
    // bit cancels.
    let distance = x.exponent - y.exponent
    let shifted = distance < 128 ? y.significand >> UInt128(distance) : 0
    let sticky = distance >= 128 || shifted << UInt128(distance) != y.significand
    if x.isNegative == y.isNegative {
      x.significand += shifted
    } else {
      x.significand -= shifted + (sticky ? 1 : 0)
    }
    x.sticky = sticky
    return x.significand == 0 && !sticky ? cancelled : Unrounded(.finite(x))
  }

  private static func product(_ a: BinaryValue, _ b: BinaryValue) -> BinaryValue {
    let (a, b) = (operand(a), operand(b))
    return BinaryValue(
      isNegative: a.isNegative != b.isNegative, exponent: a.exponent + b.exponent,
      significand: a.significand * b.significand)
  }

  /// 127 or 128 bits of the quotient, in two digits of 64 bits.
  private static func quotient(_ a: BinaryValue, _ b: BinaryValue) -> BinaryValue {
    let (a, b) = (operand(a), operand(b))
    // Bit 62 of the dividend and bit 63 of the divisor are the highest, so that each digit fits.
    let dividendShift = a.significand.leadingZeroBitCount - 65
    let divisorShift = b.significand.leadingZeroBitCount - 64
    let dividend = UInt64(a.significand << UInt128(dividendShift))
    let divisor = UInt64(b.significand << UInt128(divisorShift))
    let (high, rest) = divisor.dividingFullWidth((dividend, 0))
    let (low, remainder) = divisor.dividingFullWidth((rest, 0))
    return BinaryValue(
      isNegative: a.isNegative != b.isNegative,
      exponent: a.exponent - dividendShift - (b.exponent - divisorShift) - 128,
      significand: UInt128(high) << 64 | UInt128(low), sticky: remainder != 0)
  }

  /// 118 bits of the root, digit by digit.
  private static func squareRoot(_ a: BinaryValue) -> BinaryValue {
    let a = operand(a)
    // Bit 65 or 64 of the radicand is the highest, so that its exponent is even.
    var shift = a.significand.leadingZeroBitCount - 62
    if (a.exponent - shift) % 2 != 0 { shift -= 1 }
    let radicand = a.significand << UInt128(shift)
    var root: UInt128 = 0
    var remainder: UInt128 = 0
    let digits = 118
    // The radicand's 66 bits (33 pairs), then zeros.
    for digit in 0..<digits {
      let position = 64 - 2 * digit
      let pair = position >= 0 ? radicand >> UInt128(position) & 3 : 0
      remainder = remainder << 2 | pair
      let trial = root << 2 | 1
      root <<= 1
      if remainder >= trial {
        remainder -= trial
        root |= 1
      }
    }
    return BinaryValue(
      isNegative: false, exponent: (a.exponent - shift) / 2 + 33 - digits, significand: root,
      sticky: remainder != 0)
  }
}
