/// The remainders: exact in any format that has the operands and subnormals.
extension ExactArithmetic {
  /// IEEE 754's remainder: a − b·n with n the integer nearest to a/b, the even one of two.
  ///
  /// A zero result has a's sign. Complexity: linear in the difference of the exponents.
  public static func remainder(_ a: ExactValue, _ b: ExactValue) -> Unrounded {
    remainder(a, b) { rest, divisor, isOddQuotient in
      // n is one more where the rest is over half the divisor, or half of it and n is odd.
      rest > divisor - rest || rest == divisor - rest && isOddQuotient
    }
  }

  /// C's fmod: a − b·n with n = a/b truncated.
  ///
  /// A zero result has a's sign. Complexity: linear in the difference of the exponents.
  public static func truncatingRemainder(_ a: ExactValue, _ b: ExactValue) -> Unrounded {
    remainder(a, b) { _, _, _ in false }
  }

  private static func remainder(
    _ a: ExactValue, _ b: ExactValue, isBeyond: (UInt128, UInt128, Bool) -> Bool
  ) -> Unrounded {
    if let nan = propagatedNaN(a, b) { return nan }
    switch (a, b) {
    case (.infinity, _), (_, .zero): return .invalid
    case (.zero, _), (_, .infinity): return Unrounded(a)
    case (.finite(let x), .finite(let y)): return remainder(x, y, isBeyond)
    default: return .invalid
    }
  }

  private static func remainder(
    _ a: BinaryValue, _ b: BinaryValue, _ isBeyond: (UInt128, UInt128, Bool) -> Bool
  ) -> Unrounded {
    let (a, b) = (operand(a), operand(b))
    // Both as integers over one exponent, the dividend's bits brought down one by one where its
    // exponent is the greater; `rest` and `divisor` stay below 2^66.
    var rest: UInt128
    var divisor = b.significand
    let exponent: Int
    var isOdd = false
    if a.exponent >= b.exponent {
      exponent = b.exponent
      isOdd = a.significand / divisor & 1 == 1
      rest = a.significand % divisor
      for _ in 0..<(a.exponent - b.exponent) {
        rest <<= 1
        isOdd = rest >= divisor
        if isOdd { rest -= divisor }
      }
    } else {
      exponent = a.exponent
      rest = a.significand
      let distance = b.exponent - a.exponent
      // The divisor is far beyond twice the dividend: nothing to take away.
      guard distance + 127 - divisor.leadingZeroBitCount < 66 else {
        return Unrounded(.finite(a))
      }
      divisor <<= UInt128(distance)
      isOdd = rest / divisor & 1 == 1
      rest %= divisor
    }
    var isNegative = a.isNegative
    if isBeyond(rest, divisor, isOdd) {
      rest = divisor - rest
      isNegative.toggle()
    }
    guard rest != 0 else { return Unrounded(.zero(isNegative: a.isNegative)) }
    return Unrounded(
      .finite(BinaryValue(isNegative: isNegative, exponent: exponent, significand: rest)))
  }
}
