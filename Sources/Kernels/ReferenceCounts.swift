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

  /// Counts an element: the reference's value, and the element before and after the cast.
  @inline(__always)
  mutating func add<Number: Carrier>(_ r: Number, _ x: Number, _ y: Number) {
    if r == 0 {
      structuralZeros += 1
    } else {
      nonzero += 1
      if x == 0 {
        inherited += 1
      } else if y == 0 {
        flushed += 1
      }
    }
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
    var lost = ReferenceCounts()
    if let vector, vector.serves(random) {
      let counts = source.withUnsafeBufferPointer {
        vector.counts($0, into: nil, scaledBy: scale, random, from: position) { first, values in
          for (index, value) in values.enumerated() {
            lost.add(reference[first + index], source[first + index], value)
          }
        }
      }
      return (counts, lost)
    }
    var tally = Tally<Number>(format)
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let element = source[index] * scale
      let (code, overflows) = kernel.rounded(element, bits.next())
      let value = kernel.value(code)
      tally.add(element, value, overflows: overflows, at: index)
      lost.add(reference[index], source[index], value)
    }
    return (tally.total, lost)
  }
}
