import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Sums side by side against dot products one by one, which AccumulatorOrderTests and TensorCoreTests
/// judge: the same bits and counts at every level, however rows are split into calls.
@Suite struct LaneAccumulatorTests {
  static let seed: UInt64 = 21

  /// Models with their terms' format; the second of a pair is where the loops do not serve.
  static let models: [(model: String, terms: String)] =
    [
      "per-operation", "fused", "kahan", "pairwise",
    ].flatMap { scheme in
      ["binary16", "bfloat16", "e4m3fn", "e5m2", "e4m3fnuz", "binary32", "tf32"].flatMap { format in
        ["nearest-even", "toward-zero", "toward-negative", "odd", "stochastic(24)"].map {
          rounding in
          ("\(scheme)(\(format), \(rounding))", format == "e4m3fnuz" ? format : "e5m2")
        }
      }
    } + [
      ("fp32", "binary32"), ("per-operation(binary16)", "binary64"), ("exact", "binary64"),
      ("exact(binary16, toward-positive)", "binary16"), ("kahan(binary64)", "binary32"),
      ("per-operation(e4m3(no-subnormals), stochastic(5))", "e4m3"),
      ("chunked(7, per-operation(binary16), fp32)", "binary16"),
      ("chunked(8, pairwise(binary16, stochastic(9)), kahan(bfloat16, stochastic(7)))", "e4m3fn"),
      ("chunked(3, chunked(2, fused(e5m2), fused(bfloat16)), pairwise(binary16))", "e5m2"),
      ("promoted(h100-fp8, 64)", "e5m2"),
      ("chunked(5, a100-fp16, per-operation(binary16))", "e5m2"),
    ] + TensorCore.all.map { ($0.name, $0.input.formats.last?.name ?? "") }

  @Test(arguments: models)
  func lanesAreDotProducts(model: String, terms: String) throws {
    let model = try AccumulatorModel(named: model)
    let format = try FormatCatalogue.format(named: terms).format
    let accumulator = try Accumulator(model, inputs: format)
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 0))
    var failures: [String] = []
    for (lanes, rows, isFinite) in [(1, 1, true), (67, 70, true), (9, 33, false), (5, 0, true)] {
      // Few exponents, so that sums live; or any code.
      let values = Operands.terms(
        lanes * rows, of: format, seed: Self.seed, id: UInt64(lanes), isFinite: isFinite)
      var expected: [Double] = []
      var counts = AccumulatorCounts()
      let ones = [Double](repeating: 1, count: rows)
      for lane in 0..<lanes {
        let column = (0..<rows).map { values[$0 * lanes + lane] }
        expected.append(
          accumulator.dot(
            column.span, ones.span, random: random,
            output: OutputIndex(row: 3, column: UInt32(lane)), counts: &counts))
      }
      for level in VectorLevel.available {
        // All rows at once, or in calls that split blocks and chunks.
        for step in [max(rows, 1), 5] {
          var sums = try LaneAccumulator(
            model, terms: format, lanes: lanes, count: rows, random: random, row: 3, level: level)
          for start in stride(from: 0, to: rows, by: step) {
            let part = values[(start * lanes)..<(min(start + step, rows) * lanes)]
            sums.add(Array(part))
          }
          let result = sums.result
          if result.counts != counts {
            failures.append("\(level): expected \(counts), observed \(result.counts)")
          }
          for lane in 0..<lanes where !Operands.isSame(result.sums[lane], expected[lane]) {
            failures.append(
              "\(level), lane \(lane) of \(lanes): expected \(expected[lane]), "
                + "observed \(result.sums[lane])")
          }
        }
      }
    }
    #expect(
      failures.isEmpty,
      "\(model), seed \(Self.seed): \(failures.count): \(failures.prefix(3).joined(separator: "; "))"
    )
  }

  /// A result read on the way is that of the rows so far, and changes nothing.
  @Test(arguments: [
    "per-operation(bfloat16)", "kahan(binary16)", "pairwise(binary16)",
    "chunked(16, pairwise(binary16), fp32)", "h100-fp16", "exact(binary32)",
  ])
  func prefixes(name: String) throws {
    let model = try AccumulatorModel(named: name)
    let values = Operands.terms(64 * 3, of: .binary16, seed: Self.seed, id: 4, isFinite: true)
    var sums = try LaneAccumulator(model, terms: .binary16, lanes: 3, count: 64)
    for row in 0..<64 {
      sums.add(Array(values[(3 * row)..<(3 * row + 3)]))
      guard (row + 1).nonzeroBitCount == 1 else { continue }
      var prefix = try LaneAccumulator(model, terms: .binary16, lanes: 3, count: row + 1)
      prefix.add(Array(values[..<(3 * row + 3)]))
      #expect(sums.sums == prefix.sums && sums.counts == prefix.counts, "\(row + 1) rows")
    }
  }
}

/// Operands of arithmetic for tests.
enum Operands {
  /// Values of a format: from 5 binades around 1 as far as it has them, in one of 16 anything finite;
  /// or any code.
  static func terms(
    _ count: Int, of format: FloatFormat, seed: UInt64, id: UInt64, isFinite: Bool
  ) -> [Double] {
    let stream = RandomStream(StreamKey(seed: seed, domain: .data, id: id))
    var values: [Double] = []
    var position: UInt64 = 0
    while values.count < count {
      let draw = stream.draw(at: position)
      position += 1
      if isFinite && draw.bits & 0xf != 0 {
        let scaled = (stream.uniform(at: position) - 0.375) * 32
        values.append(format.decode(format.encode(scaled).code))
        continue
      }
      let value = format.decode(draw.bits >> 4 & format.largestCode)
      if isFinite && !value.isFinite { continue }
      values.append(value)
    }
    return values
  }

  /// Whether two results are the same, NaNs being one.
  static func isSame(_ first: Double, _ second: Double) -> Bool {
    first.bitPattern == second.bitPattern || first.isNaN && second.isNaN
  }
}
