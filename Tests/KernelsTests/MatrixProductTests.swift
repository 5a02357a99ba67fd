import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Matrix products against dot products one by one: the same bits at every level, for any number of
/// threads, transposed or not.
@Suite struct MatrixProductTests {
  static let seed: UInt64 = 31

  /// Models and inputs; those that tiles serve first.
  static let models: [(model: String, inputs: String)] = [
    ("fp32", "bfloat16"), ("fp32", "binary32"), ("fused(binary64)", "binary64"),
    ("fused(binary64)", "bfloat16"), ("per-operation(binary16)", "binary16"),
    ("per-operation(binary16)", "e5m2"), ("per-operation(bfloat16)", "bfloat16"),
    ("per-operation(e4m3fn)", "e4m3fn"), ("per-operation(e5m2)", "e5m2"),
    ("per-operation(e4m3fnuz)", "e4m3fnuz"), ("per-operation(tf32)", "tf32"),
    ("fused(binary16)", "binary16"), ("fused(bfloat16)", "bfloat16"), ("fused(tf32)", "tf32"),
    ("fused(e5m2)", "e5m2"), ("fused(e6m9)", "e6m9"), ("per-operation(binary16)", "bfloat16"),
    ("per-operation(e2m1fn)", "e2m1fn"), ("fused(e4m3fnuz)", "e4m3fnuz"),
    ("per-operation(binary16, stochastic(13))", "binary16"),
    ("fused(bfloat16, toward-zero)", "bfloat16"), ("kahan(bfloat16)", "bfloat16"),
    ("pairwise(binary16)", "e4m3fn"), ("promoted(h100-fp8, 32)", "e4m3fn"),
    ("h100-fp8", "e4m3fn"), ("h200-fp8", "e5m2"), ("l40s-fp8", "e4m3fn"), ("b200-fp8", "e4m3fn"),
    ("a100-bf16", "bfloat16"), ("exact(binary16)", "binary16"),
    ("chunked(8, per-operation(binary16, stochastic(5)), fp32)", "e5m2"),
  ]

  /// What numbers a matrix has.
  enum Data: String, CaseIterable {
    /// Near 1: nothing special happens.
    case moderate
    /// Down to the format's least numbers.
    case small
    /// Up to its largest: sums overflow.
    case large
    /// Near the largest in one operand, near the least in the other.
    case unbalanced
    /// The other way round.
    case reversed
    /// Any code.
    case any

    func values(_ count: Int, _ format: FloatFormat, id: UInt64) -> [Double] {
      let stream = RandomStream(StreamKey(seed: seed, domain: .data, id: id))
      return (0..<UInt64(count)).map { index in
        let normal = stream.normal(at: index)
        // Zeros of both signs.
        if self != .any && index % 17 < 2 {
          return format.decode(format.encode(index % 17 == 0 ? -0.0 : 0).code)
        }
        switch self {
        case .moderate: return format.decode(format.encode(normal).code)
        case .small:
          let scale = (format.leastNormalMagnitude * format.leastNonzeroMagnitude).squareRoot()
          return format.decode(format.encode(normal * scale.squareRoot()).code)
        case .large:
          let scale = (format.greatestFiniteMagnitude / 16).squareRoot()
          let value = max(
            -format.greatestFiniteMagnitude, min(normal * scale, format.greatestFiniteMagnitude))
          return format.decode(format.encode(value).code)
        case .unbalanced, .reversed:
          let isLarge = (id % 2 == 0) == (self == .unbalanced)
          let scale = isLarge ? format.greatestFiniteMagnitude / 8 : format.leastNormalMagnitude / 4
          return format.decode(format.encode(max(-2, min(normal, 2)) * scale).code)
        case .any: return format.decode(stream.draw(at: index).bits & format.largestCode)
        }
      }
    }
  }

