import FloatFormats
import RandomStreams

extension ArrayCast {
  /// Casts `source` into `target` and counts what happened.
  ///
  /// The sums of squares and products are binary64 numbers, added in a fixed order: in chunks of 4096
  /// elements (the first begins at the first element) 16 lanes, lane l taking elements l, l + 16, …;
  /// lanes folded 8-4-2-1, chunks in order. Parameters as in ``cast(_:into:random:from:)``.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func castCounting(
    _ source: Span<Number>, into target: inout MutableSpan<Number>, random: RandomStream? = nil,
    from position: UInt64 = 0
  ) -> CastCounts {
    precondition(source.count == target.count, "source and target differ in their counts")
    if let vector, vector.serves(random) {
      return source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer {
          vector.counts(source, into: $0.baseAddress, scaledBy: 1, random, from: position)
        }
      }
    }
    var tally = Tally<Number>(format)
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let (code, overflows) = kernel.rounded(source[index], bits.next())
      let value = kernel.value(code)
      target[index] = value
      tally.add(source[index], value, overflows: overflows, at: index)
    }
    return tally.total
  }

  /// The counts of a cast whose result is not kept.
  ///
  /// `scale` multiplies each element before the cast, with one rounding of the carrier; a power of two
  /// that keeps the product normal is exact. What is counted is the scaled element: one that the
  /// scaling itself makes 0 counts as a zero, one that it makes infinite as an infinity, and neither
  /// as flushed or overflowed.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func counts(
    _ source: Span<Number>, scaledBy scale: Number = 1, random: RandomStream? = nil,
    from position: UInt64 = 0
  ) -> CastCounts {
    if let vector, vector.serves(random) {
      return source.withUnsafeBufferPointer {
        vector.counts($0, into: nil, scaledBy: scale, random, from: position)
      }
    }
    var tally = Tally<Number>(format)
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let element = source[index] * scale
      let (code, overflows) = kernel.rounded(element, bits.next())
      tally.add(element, kernel.value(code), overflows: overflows, at: index)
    }
    return tally.total
  }
}
