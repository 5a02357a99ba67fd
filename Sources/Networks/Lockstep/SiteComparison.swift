import Kernels

/// What became of a site's numbers under a policy, against those of a reference pass of the same draw:
/// x are the reference's, y the policy's, divided by what they were scaled by.
///
/// Other than ``/Kernels/CastCounts``, which sees one rounding, this sees all that came before: what was
/// flushed at an earlier site is lost here, too.
public struct SiteComparison: Equatable, Sendable {
  /// Pairs.
  public private(set) var elements: UInt64 = 0
  /// Sums over them.
  public private(set) var sums = PairSums()

  /// Of nothing.
  public init() {}

  /// The cosine of the angle between both; nil where a number is not finite, or where the reference is 0
  /// throughout; 0 where only the policy's numbers are.
  public var cosine: Double? {
    guard sums.notFinite == 0, sums.squaresOfReference.isNormal else { return nil }
    guard sums.squares.isNormal else { return 0 }
    let lengths = sums.squaresOfReference.squareRoot() * sums.squares.squareRoot()
    return min(1, max(-1, sums.products / lengths))
  }

  /// The share of the reference's Σx² whose numbers became 0; nil where the reference is 0 throughout.
  public var energyLost: Double? {
    sums.squaresOfReference.isNormal ? sums.squaresLost / sums.squaresOfReference : nil
  }

  /// The share of the reference's numbers other than 0 that became 0; nil where there are none.
  public var lostShare: Double? {
    sums.nonzero > 0 ? Double(sums.lost) / Double(sums.nonzero) : nil
  }

  /// √(Σ(y − x)²/Σx²); nil as the cosine.
  public var relativeError: Double? {
    guard sums.notFinite == 0, sums.squaresOfReference.isNormal else { return nil }
    return (sums.squaresOfErrors / sums.squaresOfReference).squareRoot()
  }

  /// Adds the pairs of two arrays of one length.
  ///
  /// - Parameter scale: what the policy's numbers were multiplied by.
  mutating func add<Number: Carrier, Reference: Carrier>(
    _ numbers: UnsafeBufferPointer<Number>, scale: Double,
    reference: UnsafeBufferPointer<Reference>
  ) {
    elements += UInt64(numbers.count)
    sums.append(PairSums(numbers, scale: scale, reference: reference))
  }

  /// Adds the pairs that follow, or those of another site: of several, the cosine is that of all of them
  /// together.
  mutating func append(_ next: SiteComparison) {
    elements += next.elements
    sums.append(next.sums)
  }
}
