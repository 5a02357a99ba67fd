/// The distribution of the magnitudes of a tensor's elements, through what rounding theory asks of it.
public protocol MagnitudeLaw: Sendable {
  /// P, E |x| and E x² restricted to lower < |x| ≤ upper; `upper` may be infinite.
  func moments(from lower: Double, to upper: Double) -> PartialMoments

  /// x times the density of |x| at x > 0; 0 at 0.
  func weightedDensity(at x: Double) -> Double

  /// E x².
  var energy: Double { get }

  /// Where x² times the density is largest; it falls beyond.
  var energyPeak: Double { get }

  /// The magnitudes outside which a share of the energy below 2^-100 lies.
  var energyRange: ClosedRange<Double> { get }

  /// Whether the density changes so little over a step, anywhere above `lower`, that the
  /// Euler–Maclaurin series of `RoundingEffect` is exact to about 1e-9 of the energy.
  func isSmooth(above lower: Double, step: Double) -> Bool
}

/// Moments of a magnitude restricted to an interval.
public struct PartialMoments: Hashable, Sendable {
  /// The probability of the interval.
  public var share: Double
  /// E |x| over the interval, not divided by its probability.
  public var first: Double
  /// E x² over the interval, not divided by its probability.
  public var second: Double

  /// The three moments.
  public init(share: Double, first: Double, second: Double) {
    self.share = share
    self.first = first
    self.second = second
  }
}
