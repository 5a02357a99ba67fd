import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Known losses of accumulation, and the counts that tell of them.
@Suite struct AccumulationCaseTests {
  static let seed: UInt64 = 5

  private static func uniforms(_ count: Int, id: UInt64) -> [Double] {
    let stream = RandomStream(StreamKey(seed: seed, domain: .data, id: id))
    return (0..<count).map { stream.uniform(at: UInt64($0)) }
  }

  private func dot(
    _ name: String, _ terms: [Double], counts: inout AccumulatorCounts
  ) throws -> Double {
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 1))
    let ones = [Double](repeating: 1, count: terms.count)
    return try Accumulator(AccumulatorModel(named: name), inputs: .binary64)
      .dot(terms.span, ones.span, random: random, counts: &counts)
  }

  /// Wang et al., "Training deep neural networks with 8-bit floating point numbers", NeurIPS 2018:
  /// terms of mean 1 and deviation 1 in a format of 6 exponent and 9 fraction bits.
  @Test func swamping() throws {
    let terms = Self.uniforms(65_536, id: 0).map { 1 + (2 * $0 - 1) * 3.0.squareRoot() }
    var counts = AccumulatorCounts()
    for count in [8192, 16_384, 65_536] {
      counts = AccumulatorCounts()
      let sum = try dot("per-operation(e6m9)", Array(terms[..<count]), counts: &counts)
      #expect(sum == 4096, "\(count) terms")
    }
    #expect(counts.terms == 65_536 && counts.flushed == 0)
    #expect((counts.swampedShare ?? 0) > 0.9, "\(counts)")
    var ignored = AccumulatorCounts()
    let exact = try dot("exact", terms, counts: &ignored)
    let chunked = try dot(
      "chunked(64, per-operation(e6m9), per-operation(e6m9))", terms, counts: &ignored)
    #expect((chunked / exact - 1).magnitude < 0.01, "\(chunked) of \(exact)")
    let stochastic = try dot("per-operation(e6m9, stochastic(13))", terms, counts: &ignored)
    #expect((stochastic / exact - 1).magnitude < 0.04, "\(stochastic) of \(exact)")
    for name in ["kahan(e6m9)", "pairwise(e6m9)"] {
      let sum = try dot(name, terms, counts: &ignored)
      #expect((sum / exact - 1).magnitude < 0.005, "\(name): \(sum) of \(exact)")
    }
  }

  static let stalls: [(format: String, ones: Double, harmonic: Double, terms: Int)] = [
    ("bfloat16", 256, 5.0625, 65), ("binary16", 2048, 7.0859375, 513), ("e4m3fn", 16, 3, 9),
    ("e5m2", 8, 2, 5),
  ]

  /// Equal ones stall at 2^p, harmonic sums at the published value; what is added after that is
  /// swamped, term by term.
  @Test(arguments: stalls)
  func stalledSums(name: String, ones: Double, harmonic: Double, terms: Int) throws {
    let format = try FormatCatalogue.format(named: name).format
    let model = "per-operation(\(name))"
    var counts = AccumulatorCounts()
    #expect(try dot(model, [Double](repeating: 1, count: 3000), counts: &counts) == ones)
    #expect(counts.swamped == 3000 - UInt64(ones))
    #expect(counts.additions == 2999)
    let harmonics = (1...3000).map { term in
      format.decode(
        format.round(ExactArithmetic.quotient(ExactValue(1.0), ExactValue(integer: term))).code)
    }
    #expect(try dot(model, harmonics, counts: &counts) == harmonic)
    #expect(try dot(model, Array(harmonics[..<(terms - 1)]), counts: &counts) == harmonic)
    #expect(try dot(model, Array(harmonics[..<(terms - 2)]), counts: &counts) < harmonic)
  }

  /// Terms that underflow are flushed; sums that overflow are counted where they do.
  @Test func flushedAndOverflowed() throws {
    var counts = AccumulatorCounts()
    #expect(try dot("per-operation(binary16)", [0x1p-26, 1, 0x1p-25, 0], counts: &counts) == 1)
    #expect(counts.terms == 3 && counts.flushed == 2 && counts.additions == 0)
    counts = AccumulatorCounts()
    #expect(try dot("fused(binary16)", [0x1p-26, 1, 0x1p-25], counts: &counts) == 1)
    #expect(counts.flushed == 1 && counts.swamped == 1 && counts.additions == 1)
    counts = AccumulatorCounts()
    #expect(try dot("fused(binary16)", [60000, 60000, 1], counts: &counts) == .infinity)
    #expect(counts.overflowed == 1)
    counts = AccumulatorCounts()
    let core = try Accumulator(AccumulatorModel(named: "h100-fp16"), inputs: .binary16)
    // Aligned at 2^-22, two are flushed; the third is there until the output is truncated at 2^-20.
    let a = [0x1p-24, 0x1p-24, 0, 0x1p-21]
    let sum = core.dot(a.span, [1, 1, 1, 1].span, from: 8, counts: &counts)
    #expect(sum == 8 && counts.terms == 3 && counts.flushed == 2)
    #expect(counts.additions == 1 && counts.swamped == 1)
  }

  private func errors(
    rows: Int, of draw: (UInt64) -> [Double]
  ) throws -> (plain: [Double], promoted: [Double]) {
    let cast = try ArrayCast<Double>(to: .e4m3fn)
    let plain = try Accumulator(AccumulatorModel(named: "h100-fp8"), inputs: .e4m3fn)
    let promoted = try Accumulator(
      AccumulatorModel(named: "promoted(h100-fp8, 128)"), inputs: .e4m3fn)
    let exact = try Accumulator(AccumulatorModel(named: "exact"), inputs: .e4m3fn)
    var result: (plain: [Double], promoted: [Double]) = ([], [])
    for row in 0..<UInt64(rows) {
      let a = cast.values(draw(2 * row))
      let b = cast.values(draw(2 * row + 1))
      let sum = exact.dot(a, b)
      result.plain.append(plain.dot(a, b) / sum - 1)
      result.promoted.append(promoted.dot(a, b) / sum - 1)
    }
    return result
  }

  /// FP8 products by the model of H100 at K = 4096, without and with the promotion every 128 terms that
  /// DeepSeek-V3's technical report (2024) introduces. The values are this project's acceptance values,
  /// computed by the model, of its own draws; that report gives "nearly 2 %" as the largest error of its.
  @Test func depthOfFP8() throws {
    func median(_ values: [Double]) -> Double {
      values.map(\.magnitude).sorted()[values.count / 2]
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let normal = try errors(rows: 800) { id in
      RandomStream(StreamKey(seed: Self.seed, domain: .data, id: id)).normals(count: 4096)
    }
    // A quotient of two normal numbers follows Cauchy's law: the median of n magnitudes has a standard
    // error of (π/2)/√n of itself, 5.6 % for 800.
    let (plain, promoted) = (median(normal.plain), median(normal.promoted))
    #expect((plain / 9.5e-4 - 1).magnitude < 0.2, "\(plain)")
    #expect((promoted / 1.1e-4 - 1).magnitude < 0.2, "\(promoted)")
    #expect(plain >= 5 * promoted, "\(plain), \(promoted)")
    let uniform = try errors(rows: 100) { Self.uniforms(4096, id: $0) }
    #expect((mean(uniform.plain) + 6.6e-2).magnitude < 0.3e-2, "\(mean(uniform.plain))")
    #expect((mean(uniform.promoted) + 5.0e-4).magnitude < 0.5e-4, "\(mean(uniform.promoted))")
  }
}
