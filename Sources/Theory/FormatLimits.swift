import FloatFormats

/// What the closed-form laws need to know of a floating-point format, as plain numbers.
///
/// All magnitudes are positive, in the unit of the values that are stored.
public struct FormatLimits: Hashable, Sendable {
  /// The least positive value: the least subnormal η, or the least normal without subnormals.
  public let leastNonzero: Double
  /// The least normal value, a power of two.
  public let leastNormal: Double
  /// The largest finite value.
  public let largest: Double
  /// The boundary of overflow to nearest: half a last place beyond `largest`.
  public let firstOverflow: Double
  /// Significant bits p, the leading one included.
  public let precision: Int

  /// The limits of a format described by its numbers.
  ///
  /// Requires 0 < leastNonzero ≤ leastNormal < largest, the first two powers of two, and
  /// `precision` ≥ 1.
  public init(leastNonzero: Double, leastNormal: Double, largest: Double, precision: Int) {
    self.leastNonzero = leastNonzero
    self.leastNormal = leastNormal
    self.largest = largest
    self.precision = precision
    firstOverflow = largest + largest.binade * Self.relativeStep(precision) / 2
  }

  /// The limits of a format.
  public init(_ format: FloatFormat) {
    self.init(
      leastNonzero: format.leastNonzeroMagnitude, leastNormal: format.leastNormalMagnitude,
      largest: format.greatestFiniteMagnitude, precision: format.precision)
  }

  /// The largest magnitude that rounds to zero (to nearest, ties to even): half of `leastNonzero`.
  public var flushBoundary: Double { leastNonzero / 2 }

  /// The magnitude from which a value no longer rounds to zero or a subnormal.
  ///
  /// Half a step below `leastNormal`: what lies above it rounds up to a normal number. Equal to
  /// `flushBoundary` without subnormals.
  public var normalBoundary: Double { leastNormal - leastNonzero / 2 }

  /// The distance between neighbouring values at magnitude `x`; the least one below `leastNormal`.
  public func step(at x: Double) -> Double {
    x < leastNormal ? leastNonzero : x.binade * Self.relativeStep(precision)
  }

  /// The value of the format nearest to `x`, ties to even multiples of the step; `largest` with the
  /// sign of `x` beyond `firstOverflow`.
  public func rounded(_ x: Double) -> Double {
    let step = step(at: x.magnitude)
    // Exact: the quotient by a power of two, and an integer times it.
    let nearest = (x / step).rounded(.toNearestOrEven) * step
    return nearest.magnitude <= largest ? nearest : (x < 0 ? -largest : largest)
  }

  /// 2^(1 − p), exact.
  static func relativeStep(_ precision: Int) -> Double {
    Double(sign: .plus, exponent: 1 - precision, significand: 1)
  }
}
