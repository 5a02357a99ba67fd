import FloatFormats
import PortableMath

/// What a cast did to an array, counted exactly; x is an element before, y after.
///
/// There is no reference run here, so nothing is called lost: what was 0 before may have been lost
/// earlier. Shares are of the elements that are neither 0 nor NaN nor infinite before; of none, they
/// are nil.
public struct CastCounts: Equatable, Sendable {
  /// Number of elements.
  public var elements: UInt64 = 0
  /// x = 0.
  public var zeros: UInt64 = 0
  /// x is NaN.
  public var nans: UInt64 = 0
  /// x is infinite.
  public var infinities: UInt64 = 0
  /// x ≠ 0 and finite, y = 0.
  public var flushed: UInt64 = 0
  /// x finite, 0 < |y| < the least normal number.
  public var subnormal: UInt64 = 0
  /// x finite, rounded beyond the largest number, y infinite.
  public var overflowedToInfinity: UInt64 = 0
  /// x finite, rounded beyond the largest number, y NaN.
  public var overflowedToNaN: UInt64 = 0
  /// x finite, rounded beyond the largest number, y the largest number.
  public var saturated: UInt64 = 0
  /// y is NaN and x is neither NaN nor beyond the largest number: an infinity or a number below zero
  /// that the format does not have.
  public var nansMade: UInt64 = 0

  /// Σx² over finite x.
  public var squaresBefore: Double = 0
  /// Σy² over the same, with the largest number for a y that overflowed to infinity or NaN, and 0 for
  /// one that became NaN otherwise.
  public var squaresAfter: Double = 0
  /// Σxy over the same, y being as in ``squaresAfter``: overflow, too, turns the direction of a
  /// gradient, and must not make its cosine better.
  public var products: Double = 0
  /// Σx² over the flushed.
  public var squaresFlushed: Double = 0
  /// The largest finite |x|; 0 if there is none.
  public var largestMagnitude: Double = 0
  /// The least |x| other than 0; infinity if there is none.
  public var leastMagnitude: Double = .infinity

  /// Counts of nothing.
  public init() {}

  /// Finite elements other than 0: what shares refer to.
  public var nonzero: UInt64 { elements - zeros - nans - infinities }

  /// Finite elements that rounded beyond the largest number, whatever they became.
  public var overflowed: UInt64 { overflowedToInfinity + overflowedToNaN + saturated }

  /// The share of nonzero elements that became 0.
  public var flushedShare: Double? { share(flushed) }

  /// The share of nonzero elements that became subnormal.
  public var subnormalShare: Double? { share(subnormal) }

  /// The share of nonzero elements that overflowed.
  public var overflowedShare: Double? { share(overflowed) }

  /// The share of Σx² that the flushed elements held; nil where Σx² is 0 or leaves binary64's range
  /// (elements below 1e-154 throughout, or above 1e154).
  ///
  /// A flushed share alone is no measure of harm: what is flushed is what was small.
  public var energyLost: Double? { squaresBefore.isNormal ? squaresFlushed / squaresBefore : nil }

  /// The cosine of the angle between x and y, in [−1, 1], with the largest number for what overflowed; nil where
  /// either is 0 throughout, or a sum leaves binary64's range.
  public var cosine: Double? {
    guard squaresBefore.isNormal, squaresAfter.isNormal else { return nil }
    // Two roots: the product of the squares could leave binary64's range. The sums were rounded, so
    // that the quotient may exceed 1 by some ulps.
    let quotient = products / (squaresBefore.squareRoot() * squaresAfter.squareRoot())
    return min(1, max(-1, quotient))
  }

  /// The root mean square of x over all finite elements, zeros included; nil without any, or where the
  /// squares leave binary64's range.
  public var rootMeanSquare: Double? {
    let finite = elements - nans - infinities
    let isKnown = finite > 0 && (squaresBefore.isNormal || nonzero == 0)
    return isKnown ? (squaresBefore / Double(finite)).squareRoot() : nil
  }

  /// log2(largest number of the format / largest |x|): how many binades the elements may grow before
  /// one overflows; negative where one did, nil where there is no finite element other than 0.
  public func headroomAbove(in format: FloatFormat) -> Double? {
    nonzero > 0 ? Self.binades(format.greatestFiniteMagnitude, over: largestMagnitude) : nil
  }

  /// log2(least |x| other than 0 / least positive number of the format): how many binades the elements
  /// may shrink before the least is below it; negative where it is, nil as above.
  public func headroomBelow(in format: FloatFormat) -> Double? {
    nonzero > 0 ? Self.binades(leastMagnitude, over: format.leastNonzeroMagnitude) : nil
  }

  /// log2(a/b), where the ratio itself may leave binary64's range; exact for powers of two.
  private static func binades(_ a: Double, over b: Double) -> Double {
    Double(a.exponent - b.exponent) + Portable.log2(a.significand / b.significand)
  }

  private func share(_ count: UInt64) -> Double? {
    nonzero > 0 ? Double(count) / Double(nonzero) : nil
  }

  /// Adds the counts of the elements that follow. The sums depend on the order of the additions.
  public mutating func append(_ next: CastCounts) {
    elements += next.elements
    zeros += next.zeros
    nans += next.nans
    infinities += next.infinities
    flushed += next.flushed
    subnormal += next.subnormal
    overflowedToInfinity += next.overflowedToInfinity
    overflowedToNaN += next.overflowedToNaN
    saturated += next.saturated
    nansMade += next.nansMade
    squaresBefore += next.squaresBefore
    squaresAfter += next.squaresAfter
    products += next.products
    squaresFlushed += next.squaresFlushed
    largestMagnitude = max(largestMagnitude, next.largestMagnitude)
    leastMagnitude = min(leastMagnitude, next.leastMagnitude)
  }
}
