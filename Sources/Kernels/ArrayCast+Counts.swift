import FloatFormats
import RandomStreams

extension ArrayCast {
  /// Casts `source` into `target` and counts what happened.
  ///
  /// The sums of squares and products are binary64 numbers, added in a fixed order: in chunks of 4096
  /// elements (the first begins at the first element) 16 lanes, lane l taking elements l, l + 16, …;
  /// lanes folded 8-4-2-1, chunks in order, by however many threads. Parameters as in
  /// ``cast(_:into:random:from:threads:)``.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func castCounting(
    _ source: Span<Number>, into target: inout MutableSpan<Number>, random: RandomStream? = nil,
    from position: UInt64 = 0, threads: Int = 1
  ) -> CastCounts {
    precondition(source.count == target.count, "source and target differ in their counts")
    if threads > 1 {
      return target.withUnsafeMutableBufferPointer { target in
        let to = SharedMemory(target)
        return inCountedChunks(source, threads) { source, range in
          var part = to.writing(range).mutableSpan
          return castCounting(
            source, into: &part, random: random, from: position &+ UInt64(range.lowerBound))
        }
      }
    }
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
    from position: UInt64 = 0, threads: Int = 1
  ) -> CastCounts {
    if threads > 1 {
      return inCountedChunks(source, threads) { source, range in
        counts(
          source, scaledBy: scale, random: random, from: position &+ UInt64(range.lowerBound))
      }
    }
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

  /// Counts the chunks of the sums by themselves, and adds them up in their order.
  private func inCountedChunks(
    _ source: Span<Number>, _ threads: Int,
    _ body: @Sendable (Span<Number>, Range<Int>) -> CastCounts
  ) -> CastCounts {
    let length = CastCounts.chunkLength
    var counts = [CastCounts](
      repeating: CastCounts(), count: source.count / length + (source.count % length == 0 ? 0 : 1))
    source.withUnsafeBufferPointer { source in
      counts.withUnsafeMutableBufferPointer { counts in
        let (from, to) = (SharedMemory(reading: source), SharedMemory(counts))
        Tasks.performChunks(of: source.count, length: length, threads: threads) { range in
          let chunk = range.lowerBound / length
          to.writing(chunk..<chunk + 1)[0] = body(from.reading(range).span, range)
        }
      }
    }
    return counts.reduce(into: CastCounts()) { $0.append($1) }
  }
}
