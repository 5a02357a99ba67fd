import CKernels
import FloatFormats
import RandomStreams

extension VectorCast {
  /// A part of a chunk, small enough to be scaled, cast and counted in the nearest cache.
  private static var pieceLength: Int { 1024 }

  /// Casts and counts.
  /// - Parameters:
  ///   - target: where the values go, or nil.
  ///   - scale: multiplies each element before the cast.
  ///   - each: is given the index of a piece's first element and its values after the cast.
  func counts(
    _ source: UnsafeBufferPointer<Number>, into target: UnsafeMutablePointer<Number>?,
    scaledBy scale: Number, _ random: RandomStream?, from position: UInt64,
    each: (Int, UnsafeBufferPointer<Number>) -> Void = { _, _ in }
  ) -> CastCounts {
    guard let from = source.baseAddress else { return CastCounts() }
    var counts = CastCounts()
    var overflows = ck_overflows()
    withUnsafeTemporaryAllocation(of: Number.self, capacity: 2 * Self.pieceLength) { scratch in
      let pieces = scratch.baseAddress.unsafelyUnwrapped
      for chunk in stride(from: 0, to: source.count, by: CastCounts.chunkLength) {
        var tally = ck_tally()
        tally.least = UInt64(Number.infinity.carrierBits)
        let end = min(chunk + CastCounts.chunkLength, source.count)
        for start in stride(from: chunk, to: end, by: Self.pieceLength) {
          let length = min(Self.pieceLength, end - start)
          var before = from + start
          if scale != 1 {
            for index in 0..<length { pieces[index] = before[index] * scale }
            before = UnsafePointer(pieces)
          }
          var after = before
          if target != nil || !keepsNumbers {
            let into = target.map { $0 + start } ?? pieces + Self.pieceLength
            cast(
              UnsafeBufferPointer(start: before, count: length), into: into, random,
              from: position &+ UInt64(start), counting: &overflows)
            after = UnsafePointer(into)
          }
          self.tally(before, after, count: length, into: &tally)
          each(start, UnsafeBufferPointer(start: after, count: length))
        }
        counts.add(tally, as: Number.self)
      }
    }
    counts.elements = UInt64(source.count)
    counts.addOverflows(overflows.count.0, to: overflow(isNegative: false))
    counts.addOverflows(overflows.count.1, to: overflow(isNegative: true))
    return counts
  }
}

extension CastCounts {
  /// Adds a chunk.
  fileprivate mutating func add<Number: Carrier>(_ tally: ck_tally, as _: Number.Type) {
    zeros += tally.zeros
    nans += tally.nans
    infinities += tally.infinities
    flushed += tally.flushed
    subnormal += tally.subnormal
    nansMade += tally.infinities_to_nan
    let largest = Number(carrierBits: .init(truncatingIfNeeded: tally.largest))
    let least = Number(carrierBits: .init(truncatingIfNeeded: tally.least))
    largestMagnitude = max(largestMagnitude, Double(largest))
    leastMagnitude = min(leastMagnitude, Double(least))
    squaresBefore += Lanes(tally.squares_before).sum
    squaresAfter += Lanes(tally.squares_after).sum
    products += Lanes(tally.products).sum
    squaresFlushed += Lanes(tally.squares_flushed).sum
  }
}

extension Lanes {
  /// Sixteen sums of the vector loop.
  fileprivate init<Sums>(_ sums: Sums) {
    self.init()
    withUnsafeBytes(of: sums) { bytes in
      for (lane, sum) in bytes.bindMemory(to: Double.self).enumerated() { self[lane] = sum }
    }
  }
}
