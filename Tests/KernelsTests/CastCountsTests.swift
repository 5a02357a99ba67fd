import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

@Suite struct CastCountsTests {
  /// One element of each kind, counted by hand.
  @Test func eachKindOnce() throws {
    let source: [Float] = [
      0, -0.0, .nan, .infinity, 1, 0x1p-8, 0x1p-10, -0x1p-11, 449, 465, -1e9,
    ]
    let counts = try ArrayCast<Float>(to: .e4m3fn).counts(source.span)
    #expect(counts.elements == 11 && counts.zeros == 2 && counts.nans == 1)
    #expect(counts.infinities == 1 && counts.nonzero == 7 && counts.nansMade == 1)
    // 2^-10 is half the least subnormal: a tie, to 0.
    #expect(counts.flushed == 2 && counts.subnormal == 1)
    #expect(
      counts.overflowedToNaN == 2 && counts.saturated == 0 && counts.overflowedToInfinity == 0)
    #expect(counts.largestMagnitude == 1e9 && counts.leastMagnitude == 0x1p-11)
    let energy = 1 + 0x1p-16 + 0x1p-20 + 0x1p-22 + 449.0 * 449 + 465.0 * 465 + 1e9 * 1e9
    #expect(counts.squaresBefore == energy)
    #expect(counts.energyLost == (0x1p-20 + 0x1p-22) / energy)
  }

  @Test func saturationIsOverflowToo() throws {
    let source: [Float] = [448, 463, 464, 464.5, 1e9, .infinity]
    let saturating = try ArrayCast<Float>(to: .e4m3fn, RoundingContext(overflow: .saturate))
    #expect(saturating.counts(source.span).saturated == 2)
    let infinite = try ArrayCast<Float>(to: .e5m2)
    #expect(infinite.counts([57344, 61439, 61440, 1e9].span).overflowedToInfinity == 2)
  }

  /// What overflowed counts as the largest number: a tensor whose few large elements are gone has lost
  /// its direction.
  @Test func overflowCostsDirection() throws {
    let source = [Float](repeating: 1e8, count: 10) + [Float](repeating: 1, count: 90)
    let counts = try ArrayCast<Float>(to: .binary16).counts(source.span)
    #expect(counts.overflowedShare == 0.1)
    let before = (10 * 1e16 + 90.0).squareRoot()
    let after = (10 * 65504.0 * 65504 + 90).squareRoot()
    let cosine = try #require(counts.cosine)
    #expect((cosine - (10 * 1e8 * 65504 + 90) / (before * after)).magnitude < 1e-15)
    let rms = try #require(counts.rootMeanSquare)
    #expect((rms / ((10 * 1e16 + 90) / 100).squareRoot() - 1).magnitude < 1e-15)
    let unsigned = FloatFormat(
      exponentWidth: 4, precision: 4, signed: false, nan: .maximum, infinity: false)
    let negative = try ArrayCast<Float>(to: unsigned).counts([-3, 4].span)
    #expect(negative.nansMade == 1 && negative.cosine == 4.0 / 5 && negative.flushed == 0)
  }

  @Test func sharesOfNothingAreNil() throws {
    let counts = try ArrayCast<Float>(to: .e4m3fn).counts([0, .nan].span)
    #expect(counts.flushedShare == nil && counts.energyLost == nil && counts.cosine == nil)
  }

  /// Counts are the same whether the result is kept or not, and sums are those of the stated order.
  @Test func orderOfSums() throws {
    let stream = RandomStream(StreamKey(seed: 5, domain: .data, id: 0))
    let source = stream.normals(count: 10_000).map { Float($0 * 0x1p-20) }
    let cast = try ArrayCast<Float>(to: .binary16)
    var target = [Float](repeating: 0, count: source.count)
    var span = target.mutableSpan
    let kept = cast.castCounting(source.span, into: &span)
    #expect(kept == cast.counts(source.span))
    var total = 0.0
    for start in stride(from: 0, to: source.count, by: 4096) {
      var lanes = [Double](repeating: 0, count: 16)
      for index in start..<min(start + 4096, source.count) {
        lanes[(index - start) % 16] += Double(source[index]) * Double(target[index])
      }
      for half in [8, 4, 2, 1] { for lane in 0..<half { lanes[lane] += lanes[lane + half] } }
      total += lanes[0]
    }
    #expect(kept.products == total)
    #expect(kept.flushed == UInt64(zip(source, target).count { $0.0 != 0 && $0.1 == 0 }))
  }
}