  @Test(arguments: models)
  func everyResult(model: String, inputs: String) throws {
    let model = try AccumulatorModel(named: model)
    let format = try FormatCatalogue.format(named: inputs).format
    let accumulator = try Accumulator(model, inputs: format)
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 0))
    let (rows, terms, columns) = (5, 29, 135)
    var failures: [String] = []
    for data in Data.allCases {
      let a = data.values(rows * terms, format, id: 1)
      let b = data.values(terms * columns, format, id: 2)
      let c = Data.moderate.values(rows * columns, model.resultFormat, id: 3)
      for adds in [false, true] {
        var counts = AccumulatorCounts()
        var expected: [Double] = []
        for i in 0..<rows {
          for j in 0..<columns {
            let row = Array(a[(i * terms)..<((i + 1) * terms)])
            let column = (0..<terms).map { b[$0 * columns + j] }
            expected.append(
              accumulator.dot(
                row.span, column.span, from: adds ? c[i * columns + j] : 0, random: random,
                output: OutputIndex(row: UInt32(i), column: UInt32(j)), counts: &counts))
          }
        }
        for level in VectorLevel.available {
          let product = try MatrixProduct(model, inputs: format, level: level)
          for (threads, transposes) in [(1, false), (3, true)] {
            let shape = ProductShape(
              rows: rows, terms: terms, columns: columns, transposesA: transposes,
              transposesB: transposes)
            let x = transposes ? Self.transposed(a, rows, terms) : a
            let y = transposes ? Self.transposed(b, terms, columns) : b
            func check(_ observed: [Double], _ what: String) {
              for index in expected.indices
              where !Operands.isSame(observed[index], expected[index]) {
                failures.append(
                  "\(data) \(level) \(what) adds \(adds), transposed \(transposes), result \(index): "
                    + "expected \(expected[index]), observed \(observed[index])")
                return
              }
            }
            var result = adds ? c : [Double](repeating: 7, count: rows * columns)
            var target = result.mutableSpan
            product.multiply(
              x.span, y.span, shape, into: &target, adds: adds, random: random, threads: threads)
            check(result, "binary64")
            // The rest is the same for one element at a time, and slow.
            if level == .scalar && transposes { continue }
            guard (try? ArrayCast<Float>(to: model.resultFormat)) != nil else { continue }
            let (narrowX, narrowY) = (x.map { Float($0) }, y.map { Float($0) })
            var narrow = adds ? c.map { Float($0) } : [Float](repeating: 7, count: rows * columns)
            var narrowTarget = narrow.mutableSpan
            product.multiply(
              narrowX.span, narrowY.span, shape, into: &narrowTarget, adds: adds, random: random,
              threads: threads)
            check(narrow.map { Double($0) }, "binary32")
            var counted = adds ? c : [Double](repeating: 7, count: rows * columns)
            var countedTarget = counted.mutableSpan
            let observed = product.multiplyCounting(
              x.span, y.span, shape, into: &countedTarget, adds: adds, random: random,
              threads: threads)
            check(counted, "counting")
            if observed != counts {
              failures.append("\(data) \(level): expected \(counts), observed \(observed)")
            }
          }
        }
      }
    }
    #expect(
      failures.isEmpty,
      "seed \(Self.seed), \(failures.count):\n\(failures.prefix(5).joined(separator: "\n"))")
  }

  /// Two arrays, in both carriers, and long enough for sums to overflow on the way.
  @Test(arguments: models)
  func dots(model: String, inputs: String) throws {
    let model = try AccumulatorModel(named: model)
    let format = try FormatCatalogue.format(named: inputs).format
    let accumulator = try Accumulator(model, inputs: format)
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 1))
    let output = OutputIndex(row: 2, column: 9)
    var failures: [String] = []
    for data in Data.allCases {
      for (trial, count) in [0, 1, 3, 700, 2500].enumerated() {
        let a = data.values(count, format, id: UInt64(10 + 2 * trial))
        let b = data.values(count, format, id: UInt64(11 + 2 * trial))
        let c = Data.moderate.values(1, model.resultFormat, id: UInt64(trial))[0]
        var counts = AccumulatorCounts()
        let expected = accumulator.dot(
          a.span, b.span, from: c, random: random, output: output, counts: &counts)
        for level in VectorLevel.available {
          let product = try MatrixProduct(model, inputs: format, level: level)
          var observedCounts = AccumulatorCounts()
          var observed = [
            product.dot(a.span, b.span, from: c, random: random, output: output),
            product.dot(
              a.span, b.span, from: c, random: random, output: output, counts: &observedCounts),
          ]
          if (try? ArrayCast<Float>(to: format)) != nil {
            let (x, y) = (a.map { Float($0) }, b.map { Float($0) })
            observed.append(product.dot(x.span, y.span, from: c, random: random, output: output))
          }
          if !observed.allSatisfy({ Operands.isSame($0, expected) }) || observedCounts != counts {
            failures.append(
              "\(data), \(count) terms, \(level): expected \(expected) \(counts), observed "
                + "\(observed) \(observedCounts)")
          }
        }
      }
    }
    #expect(
      failures.isEmpty,
      "\(model), seed \(Self.seed), \(failures.count):\n\(failures.prefix(5).joined(separator: "\n"))"
    )
  }

  private static func transposed(_ values: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    (0..<columns).flatMap { j in (0..<rows).map { i in values[i * columns + j] } }
  }

  /// Without this the other test could be of lanes alone.
  @Test func whichModelsHaveTiles() throws {
    let near1 = Extremes(largest: 4, least: 0x1p-10)
    for (name, inputs) in Self.models.prefix(15) {
      let format = try FormatCatalogue.format(named: inputs).format
      var parts = 0
      let plan = try AccumulationPlan(
        AccumulatorModel(named: name), a: format, b: format, parts: &parts)
      let tilePlan = TilePlan(plan, a: format, b: format)
      #expect(tilePlan != nil, "\(name)")
      #expect(tilePlan?.tiles(a: near1, b: near1, start: 0, terms: 64) != nil, "\(name)")
    }
  }

  /// Products that are moderate may have factors that are not.
  @Test func factorsFarApart() throws {
    for (model, inputs) in [
      ("per-operation(bfloat16)", "bfloat16"), ("per-operation(tf32)", "tf32"),
      ("per-operation(binary16)", "bfloat16"), ("fused(bfloat16)", "bfloat16"),
    ] {
      let format = try FormatCatalogue.format(named: inputs).format
      let product = try MatrixProduct(AccumulatorModel(named: model), inputs: format)
      let reference = try Accumulator(AccumulatorModel(named: model), inputs: format)
      for (a, b) in [([0x1p126, 0x1p-30], [0x1p-120, 0x1p-100]), ([0x1p-120, 0], [0x1p126, 1])] {
        let expected = reference.dot(a, b)
        #expect(product.dot(a.span, b.span) == expected, "\(model): \(a), \(b)")
      }
    }
  }

  /// The signs of zeros are the reference's: of products, of what was flushed, and of what was there.
  @Test func signsOfZeros() throws {
    let cases: [(model: String, inputs: String, a: [Double], b: [Double], c: Double)] = [
      ("fp32", "binary32", [-0x1p-100, -0.0], [0x1p-100, 1], 0),
      ("fp32", "binary32", [1], [-0.0], -0.0), ("fp32", "binary32", [], [], -0.0),
      ("fused(binary16)", "binary16", [-0x1p-24, -0.0], [0x1p-24, 1], 0),
      ("fused(e4m3fnuz)", "e4m3fnuz", [-0x1p-10], [0x1p-10], 0),
      ("per-operation(binary16)", "binary16", [-0.0], [1], -0.0),
    ]
    for (model, inputs, a, b, c) in cases {
      let format = try FormatCatalogue.format(named: inputs).format
      let expected = try Accumulator(AccumulatorModel(named: model), inputs: format)
        .dot(a, b, from: c)
      for level in VectorLevel.available {
        let product = try MatrixProduct(
          AccumulatorModel(named: model), inputs: format, level: level)
        let dot = product.dot(a.span, b.span, from: c)
        var result = [c]
        var target = result.mutableSpan
        product.multiply(
          a.span, b.span, ProductShape(rows: 1, terms: a.count, columns: 1), into: &target,
          adds: true)
        #expect(
          Operands.isSame(dot, expected) && Operands.isSame(result[0], expected),
          "\(model) \(level), \(a)·\(b) from \(c): \(expected), dot \(dot), product \(result[0])")
      }
    }
  }

  /// A bound by K·max|a|·max|b| would not see that rounding up piles up: 3064 terms of 17 in binary16.
  @Test func roundingPilesUp() throws {
    let count = 3064
    let product = try MatrixProduct(
      AccumulatorModel(named: "per-operation(binary16)"), inputs: .binary16)
    let reference = try Accumulator(
      AccumulatorModel(named: "per-operation(binary16)"), inputs: .binary16)
    let a = [Float](repeating: 17, count: count)
    let b = [Float](repeating: 1, count: count)
    var c: [Float] = [0]
    var target = c.mutableSpan
    product.multiply(
      a.span, b.span, ProductShape(rows: 1, terms: count, columns: 1), into: &target)
    let expected = reference.dot(a.map { Double($0) }, b.map { Double($0) })
    #expect(Double(c[0]) == expected, "expected \(expected), observed \(c[0])")
  }

  /// 9·29 + 2^-100 is above a midpoint of bfloat16, which binary64 cannot tell.
  @Test func fusedSumsBelowTheLastBitOfBinary64() throws {
    let product = try MatrixProduct(AccumulatorModel(named: "fused(bfloat16)"), inputs: .bfloat16)
    let a: [Float] = [0x1p-50, 9]
    let b: [Float] = [0x1p-50, 29]
    var c: [Float] = [0]
    var target = c.mutableSpan
    product.multiply(a.span, b.span, ProductShape(rows: 1, terms: 2, columns: 1), into: &target)
    #expect(c[0] == 262, "observed \(c[0])")
  }

  @Test func emptyMatrices() throws {
    let product = try MatrixProduct(.fp32, inputs: .binary32)
    for (rows, terms, columns) in [(0, 3, 4), (3, 0, 2), (3, 2, 0), (0, 0, 0)] {
      let a = [Float](repeating: 1, count: rows * terms)
      let b = [Float](repeating: 1, count: terms * columns)
      var c = [Float](repeating: 7, count: rows * columns)
      var target = c.mutableSpan
      product.multiply(
        a.span, b.span, ProductShape(rows: rows, terms: terms, columns: columns), into: &target)
      #expect(c.allSatisfy { $0 == 0 })
    }
  }
}
