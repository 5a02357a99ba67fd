extension Portable {
  /// The density of the standard normal distribution, exp(−z²/2)/√(2π).
  ///
  /// At most 2 ulp off; 0 from |z| = 38.6 on.
  public static func normalDensity(_ z: Double) -> Double {
    guard z.magnitude < 39 else { return z.isNaN ? z : 0 }
    return gaussianDecay(z) * Coefficients.inverseSqrt2Pi
  }

  /// The share of a standard normal distribution that lies below `z`.
  ///
  /// At most 4 ulp off, in the lower tail too: it is not computed from a rounded z/√2. Subnormal
  /// below −37.5194 and 0 below −38.486; 1 above 8.3. For the upper tail use `normalCDF(−z)`.
  public static func normalCDF(_ z: Double) -> Double {
    if z.isNaN { return z }
    if z.magnitude < 0.7 { return 0.5 + centralProbability(z) }
    return z < 0 ? lowerTail(z) : 1 - lowerTail(-z)
  }

  /// The number below which a share `p` of a standard normal distribution lies.
  ///
  /// At most 4 ulp off, also next to p = ½, where the result is 0, and in the lower tail down to
  /// the least subnormal number, where it is −38.4674. `normalQuantile(0)` is −∞, of 1 it is
  /// infinity; NaN outside [0, 1].
  ///
  /// Method: a starting value by formula 26.2.23 of Abramowitz and Stegun (1964), then Halley's
  /// iteration, twice (each about cubes the error), on Φ(z) or, for p within ¼ of ½, on Φ(z) − ½.
  public static func normalQuantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : (p == 1 ? .infinity : .nan) }
    let offset = p - 0.5
    if offset.magnitude < 0.25 { return centralQuantile(offset) }
    // 1 − p is exact for p ≥ ½.
    return p < 0.5 ? tailQuantile(p) : -tailQuantile(1 - p)
  }

  /// exp(−z²/2), the square taken in two parts so that no accuracy is lost far out; |z| < 39.
  @inline(__always)
  static func gaussianDecay(_ z: Double) -> Double {
    let (high, low) = halves(z)
    return exponential(of: -0.5 * (high * high), plus: -0.5 * (low * (z + high)))
  }

  /// Φ(z) for z ≤ −0.7.
  static func lowerTail(_ z: Double) -> Double {
    guard z > -39 else { return 0 }
    return gaussianDecay(z) * scaledLowerTail(z)
  }

  /// exp(z²/2)·Φ(z) for −39 ≤ z ≤ −0.6, by a polynomial of the form that `erfc` has.
  static func scaledLowerTail(_ z: Double) -> Double {
    let t = (-z - 4) / (4 - z)
    let u = (t - Coefficients.normalTailMiddle) * Coefficients.normalTailStretch
    let scaled = polynomial(
      Coefficients.normalTailScaled, at: u, tail: Coefficients.normalTailScaledTail)
    return scaled / (1 - z)
  }

  /// Φ(z) − ½ = ½·erf(z/√2) for |z| ≤ 1, the leading term z/√(2π) apart.
  @inline(__always)
  static func centralProbability(_ z: Double) -> Double {
    let half = 0.5 * (z * z)
    let series = Coefficients.sqrtEighth * polynomial(Coefficients.erfTail, at: half)
    return z * Coefficients.inverseSqrt2Pi
      + z * (Coefficients.inverseSqrt2PiTail + half * series)
  }

  /// z with Φ(z) = ½ + offset, for |offset| ≤ ¼.
  private static func centralQuantile(_ offset: Double) -> Double {
    // The inverse series (DLMF 7.17.2), two terms; two steps of third order make it exact.
    let scaled = offset * Coefficients.sqrt2Pi
    var z = scaled * (1 + scaled * scaled / 6)
    for _ in 0..<2 {
      z = halleyStep(from: z, error: (centralProbability(z) - offset) / normalDensity(z))
    }
    return z
  }

  /// z with Φ(z) = p, for p ≤ ¼.
  private static func tailQuantile(_ p: Double) -> Double {
    // Abramowitz and Stegun 26.2.23, whose error they bound by 0.00045.
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = numerator / denominator - t
    for _ in 0..<2 {
      z = halleyStep(from: z, error: tailError(at: z, of: p))
    }
    return z
  }

  /// (Φ(z) − p)/φ(z), for z < −0.6.
  private static func tailError(at z: Double, of p: Double) -> Double {
    guard p < 0x1p-950 else { return (lowerTail(z) - p) / normalDensity(z) }
    // Φ and φ are about to underflow, but neither Φ/φ nor p/φ = √(2π)·p·exp(z²/4)² does.
    let growth = exponential(of: 0.25 * z * z, plus: 0)
    return Coefficients.sqrt2Pi * (scaledLowerTail(z) - p * growth * growth)
  }

  /// One step of Halley's iteration for Φ(z) = p, where φ′/φ = −z.
  @inline(__always)
  private static func halleyStep(from z: Double, error: Double) -> Double {
    z - error / (1 + 0.5 * z * error)
  }
}
