import FloatFormats
import RandomStreams

/// What a cast lost against a reference run of the same draw; r is the reference's value at an
/// element's place, x the element before the cast, y after.
///
/// A flush is what is lost here; what a network lost on the way here shows only against a reference: a
/// tensor of zeros flushes nothing, and is dead all the same.
public struct ReferenceCounts: Equatable, Sendable {
  /// r = 0: a zero that belongs there (a masked activation, a row that no token used).
  public var structuralZeros: UInt64 = 0
  /// r ≠ 0: what the shares refer to.
  public var nonzero: UInt64 = 0
  /// r ≠ 0, x = 0: lost earlier.
  public var inherited: UInt64 = 0
  /// r ≠ 0, x ≠ 0, y = 0: lost here.
  public var flushed: UInt64 = 0

  /// The share of the reference's nonzero elements that are 0 after the cast; nil if there are none.
  public var lostShare: Double? {
    nonzero > 0 ? Double(inherited + flushed) / Double(nonzero) : nil
  }
}

extension ArrayCast {
  /// The counts of a cast, and what is lost by it and before it against the reference run's values at
  /// the same places.
  ///
  /// - Precondition: source and reference have the same count.
  /// - Parameters: as in ``counts(_:scaledBy:random:from:)``; the reference is not scaled.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func counts(
    _ source: Span<Number>, reference: Span<Number>, scaledBy scale: Number = 1,
    random: RandomStream? = nil, from position: UInt64 = 0
  ) -> (cast: CastCounts, reference: ReferenceCounts) {
    precondition(source.count == reference.count, "source and reference differ in their counts")
    var tally = Tally<Number>(format)
    var lost = ReferenceCounts()
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let element = source[index] * scale
      let (code, overflows) = kernel.rounded(element, bits.next())
      let value = kernel.value(code)
      tally.add(element, value, overflows: overflows, at: index)
      if reference[index] == 0 {
        lost.structuralZeros += 1
      } else {
        lost.nonzero += 1
        if source[index] == 0 {
          lost.inherited += 1
        } else if value == 0 {
          lost.flushed += 1
        }
      }
    }
    return (tally.total, lost)
  }
}
