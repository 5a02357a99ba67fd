/// Elements that all have one magnitude: the non-target gradients of a zero head.
public struct PointLaw: MagnitudeLaw, Hashable {
  /// The magnitude, above 0.
  public let magnitude: Double

  /// The one magnitude.
  public init(magnitude: Double) { self.magnitude = magnitude }

  /// E x².
  public var energy: Double { magnitude * magnitude }

  /// The magnitude itself.
  public var energyPeak: Double { magnitude }

  /// The magnitude alone.
  public var energyRange: ClosedRange<Double> { magnitude...magnitude }

  /// Never: there is no density.
  public func isSmooth(above lower: Double, step: Double) -> Bool { false }

  /// Unused, since there is no density: 0.
  public func weightedDensity(at x: Double) -> Double { 0 }

  /// All of it or nothing; a tie between two values of a format counts with the lower one.
  public func moments(from lower: Double, to upper: Double) -> PartialMoments {
    lower < magnitude && magnitude <= upper
      ? PartialMoments(share: 1, first: magnitude, second: energy)
      : PartialMoments(share: 0, first: 0, second: 0)
  }
}
