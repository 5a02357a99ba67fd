extension Portable {
  /// The error function, 2/√π times the integral of exp(−t²) from 0 to `x`.
  ///
  /// At most 3 ulp off. Odd; ±0 at ±0; ±1 from |x| = 5.93 on.
  public static func erf(_ x: Double) -> Double {
    let magnitude = x.magnitude
    if magnitude <= 1 { return errorFunctionNearZero(x) }
    guard magnitude < 6 else { return x.isNaN ? x : (x > 0 ? 1 : -1) }
    let value = 1 - complement(of: magnitude)
    return x > 0 ? value : -value
  }

  /// The complementary error function, 1 − erf(x), with full relative accuracy as it falls to 0.
  ///
  /// At most 4 ulp off. Subnormal from 26.5433 and 0 from 27.226 on; 2 below −5.87.
  public static func erfc(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x < -6 { return 2 }
    if x < 0.475 {
      return x > -1 ? 1 - errorFunctionNearZero(x) : 2 - complement(of: -x)
    }
    return complement(of: x)
  }

  /// erf(x) for |x| ≤ 1: x·2/√π and a polynomial in x² for the rest.
  @inline(__always)
  static func errorFunctionNearZero(_ x: Double) -> Double {
    let z = x * x
    let rest = Coefficients.twoOverSqrtPiTail + z * erfTail(z)
    return x * Coefficients.twoOverSqrtPi + x * rest
  }

  @inline(__always)
  private static func erfTail(_ z: Double) -> Double {
    polynomial(Coefficients.erfTail, at: z)
  }

  /// erfc(x) for x ≥ 0.475.
  static func complement(of x: Double) -> Double {
    guard x < 28 else { return 0 }
    // x² as a head of at most 52 bits, exact, and a rest: the exponential needs both.
    let (high, low) = halves(x)
    let decay = exponential(of: -(high * high), plus: -(low * (x + high)))
    return decay * scaledComplement(x)
  }

  /// exp(x²)·erfc(x) for 0.475 ≤ x ≤ 28.
  ///
  /// (1 + 2x)·exp(x²)·erfc(x) lies between 1 and 1.3, and is smooth in (x − 4)/(x + 4): the form of
  /// Shepherd and Laframboise, Mathematics of Computation 36 (1981), with coefficients of our own.
  private static func scaledComplement(_ x: Double) -> Double {
    let t = (x - 4) / (x + 4)
    let u = (t - Coefficients.erfcMiddle) * Coefficients.erfcStretch
    let scaled = polynomial(Coefficients.erfcScaled, at: u, tail: Coefficients.erfcScaledTail)
    return scaled / (1 + 2 * x)
  }
}
