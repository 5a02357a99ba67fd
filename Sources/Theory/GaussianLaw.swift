import PortableMath

/// A normal distribution with mean 0.
public struct GaussianLaw: MagnitudeLaw, Hashable {
  /// The standard deviation s > 0; between 1e-150 and 1e150, so that its square is a normal number.
  public let deviation: Double

  /// N(0, deviation²).
  public init(deviation: Double) { self.deviation = deviation }

  /// E x².
  public var energy: Double { deviation * deviation }

  /// Where x² times the density is largest.
  public var energyPeak: Double { 2.0.squareRoot() * deviation }

  /// Forty deviations each way, and more than enough below.
  public var energyRange: ClosedRange<Double> { deviation * 0x1p-40...deviation * 40 }

  /// Whether the expansion of `RoundingEffect` serves.
  public func isSmooth(above lower: Double, step: Double) -> Bool { step <= deviation / 32 }

  /// x times the density of the magnitude.
  public func weightedDensity(at x: Double) -> Double {
    let z = x / deviation
    return z.isFinite ? 2 * z * Portable.normalDensity(z) : 0
  }

  /// P, E |x| and E x² over an interval, in closed form.
  public func moments(from lower: Double, to upper: Double) -> PartialMoments {
    let a = lower / deviation
    let b = upper / deviation
    // Each difference is taken on the side where its terms are small.
    let share =
      a < 1
      ? Self.centralShare(b) - Self.centralShare(a) : Self.tailShare(a) - Self.tailShare(b)
    let second =
      a < 1
      ? Self.centralEnergy(b) - Self.centralEnergy(a) : Self.tailEnergy(a) - Self.tailEnergy(b)
    let first = 2 * (Portable.normalDensity(a) - Portable.normalDensity(b))
    return PartialMoments(
      share: share, first: deviation * first, second: deviation * deviation * second)
  }

  /// P(|z| ≤ t) = erf(t/√2).
  public static func centralShare(_ t: Double) -> Double { Portable.erf(t * 0.5.squareRoot()) }

  /// P(|z| > t) = erfc(t/√2), with full relative accuracy.
  public static func tailShare(_ t: Double) -> Double { 2 * Portable.normalCDF(-t) }

  /// E z² over |z| ≤ t, erf(t/√2) − 2tφ(t): the χ² distribution function with 3 degrees of freedom
  /// at t². It falls to 0 as √(2/π)·t³/3, with full relative accuracy.
  public static func centralEnergy(_ t: Double) -> Double {
    guard t < 1.5 else { return 1 - tailEnergy(t) }
    // 2φ(t)·t³·(1/3 + t²/(3·5) + t⁴/(3·5·7) + …): DLMF 8.7.1 for the incomplete gamma function of
    // 3/2. Thirty terms are enough below t = 1.5.
    var term = t * t * t / 3
    var sum = term
    for k in 1...30 {
      term *= t * t / Double(2 * k + 3)
      sum += term
    }
    return 2 * Portable.normalDensity(t) * sum
  }

  /// E z² over |z| > t, erfc(t/√2) + 2tφ(t), with full relative accuracy.
  public static func tailEnergy(_ t: Double) -> Double {
    t < 40 ? tailShare(t) + 2 * t * Portable.normalDensity(t) : 0
  }
}
