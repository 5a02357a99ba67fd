import FloatFormats
import Kernels
import TestSupport
import Testing

@testable import Networks

/// DeepSeek-V3's tiles against loops over them, and their products against those of accumulators.
@Suite struct TileTests {
  /// Operands in tiles, summed by a tensor core.
  static let policy = PrecisionPolicy(
    name: "tiles", summary: "",
    rules: [
      PolicyRule(format: .binary32, accumulator: .fp32),
      PolicyRule(
        roles: [.operand], format: .e4m3fn, overflow: .saturate,
        accumulator: .tensorCore(.h100FP8), scaling: .tiles128),
    ])

  /// What a tile becomes: its numbers over largest / 448, rounded, and that.
  private static func judge(_ tile: [Float]) -> (numbers: [Double], divisor: Float) {
    if tile.contains(where: { !$0.isFinite }) { return (tile.map { _ in .nan }, .nan) }
    var divisor = tile.reduce(0) { $0 > $1.magnitude ? $0 : $1.magnitude } / 448
    if divisor == 0 { divisor = 1 }
    let saturating = RoundingContext(.nearestEven, overflow: .saturate)
    // A quotient of two binary32 numbers is further from every midpoint than binary64 rounds it.
    let numbers = tile.map {
      FloatFormat.e4m3fn.decode(
        FloatFormat.e4m3fn.encode(Double($0) / Double(divisor), saturating).code)
    }
    return (numbers, divisor)
  }

