import FloatFormats
import Foundation
import Kernels
import RandomStreams
import TensorFiles
import TestSupport
import Testing

@testable import ArrayProducts

/// Rows of files against the accumulator on arrays in memory.
@Suite struct RowDotsTests {
  /// An array that went through a file, which is gone when this returns: the map outlives its name.
  private func stored<Element: ArrayElement>(
    _ values: [Element], _ shape: [Int]
  ) throws -> NPYArray {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradual-\(UUID().uuidString).npy").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try NPYFile.write(values, shape: shape, to: path)
    return try NPYFile.read(path)
  }

  @Test(arguments: [
    "fp32", "per-operation(binary16)", "chunked(3, fused(bfloat16), kahan(binary16))", "l40s-fp8",
    "pairwise(e5m7)", "exact", "per-operation(binary16, stochastic(13))",
  ])
  func rowsAreTheAccumulators(name: String) throws {
    let (rows, terms) = (5, 70)
    var generator = SeededGenerator(seed: 11)
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double.random(in: -4...4, using: &generator) }
    }
    let (a, b, c) = (numbers(rows * terms), numbers(rows * terms), numbers(rows))
    let model = try AccumulatorModel(named: name)
    let arithmetic = try ProductArithmetic(model, a: .e4m3fn, b: .e5m2, seed: 5)
    var counts: AccumulatorCounts? = AccumulatorCounts()
    let dots = try RowDots(
      stored(a, [rows, terms]), stored(b, [rows, terms]), from: stored(c, [rows]))
    let results = try dots.results(by: arithmetic, counts: &counts)
    var none: AccumulatorCounts?
    #expect(try dots.results(by: arithmetic, counts: &none) == results)

    let accumulator = try Accumulator(model, a: .e4m3fn, b: .e5m2)
    let random = RandomStream(StreamKey(seed: 5, domain: .rounding, id: 0))
    var expectedCounts = AccumulatorCounts()
    let expected = (0..<rows).map { row in
      let range = row * terms..<(row + 1) * terms
      // One element at a time, by the rounding core.
      func cast(_ values: [Double], _ format: FloatFormat) -> [Double] {
        values[range].map(format.rounded)
      }
      return accumulator.dot(
        cast(a, .e4m3fn).span, cast(b, .e5m2).span, from: c[row], random: random,
        output: OutputIndex(row: UInt32(row)), counts: &expectedCounts)
    }
    #expect(results == expected)
    #expect(counts == expectedCounts)
  }

  @Test(arguments: [("fp32", true), ("exact(bfloat16)", true), ("exact", false)])
  func resultsFitFloat(name: String, fits: Bool) throws {
    let arithmetic = try ProductArithmetic(
      AccumulatorModel(named: name), a: .binary16, b: .binary16)
    #expect(arithmetic.resultsFitFloat == fits)
  }

  /// Matrix results are the accumulator's, sums from C and random bits by place included.
  @Test(arguments: ["per-operation(binary16)", "fp32", "fused(binary16, stochastic(13))"])
  func products(name: String) throws {
    let (rows, terms, columns) = (3, 40, 5)
    var generator = SeededGenerator(seed: 12)
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double.random(in: -4...4, using: &generator) }
    }
    let (a, b, c) = (numbers(rows * terms), numbers(terms * columns), numbers(rows * columns))
    let model = try AccumulatorModel(named: name)
    let arithmetic = try ProductArithmetic(model, a: .e4m3fn, b: .e5m2, seed: 5)
    var counts: AccumulatorCounts? = AccumulatorCounts()
    let matrices = try MatrixFiles(
      stored(a, [rows, terms]), stored(b, [terms, columns]), from: stored(c, [rows, columns]))
    let results = try matrices.product(by: arithmetic, threads: 2, counts: &counts)
    var none: AccumulatorCounts?
    #expect(try matrices.product(by: arithmetic, counts: &none) == results)

    let accumulator = try Accumulator(model, a: .e4m3fn, b: .e5m2)
    let random = RandomStream(StreamKey(seed: 5, domain: .rounding, id: 0))
    var expectedCounts = AccumulatorCounts()
    var expected: [Double] = []
    for row in 0..<rows {
      let x = (0..<terms).map { FloatFormat.e4m3fn.rounded(a[row * terms + $0]) }
      for column in 0..<columns {
        let y = (0..<terms).map { FloatFormat.e5m2.rounded(b[$0 * columns + column]) }
        expected.append(
          accumulator.dot(
            x.span, y.span, from: c[row * columns + column], random: random,
            output: OutputIndex(row: UInt32(row), column: UInt32(column)),
            counts: &expectedCounts))
      }
    }
    #expect(results == expected)
    #expect(counts == expectedCounts)
  }

  @Test func integersAreRead() throws {
    var counts: AccumulatorCounts? = AccumulatorCounts()
    let results = try RowDots(stored([1, 2] as [Int8], [2]), stored([3, 4] as [UInt16], [2]))
      .results(by: ProductArithmetic(.fp32, a: .binary16, b: .binary16), counts: &counts)
    #expect(results == [11])
  }
}

extension FloatFormat {
  /// The number that the rounding core makes of one number.
  fileprivate func rounded(_ number: Double) -> Double { decode(encode(number).code) }
}
