import PortableMath

/// The distribution of e^z for z ~ N(μ, τ²): softmax probabilities of normal logits.
public struct LogNormalLaw: MagnitudeLaw, Hashable {
  /// The mean μ of the logarithm.
  public let logMean: Double
  /// The standard deviation τ > 0 of the logarithm.
  public let logDeviation: Double

  /// e^z with z ~ N(logMean, logDeviation²).
  public init(logMean: Double, logDeviation: Double) {
    self.logMean = logMean
    self.logDeviation = logDeviation
  }

  /// E x².
  public var energy: Double { wholeMoment(2) }

  /// Where x² times the density is largest.
  public var energyPeak: Double {
    // Of x² f(x), which is x times a log-normal shape: ln x = μ + τ².
    Portable.exp(logMean + logDeviation * logDeviation)
  }

  /// Forty deviations each way, and more than enough below.
  public var energyRange: ClosedRange<Double> {
    let centre = logMean + 2 * logDeviation * logDeviation
    return Portable.exp(centre - 40 * logDeviation)...Portable.exp(centre + 40 * logDeviation)
  }

  /// Whether the expansion of `RoundingEffect` serves.
  public func isSmooth(above lower: Double, step: Double) -> Bool {
    step <= min(1, logDeviation) * lower / 64
  }

  /// x times the density of the magnitude.
  public func weightedDensity(at x: Double) -> Double {
    guard x > 0, x.isFinite else { return 0 }
    let z = (Portable.log(x) - logMean) / logDeviation
    return Portable.normalDensity(z) / logDeviation
  }

  /// P, E |x| and E x² over an interval, in closed form.
  public func moments(from lower: Double, to upper: Double) -> PartialMoments {
    let a = standardised(lower)
    let b = standardised(upper)
    // E x^k over an interval is e^(kμ + k²τ²/2) times the probability after a shift by kτ.
    func moment(_ k: Double) -> Double {
      wholeMoment(k) * Self.probability(a - k * logDeviation, b - k * logDeviation)
    }
    return PartialMoments(share: moment(0), first: moment(1), second: moment(2))
  }

  private func wholeMoment(_ k: Double) -> Double {
    Portable.exp(k * logMean + k * k * logDeviation * logDeviation / 2)
  }

  private func standardised(_ x: Double) -> Double {
    if x <= 0 { return -.infinity }
    return x.isFinite ? (Portable.log(x) - logMean) / logDeviation : .infinity
  }

  /// P(a < z ≤ b) for a standard normal z, taken in the tail where it is accurate.
  private static func probability(_ a: Double, _ b: Double) -> Double {
    a > 0
      ? Portable.normalCDF(-a) - Portable.normalCDF(-b)
      : Portable.normalCDF(b) - Portable.normalCDF(a)
  }
}