  /// Numbers of all binades, with some that are special.
  private static func matrix(rows: Int, columns: Int, seed: UInt64) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { index in
        let exponent = (index / columns * 7 + index % columns / 128 * 40) % 277 - 149
        let number = Float.random(in: -2...2, using: &generator)
        return index % 1009 == 77
          ? 0 : number * Float(sign: .plus, exponent: exponent, significand: 1)
      })
  }

  private static func isSame(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }

  /// Rows and columns of every binade, whole tiles and shorter ones, with and without NaN.
  @Test(arguments: [(3, 300), (300, 40), (128, 128), (129, 257), (1, 1)])
  func tilesOfRowsAndColumns(rows: Int, columns: Int) throws {
    var matrix = Self.matrix(rows: rows, columns: columns, seed: 5)
    for special in [nil, Float.nan, .infinity] {
      if let special { matrix.elements[matrix.elements.count / 2] = special }
      let engine = KernelEngine<Float>(policy: Self.policy, weights: GeneratedWeights(seed: 1))
      let operand = engine.operand(matrix, at: Site("x", .operand))
      for (found, overRows) in [(operand.overColumns, false), (operand.overRows, true)] {
        let tiles = try #require(found.tiles)
        let (sums, terms) = overRows ? (columns, rows) : (rows, columns)
        var difference: String?
        for sum in 0..<sums {
          for start in stride(from: 0, to: terms, by: 128) {
            let places = (start..<min(start + 128, terms)).map {
              overRows ? $0 * columns + sum : sum * columns + $0
            }
            let expected = Self.judge(places.map { matrix.elements[$0] })
            let divisor = tiles.divisor(start / 128, sum)
            let isRight =
              Self.isSame(Double(divisor), Double(expected.divisor))
              && zip(places, expected.numbers).allSatisfy {
                Self.isSame(Double(found.numbers.elements[$0]), $1)
              }
            if !isRight { difference = "sum \(sum), term \(start): \(divisor), \(expected)" }
          }
        }
        #expect(difference == nil, "over rows \(overRows), \(difference ?? ""), seed 5")
      }
    }
  }

  /// Of a weight in strips of any width, in either direction, the tiles are those of the whole.
  @Test(arguments: [1, 7, 32, 100])
  func weightsInStrips(width: Int) throws {
    let matrix = Self.matrix(rows: 150, columns: 270, seed: 6)
    let weight = Parameter("w.weight", rows: 150, columns: 270, .constant(0))
    let weights = StoredWeights(
      ["w.weight": matrix.elements.map { Double($0) }], others: GeneratedWeights(seed: 0))
    var expected = [Double](repeating: 0, count: matrix.elements.count)
    for top in stride(from: 0, to: 150, by: 128) {
      for left in stride(from: 0, to: 270, by: 128) {
        let places = (top..<min(top + 128, 150)).flatMap { row in
          (left..<min(left + 128, 270)).map { row * 270 + $0 }
        }
        let (numbers, divisor) = Self.judge(places.map { matrix.elements[$0] })
        for (place, number) in zip(places, numbers) {
          expected[place] = number * Double(divisor)
        }
      }
    }
    let engine = KernelEngine<Float>(policy: Self.policy, weights: weights)
    for pass in [Pass.forward, .activationGradient] {
      let strips = WeightStrips(engine, weight, for: pass)
      let tiles = try #require(strips.tiles)
      let (sums, terms) = pass == .forward ? (150, 270) : (270, 150)
      var difference: String?
      for first in stride(from: 0, to: sums, by: width) {
        let strip = first..<min(first + width, sums)
        var numbers = [Float](repeating: 0, count: strip.count * terms)
        numbers.withUnsafeMutableBufferPointer {
          _ =
            pass == .forward
            ? strips.fill(
              $0, rows: strip, columns: 0..<270, transposed: true, isCounting: true)
            : strips.fill($0, rows: 0..<150, columns: strip, isCounting: true)
        }
        for term in 0..<terms {
          for (lane, sum) in strip.enumerated() {
            let found =
              Double(numbers[term * strip.count + lane]) * Double(tiles.divisor(term / 128, sum))
            let place = pass == .forward ? sum * 270 + term : term * 270 + sum
            if found != expected[place] {
              difference = "term \(term) of sum \(sum): \(found), expected \(expected[place])"
            }
          }
        }
      }
      #expect(difference == nil, "\(pass), \(difference ?? ""), seed 6")
    }
  }

  /// With scales of 1 the product is that of `promoted(h100-fp8, 128)`, bit for bit, with all that it counts.
  @Test(arguments: [1, 2])
  func productsArePromoted(threads: Int) throws {
    var generator = SeededGenerator(seed: 7)
    // 448 in every tile.
    func numbers(_ rows: Int, _ columns: Int) -> Matrix<Float> {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { index in
          let code = UInt64.random(in: 0..<256, using: &generator)
          let number = FloatFormat.e4m3fn.decode(code & 0x7f == 0x7f ? code - 1 : code)
          return (index / columns + index % columns) % 40 == 3 ? 448 : Float(number)
        })
    }
    let (x, w) = (numbers(200, 300), numbers(70, 300))
    let weight = Parameter("w.weight", rows: 70, columns: 300, .constant(0))
    let weights = StoredWeights(
      ["w.weight": w.elements.map { Double($0) }], others: GeneratedWeights(seed: 0))
    var options = EngineOptions()
    options.countsOperations = true
    options.threads = threads
    let engine = KernelEngine<Float>(policy: Self.policy, weights: weights, options: options)
    var gradient: Matrix<Float>?
    engine.onGradient { gradient = $2 }
    let operand = engine.operand(x, at: Site("x", .operand))
    let result = engine.linear(operand, weight, bias: nil, at: Site("y", .activation))
    let (dy, other) = (numbers(200, 70), numbers(200, 300))
    engine.parameterGradient(
      engine.operand(dy, at: Site("dy", .operand)),
      engine.operand(other, at: Site("other", .operand)), of: weight)
    let back = engine.inputGradient(
      engine.operand(dy, at: Site("dy", .operand)), weight, at: Site("dx", .activation))
    try #require(engine.failure == nil)
    let product = try MatrixProduct(
      AccumulatorModel(named: "promoted(h100-fp8, 128)"), inputs: .e4m3fn)
    for (what, found, a, b, shape, site) in [
      (
        "x·Wᵀ", result, x, w, ProductShape(rows: 200, terms: 300, columns: 70, transposesB: true),
        Site("y", .activation)
      ),
      (
        "dy·W", back, dy, w, ProductShape(rows: 200, terms: 70, columns: 300),
        Site("dx", .activation)
      ),
      (
        "dyᵀ·x", try #require(gradient), dy, other,
        ProductShape(rows: 70, terms: 200, columns: 300, transposesA: true), weight.gradientSite
      ),
    ] {
      var expected = [Float](repeating: 0, count: shape.rows * shape.columns)
      var span = expected.mutableSpan
      let counts = product.multiplyCounting(
        a.elements.span, b.elements.span, shape, into: &span)
      #expect(found.elements == expected, "\(what), seed 7")
      #expect(engine.record[site]?.operations == counts, "\(what), seed 7")
    }
  }

  /// Gradients in a format of their own: each operand is taken for what it is. Most numbers are so far below
  /// their tile's largest that they are subnormal in e4m3fn, and would not be in e5m2.
  @Test(arguments: [
    ("h100-fp8", NamedFormat.e5m2, NamedFormat.e4m3fn), ("h100-fp8", .e4m3fn, .e5m2),
    ("per-operation(bfloat16)", .e4m3fn, .binary32),
  ])
  func operandsOfTwoFormats(accumulator: String, first: NamedFormat, second: NamedFormat) throws {
    var policy = Self.policy
    policy.rules += [
      PolicyRule(
        roles: [.operand], format: second, accumulator: try AccumulatorModel(named: accumulator)),
      PolicyRule(sites: "dy", roles: [.operand], format: first),
    ]
    var generator = SeededGenerator(seed: 8)
    func numbers(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { index in
          let isLarge = (index / columns + index % columns) % 100 == 0
          return Double(Float.random(in: -1...1, using: &generator) * (isLarge ? 1 : 0x1p-16))
        })
    }
    let (dy, x) = (numbers(140, 133), numbers(140, 40))
    let weight = Parameter("w.weight", rows: 133, columns: 40, .constant(0))
    let weights = StoredWeights(
      ["w.weight": numbers(133, 40).elements], others: GeneratedWeights(seed: 0))
    func run<E: Engine>(_ engine: E) -> Matrix<Double> where E.Number == Double {
      let operand = engine.operand(dy, at: Site("dy", .operand, .activationGradient))
      engine.parameterGradient(operand, engine.operand(x, at: Site("x", .operand)), of: weight)
      return engine.inputGradient(
        operand, weight, at: Site("dx", .activation, .activationGradient))
    }
    let kernel = KernelEngine<Double>(policy: policy, weights: weights)
    let reference = ReferenceEngine(policy: policy, weights: weights)
    var (found, expected): (Matrix<Double>?, Matrix<Double>?)
    kernel.onGradient { found = $2 }
    reference.onGradient { expected = $2 }
    let (dx, rightDX) = (run(kernel), run(reference))
    try #require(kernel.failure == nil && reference.failure == nil)
    let (dw, right) = (try #require(found), try #require(expected))
    for (what, a, b) in [
      ("dy·W", dx.elements, rightDX.elements), ("dyᵀ·x", dw.elements, right.elements),
    ] {
      let place = a.indices.first { !Self.isSame(a[$0], b[$0]) }
      #expect(place == nil, "\(what), seed 8: \(place.map { (a[$0], b[$0]) } ?? (0, 0))")
    }
  }

  /// Accumulators that do not go together.
  @Test(arguments: [
    PolicyRule(sites: "*.weight", roles: [.operand], accumulator: .fp32, scaling: .tiles128),
    PolicyRule(roles: [.activation], accumulator: .fused(.binary64)),
  ])
  func whatDoesNotGoTogetherIsOneLine(_ rule: PolicyRule) throws {
    var policy = try PolicyCatalogue.policy(named: "deepseek-v3")
    policy.rules.append(rule)
    let tiny = try #require(TinyModel.all().first)
    let weights = GeneratedWeights(seed: 1)
    let kernel = #expect(throws: PolicyError.self) {
      let engine = KernelEngine<Double>(policy: policy, weights: weights)
      return try tiny.model.pass(tiny.batch(seed: 1), engine)
    }
    let reference = #expect(throws: PolicyError.self) {
      try tiny.model.pass(tiny.batch(seed: 1), ReferenceEngine(policy: policy, weights: weights))
    }
    #expect(
      kernel == reference && kernel?.field == "accumulator", "\(kernel?.description ?? "none")")
  }
}
