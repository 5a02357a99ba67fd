import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

@Suite struct HistogramTests {
  @Test func binades() {
    var histogram = Log2Histogram()
    histogram.add([1, 1.5, -1.99, 2, 0, -0.0, .infinity, .nan, 0x1p-149].span as Span<Float>)
    #expect(histogram.count(exponent: 0) == 3 && histogram.count(exponent: 1) == 1)
    #expect(histogram.count(exponent: -149) == 1 && histogram.count(exponent: 5000) == 0)
    #expect(histogram.zeros == 2 && histogram.nonfinite == 2 && histogram.nonzero == 5)
  }

  /// The bounds enclose what a cast at that scale flushes.
  @Test(arguments: ["binary16", "e5m2", "e4m3fn", "e5m2:no-subnormals"])
  func boundsEncloseTheShare(name: String) throws {
    let format = try FormatCatalogue.format(named: name).format
    let stream = RandomStream(StreamKey(seed: 6, domain: .data, id: 0))
    let samples = stream.normals(count: 20_000).map { $0 * 0x1p-20 }
    var histogram = Log2Histogram()
    histogram.add(samples.span)
    let cast = try ArrayCast<Double>(to: format)
    for exponent in stride(from: -10, through: 16, by: 2) {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let share = try #require(cast.counts(samples.span, scaledBy: scale).flushedShare)
      let bounds = try #require(histogram.flushedShare(in: format, scaleExponent: exponent))
      #expect(bounds.contains(share), "scale 2^\(exponent): \(share) is not in \(bounds)")
    }
  }

  @Test func farScales() throws {
    var histogram = Log2Histogram()
    histogram.add([1, 2].span as Span<Double>)
    #expect(histogram.flushedShare(in: .binary16, scaleExponent: .min) == 1...1)
    #expect(histogram.flushedShare(in: .binary16, scaleExponent: .max) == 0...0)
  }

  /// Squares that binary64 does not hold make no claim.
  @Test func squaresOutOfRange() throws {
    let tiny = try ArrayCast<Double>(to: .binary32).counts([1e-300, 2e-300].span)
    #expect(tiny.flushedShare == 1 && tiny.energyLost == nil && tiny.cosine == nil)
    #expect(tiny.rootMeanSquare == nil)
    let huge = try ArrayCast<Double>(to: .binary64).counts([1e160, 1e200].span)
    #expect(huge.energyLost == nil && huge.cosine == nil && huge.rootMeanSquare == nil)
  }

  /// A dead tensor flushes nothing and has lost everything.
  @Test func deadIsNotHealthy() throws {
    let source: [Float] = [0, 0, 0, 0x1p-30, 1, 0]
    let reference: [Float] = [1, -2, 0x1p-30, 0x1p-30, 1, 0]
    let (cast, lost) = try ArrayCast<Float>(to: .binary16).counts(
      source.span, reference: reference.span)
    #expect(cast.flushed == 1 && cast.flushedShare == 0.5)
    #expect(lost.structuralZeros == 1 && lost.nonzero == 5 && lost.inherited == 3)
    #expect(lost.flushed == 1 && lost.lostShare == 0.8)
    let none = try ArrayCast<Float>(to: .binary16).counts([0].span, reference: [0].span).reference
    #expect(none.lostShare == nil)
  }

  @Test func headroom() throws {
    let counts = try ArrayCast<Float>(to: .binary16).counts([32752, 0x1p-20, 0].span)
    #expect(counts.headroomAbove(in: .binary16) == 1 && counts.headroomBelow(in: .binary16) == 4)
    let wide = try ArrayCast<Double>(to: .binary64).counts([0.25, 0.5].span)
    #expect(wide.headroomBelow(in: .binary64) == 1072)
    #expect(wide.headroomAbove(in: .binary64).map { ($0 - 1025).magnitude < 1e-9 } == true)
    let nothing = try ArrayCast<Float>(to: .binary16).counts([0].span)
    #expect(nothing.headroomAbove(in: .binary16) == nil)
  }
}
