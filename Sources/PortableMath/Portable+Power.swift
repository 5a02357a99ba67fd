extension Portable {
  /// `x` to the power `y`.
  ///
  /// At most 0.55 + |y·ln x|/1000 ulp off: 0.56 where the result lies between 10^-4 and 10^4, 1.3
  /// next to overflow and underflow.
  ///
  /// Edge cases are those of IEEE 754-2019, 9.2.1: 1 for `y` = ±0 or `x` = 1 whatever the other is;
  /// NaN for a negative `x` unless `y` is an integer, whose parity then gives the sign; zero and
  /// infinity by the signs of exponent and base, ∞ for ±0 to a negative power among them.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN { return .nan }
    let isOdd = isOddInteger(y)
    let isNegative = x.sign == .minus && isOdd
    let magnitude = x.magnitude
    if magnitude == 0 || magnitude == .infinity || y.isInfinite {
      if magnitude == 1 { return 1 }
      let grows = (magnitude > 1) == (y > 0)
      let value: Double = grows ? .infinity : 0
      return isNegative ? -value : value
    }
    if x < 0 && !isInteger(y) { return .nan }
    let value = positivePower(magnitude, y)
    return isNegative ? -value : value
  }

  /// exp(y·log x) with the logarithm as a head and a tail; `x` positive and finite, `y` finite.
  private static func positivePower(_ x: Double, _ y: Double) -> Double {
    let (k, f) = binaryReduction(of: x)
    let fraction = extendedLogarithm(onePlus: f)
    let sum = fastTwoSum(k * Coefficients.ln2, fraction.head)
    let lower = sum.tail + (fraction.tail + k * Coefficients.ln2Tail)
    let logarithm = fastTwoSum(sum.head, lower)
    let estimate = y * logarithm.head
    if estimate > 710 { return .infinity }
    if estimate < -746 { return 0 }
    if estimate.magnitude < 0x1p-60 { return 1 }
    let product = twoProduct(y, logarithm.head)
    return exponential(of: product.head, plus: product.tail + y * logarithm.tail)
  }

  private static func isInteger(_ y: Double) -> Bool {
    y.magnitude >= 0x1p52 || Double(Int64(y)) == y
  }

  private static func isOddInteger(_ y: Double) -> Bool {
    y.magnitude < 0x1p53 && isInteger(y) && Int64(y) & 1 == 1
  }
}
