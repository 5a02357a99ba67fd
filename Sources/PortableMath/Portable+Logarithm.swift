extension Portable {
  /// The natural logarithm of `x`.
  ///
  /// At most 1 ulp off, also next to 1. `log(±0)` is −∞, `log(1)` is +0, `log(+∞)` is infinity,
  /// and the logarithm of a negative number is NaN.
  ///
  /// Method: x = 2^k·(1 + f) with √½ ≤ 1 + f < √2, and log(1 + f) = 2·artanh(s) with
  /// s = f/(2 + f), a series in s².
  public static func log(_ x: Double) -> Double {
    guard x > 0 && x < .infinity else { return logarithmOfSpecial(x) }
    let (k, f) = binaryReduction(of: x)
    return logarithm(exponent: k, fraction: f, correction: 0)
  }

  /// The natural logarithm of `1 + x`, without cancellation near 0.
  ///
  /// At most 1 ulp off. `log(onePlus: ±0)` is ±0, of −1 it is −∞, below −1 NaN.
  public static func log(onePlus x: Double) -> Double {
    guard x > -1 && x < .infinity else { return logarithmOfSpecial(1 + x) }
    if x.magnitude < 0x1p-54 { return x }
    if x > Coefficients.sqrtHalf - 1 && x < 0.414 {
      return logarithm(exponent: 0, fraction: x, correction: 0)
    }
    let (sum, lost) = twoSum(1, x)
    let (k, f) = binaryReduction(of: sum)
    return logarithm(exponent: k, fraction: f, correction: lost / sum)
  }

  /// The logarithm of `x` to base 2.
  ///
  /// At most 0.51 ulp off; exact for powers of two. Special values as for `log`.
  public static func log2(_ x: Double) -> Double {
    guard x > 0 && x < .infinity else { return logarithmOfSpecial(x) }
    let (k, f) = binaryReduction(of: x)
    let natural = extendedLogarithm(onePlus: f)
    let (head, tail) = twoProduct(natural.head, Coefficients.log2E)
    let low = tail + natural.head * Coefficients.log2ETail + natural.tail * Coefficients.log2E
    let sum = fastTwoSum(k, head)
    return sum.head + (sum.tail + low)
  }

  /// The logarithm of `x` to base 10.
  ///
  /// At most 0.51 ulp off; exact for powers of ten up to 10^22. Special values as for `log`.
  public static func log10(_ x: Double) -> Double {
    guard x > 0 && x < .infinity else { return logarithmOfSpecial(x) }
    let (k, f) = binaryReduction(of: x)
    let natural = extendedLogarithm(onePlus: f)
    let (head, tail) = twoProduct(natural.head, Coefficients.log10E)
    let low = tail + natural.head * Coefficients.log10ETail + natural.tail * Coefficients.log10E
    let sum = fastTwoSum(k * Coefficients.log10Of2, head)
    return sum.head + (sum.tail + (low + k * Coefficients.log10Of2Tail))
  }

  /// The logarithm of what has none that is finite: zero, a negative number, infinity, NaN.
  private static func logarithmOfSpecial(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    return x == .infinity || x.isNaN ? x : .nan
  }

  /// The exponent k and the fraction f of x = 2^k·(1 + f), √½ ≤ 1 + f < √2; `x` positive, finite.
  @inline(__always)
  static func binaryReduction(of x: Double) -> (exponent: Double, fraction: Double) {
    var bits = x.bitPattern
    var bias: Int64 = 1023
    if bits < 0x0010_0000_0000_0000 {
      bits = (x * 0x1p54).bitPattern
      bias += 54
    }
    // Adding what √½ lacks of 1 carries into the exponent field exactly when 1 + f ≥ √2 would be.
    let raised = bits &+ (0x3ff0_0000_0000_0000 - Coefficients.sqrtHalf.bitPattern)
    let exponent = Int64(raised >> 52) - bias
    let fraction = (raised & 0x000f_ffff_ffff_ffff) &+ Coefficients.sqrtHalf.bitPattern
    return (Double(exponent), Double(bitPattern: fraction) - 1)
  }

  /// k·ln2 + log(1 + f) + correction, in binary64 throughout.
  ///
  /// log(1 + f) = f − f²/2 + s·(f²/2 + P(s²)·s²), an identity that keeps f, which is exact, apart
  /// from the rest, which is smaller (K. C. Ng's arrangement in the Sun fdlibm, 1993).
  @inline(__always)
  static func logarithm(exponent k: Double, fraction f: Double, correction: Double) -> Double {
    let s = f / (2 + f)
    let z = s * s
    let series = z * polynomial(Coefficients.logTail, at: z)
    let halfSquare = 0.5 * f * f
    let low = s * (halfSquare + series) + (k * Coefficients.ln2Tail + correction)
    return k * Coefficients.ln2 - ((halfSquare - low) - f)
  }

  /// log(1 + f) as a head and a tail, together within about 2^-63 of it, for √½ − 1 ≤ f < √2 − 1.
  ///
  /// 2·artanh(s) = 2s + s·(c₀z + z²·Q(z)) with z = s²: all but the last term, which is below 2^-12
  /// of the whole, is computed with a tail.
  @inline(__always)
  static func extendedLogarithm(onePlus f: Double) -> (head: Double, tail: Double) {
    let denominator = fastTwoSum(2, f)
    let s = f / denominator.head
    let product = twoProduct(s, denominator.head)
    let remainder = ((f - product.head) - product.tail) - s * denominator.tail
    let sTail = remainder / denominator.head

    let z = twoProduct(s, s)
    let zTail = z.tail + 2 * s * sTail
    let first = twoProduct(z.head, Coefficients.logTail[0])
    let firstTail = first.tail + zTail * Coefficients.logTail[0] + z.head * Coefficients.logTailTail
    let higher = z.head * z.head * slope(of: Coefficients.logTail, at: z.head)
    let factor = fastTwoSum(first.head, higher + firstTail)
    let series = twoProduct(s, factor.head)
    let seriesTail = series.tail + s * factor.tail + sTail * factor.head

    let sum = fastTwoSum(2 * s, series.head)
    return (sum.head, sum.tail + (2 * sTail + seriesTail))
  }
}
