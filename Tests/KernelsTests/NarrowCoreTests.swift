import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// The loops for FP8's tensor cores against the accumulators, over several blocks of terms.
@Suite struct NarrowCoreTests {
  /// Which tensor cores have them: those whose aligned terms are narrow enough.
  @Test func whichCoresHaveThem() throws {
    for core in TensorCore.all where core.input == .fp8 {
      let product = try MatrixProduct(.tensorCore(core), inputs: .e4m3fn)
      let isNarrow = ["h100-fp8", "h200-fp8", "l40s-fp8"].contains(core.name)
      #expect((product.narrowCore != nil) == isNarrow, "\(core.name)")
    }
  }

  @Test(arguments: ["h100-fp8", "l40s-fp8"], [("e4m3fn", "e4m3fn"), ("e5m2", "e4m3fn")])
  func everyResult(model: String, inputs: (a: String, b: String)) throws {
    let model = try AccumulatorModel(named: model)
    let formats = (
      a: try FormatCatalogue.format(named: inputs.a).format,
      b: try FormatCatalogue.format(named: inputs.b).format
    )
    let accumulator = try Accumulator(model, a: formats.a, b: formats.b)
    var failures: [String] = []
    for data in MatrixProductTests.Data.allCases {
      for (rows, terms, columns) in [(3, 150, 45), (1, 32, 32), (2, 31, 1), (5, 257, 70)] {
        let a = data.values(rows * terms, formats.a, id: 4)
        let b = data.values(terms * columns, formats.b, id: 5)
        let (x, y) = (a.map { Float($0) }, b.map { Float($0) })
        for level in VectorLevel.available {
          let product = try MatrixProduct(model, a: formats.a, b: formats.b, level: level)
          var observed = [Float](repeating: 7, count: rows * columns)
          var target = observed.mutableSpan
          product.multiply(
            x.span, y.span, ProductShape(rows: rows, terms: terms, columns: columns), into: &target)
          for i in 0..<rows {
            for j in 0..<columns {
              let expected = accumulator.dot(
                Array(a[i * terms..<(i + 1) * terms]), (0..<terms).map { b[$0 * columns + j] })
              if !Operands.isSame(Double(observed[i * columns + j]), expected) {
                failures.append(
                  "\(data) \(level) \(rows)×\(terms)×\(columns), result \(i), \(j): "
                    + "expected \(expected), observed \(observed[i * columns + j])")
              }
            }
          }
        }
      }
    }
    #expect(
      failures.isEmpty,
      "\(model), seed \(MatrixProductTests.seed), \(failures.count): \(failures.prefix(5))")
  }
}
