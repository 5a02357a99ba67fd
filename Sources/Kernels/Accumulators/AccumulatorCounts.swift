/// What happened inside dot products, counted exactly.
///
/// Only finite numbers are counted. A tensor core's addition is that of a whole block.
public struct AccumulatorCounts: Hashable, Sendable {
  /// Terms other than 0: products aₖ·bₖ, and in nested models also the sums of chunks.
  public var terms: UInt64 = 0
  /// Roundings, or alignments in a tensor core, of something other than 0 that gave 0.
  public var flushed: UInt64 = 0
  /// Additions of an addend other than 0 to a partial sum other than 0.
  public var additions: UInt64 = 0
  /// Additions that left the partial sum as it was; in a tree, either of the two.
  public var swamped: UInt64 = 0
  /// Roundings of a finite number to beyond the format's largest, whatever it became.
  public var overflowed: UInt64 = 0

  /// Counts of nothing.
  public init() {}

  /// The share of additions that were swamped; nil without any.
  public var swampedShare: Double? {
    additions > 0 ? Double(swamped) / Double(additions) : nil
  }

  /// Adds the counts of other dot products.
  public mutating func append(_ next: AccumulatorCounts) {
    terms += next.terms
    flushed += next.flushed
    additions += next.additions
    swamped += next.swamped
    overflowed += next.overflowed
  }
}
