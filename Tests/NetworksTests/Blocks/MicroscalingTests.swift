import BlockFormats
import FloatFormats
import Kernels
import Networks
import TestSupport
import Testing

/// Blocks of 32 with scales in E8M0 against loops that follow the specification's words.
@Suite struct MicroscalingTests {
  /// Scales that are rounded up, as Transformer Engine has it.
  static let up = OperandScaling.blocks(
    BlockScaling(shape: .line(32), scale: .e8m0fnu, rule: .up))

  /// Operands in blocks of a format.
  static func policy(
    _ format: NamedFormat, _ scaling: OperandScaling = .blocks32
  ) -> PrecisionPolicy {
    PrecisionPolicy(
      name: "blocks of \(format.name)", summary: "",
      rules: [
        PolicyRule(format: .binary32, accumulator: .fp32),
        PolicyRule(
          roles: [.operand], format: format, overflow: .saturate, scaling: scaling),
      ])
  }

  /// The largest power of two that is not above a positive number.
  private static func powerOfTwo(notAbove number: Double) -> Double {
    var power = 1.0
    while power > number { power /= 2 }
    while power * 2 <= number { power *= 2 }
    return power
  }

  /// "X is the largest power of two less than or equal to the largest magnitude, divided by the largest
  /// power of two representable in the element format": its numbers over X, rounded, times X.
  /// Or X is the least power of two that brings all numbers to at most the format's largest.
  private static func judge(
    _ block: [Double], _ format: FloatFormat, _ scaling: OperandScaling
  ) -> [Double] {
    if block.contains(where: { $0.isNaN || $0.isInfinite }) { return block.map { _ in .nan } }
    let largest = block.reduce(0) { $0 > $1.magnitude ? $0 : $1.magnitude }
    if largest == 0 { return block }
    let greatest = powerOfTwo(notAbove: format.greatestFiniteMagnitude)
    var scale = powerOfTwo(notAbove: largest) / greatest
    if scaling == up {
      scale = 0x1p-160
      while scale * format.greatestFiniteMagnitude < largest { scale *= 2 }
    }
    if scale < 0x1p-127 { scale = 0x1p-127 }
    if scale > 0x1p127 { scale = 0x1p127 }
    let saturating = RoundingContext(.nearestEven, overflow: .saturate)
    return block.map { format.decode(format.encode($0 / scale, saturating).code) * scale }
  }

  private static func judge(
    _ matrix: Matrix<Float>, _ format: FloatFormat, _ scaling: OperandScaling, overRows: Bool
  ) -> [Double] {
    var result = [Double](repeating: 0, count: matrix.elements.count)
    let (lines, length) = overRows ? (matrix.columns, matrix.rows) : (matrix.rows, matrix.columns)
    for line in 0..<lines {
      for start in stride(from: 0, to: length, by: 32) {
        let places = (start..<min(start + 32, length)).map {
          overRows ? $0 * matrix.columns + line : line * matrix.columns + $0
        }
        let block = judge(places.map { Double(matrix.elements[$0]) }, format, scaling)
        for (place, number) in zip(places, block) { result[place] = number }
      }
    }
    return result
  }

  /// Blocks that begin with a number, which is their largest, and go down from there.
  private static func matrix(
    largest: Float, rows: Int, columns: Int, _ generator: inout SeededGenerator
  ) -> Matrix<Float> {
    let elements = (0..<rows * columns).map { index -> Float in
      let isFirst = index % columns % 32 == 0 || index / columns % 32 == 0
      let part = Float.random(in: -1...1, using: &generator)
      return isFirst ? largest : largest * part * part * part * part * part
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  private static func expect(
    _ matrix: Matrix<Float>, _ format: NamedFormat, _ what: String,
    _ scaling: OperandScaling = .blocks32
  ) {
    let engine = KernelEngine<Float>(
      policy: policy(format, scaling), weights: GeneratedWeights(seed: 1))
    let operand = engine.operand(matrix, at: Site("x", .operand))
    let reference = ReferenceEngine(
      policy: policy(format, scaling), weights: GeneratedWeights(seed: 1))
    let wide = Matrix<Double>(
      rows: matrix.rows, columns: matrix.columns, format: .binary32,
      elements: matrix.elements.map { Double($0) })
    let same = reference.operand(wide, at: Site("x", .operand))
    for (found, other, overRows) in [
      (operand.overColumns, same.overColumns, false), (operand.overRows, same.overRows, true),
    ] {
      let expected = judge(matrix, format.format, scaling, overRows: overRows)
      func difference(_ found: [Double]) -> Int? {
        expected.indices.first {
          expected[$0] != found[$0] && !(expected[$0].isNaN && found[$0].isNaN)
        }
      }
      let numbers = found.numbers.elements.map { Double($0) }
      // Rounded up, the largest numbers may become 2^128, which binary32 has not.
      let isBeyond = expected.contains { $0.magnitude == 0x1p128 }
      if let place = isBeyond
        ? expected.indices.first(where: { Double(Float(expected[$0])) != numbers[$0] })
        : difference(numbers)
      {
        Issue.record(
          """
          \(format.name), \(what), over rows \(overRows), at \(place): \(matrix.elements[place]) \
          became \(numbers[place]), expected \(expected[place])
          """)
      }
      #expect(
        difference(other.numbers.elements) == nil, "the reference engine, \(format.name), \(what)")
    }
  }

  /// Every binade that a largest magnitude may be in, subnormal ones too, and its edges.
  @Test(
    arguments: [NamedFormat.e4m3fn, .e5m2, .e2m1fn],
    [OperandScaling.blocks32, MicroscalingTests.up])
  func everyBinade(_ format: NamedFormat, _ scaling: OperandScaling) {
    var generator = SeededGenerator(seed: 7)
    for exponent in -149...127 {
      for significand in [1, 1.5, 1.75, 1.8125, 1.875, 2 - 0x1p-23] as [Float] {
        let largest = Float(sign: .plus, exponent: exponent, significand: significand)
        guard largest.isFinite else { continue }
        Self.expect(
          Self.matrix(largest: largest, rows: 3, columns: 37, &generator), format,
          "\(scaling.name), largest \(largest), seed 7", scaling)
      }
    }
  }

  /// Blocks that are whole, and shorter ones at the ends of rows and columns.
  @Test(arguments: [(1, 1), (31, 33), (32, 32), (33, 64), (65, 200), (3, 4200), (70, 300)])
  func shapes(rows: Int, columns: Int) {
    var generator = SeededGenerator(seed: 8)
    Self.expect(
      Self.matrix(largest: 3.7, rows: rows, columns: columns, &generator), .e4m3fn,
      "\(rows)×\(columns), seed 8")
  }

  /// Zeros of both signs, the least numbers, and numbers that are not finite.
  @Test func edges() {
    var generator = SeededGenerator(seed: 9)
    let tiny = Float.leastNonzeroMagnitude
    for (what, number) in [
      ("zero", 0), ("negative zero", -0.0), ("least", tiny), ("NaN", Float.nan),
      ("infinity", .infinity), ("negative infinity", -.infinity),
    ] {
      var matrix = Self.matrix(largest: 2, rows: 40, columns: 70, &generator)
      matrix.elements[5 * 70 + 40] = number
      Self.expect(matrix, .e4m3fn, "one \(what)")
      let all = Matrix<Float>(
        rows: 40, columns: 70, elements: [Float](repeating: number, count: 2800))
      Self.expect(all, .e4m3fn, "nothing but \(what)")
    }
  }

  /// Each direction is counted where its product stands: what becomes 0, what saturates, what is no
  /// number; and sums are of the numbers themselves.
  @Test func counts() throws {
    // One block: the scale is 2^(0 − 8), and numbers below 2^-18 become 0.
    var elements = [Float](repeating: 0x1p-19, count: 32)
    (elements[0], elements[1], elements[2]) = (1.99, -1, 0)
    // Over rows every number is a block of its own, and only the beginning of a binade is kept exactly.
    let matrix = Matrix<Float>(rows: 2, columns: 32, elements: elements + elements)
    let engine = KernelEngine<Float>(
      policy: Self.policy(.e4m3fn), weights: GeneratedWeights(seed: 1))
    _ = engine.operand(matrix, at: Site("x", .operand))
    let first = try #require(engine.record[Site("x", .operand)]?.counts)
    let second = try #require(engine.record[Site("x", .operand, .parameterGradient)]?.counts)
    #expect(first.elements == 64 && first.zeros == 2 && first.flushed == 58)
    #expect(first.saturated == 2 && first.nansMade == 0)
    let square = Double(Float(1.99)) * Double(Float(1.99))
    #expect((first.squaresBefore - 2 * (square + 1 + 29 * 0x1p-38)).magnitude < 1e-12)
    #expect((first.squaresAfter - 2 * (1.75 * 1.75 + 1)).magnitude < 1e-12)
    #expect(first.squaresFlushed == 58 * 0x1p-38)
    #expect(second.elements == 64 && second.flushed == 0 && second.saturated == 2)
    // What was a number and is none is told from what was none.
    var broken = matrix
    broken.elements[40] = .nan
    _ = engine.operand(broken, at: Site("y", .operand))
    let third = try #require(engine.record[Site("y", .operand)]?.counts)
    #expect(third.nans == 1 && third.nansMade == 31 && third.zeros == 2)
    // Numbers that a block's NaN has made NaN are gone from the sums after, not from those before.
    #expect((third.squaresBefore - (2 * (square + 1) + 57 * 0x1p-38)).magnitude < 1e-12)
    #expect((third.squaresAfter - (1.75 * 1.75 + 1)).magnitude < 1e-12)
    #expect(third.squaresFlushed == 29 * 0x1p-38)
  }

  /// Overflow counts as the largest number, as without blocks: the sums are those of a cast of the divided
  /// numbers, times the scale's square.
  @Test(arguments: [NamedFormat.e4m3fn, .e5m2], [OverflowPolicy.ieee, .nan, .saturate])
  func sumsOfWhatOverflows(_ format: NamedFormat, _ overflow: OverflowPolicy) throws {
    var policy = Self.policy(format)
    policy.rules.append(PolicyRule(roles: [.operand], overflow: overflow))
    let numbers: [Float] = [1.96875, -1.984375, 0.75, 0x1p-40] + [Float](repeating: 0, count: 28)
    let engine = KernelEngine<Float>(policy: policy, weights: GeneratedWeights(seed: 1))
    _ = engine.operand(
      Matrix(rows: 1, columns: 32, elements: numbers), at: Site("x", .operand))
    let found = try #require(engine.record[Site("x", .operand)]?.counts)
    let scale = 1 / Self.powerOfTwo(notAbove: format.format.greatestFiniteMagnitude)
    let divided = numbers.map { Double($0) / scale }
    let cast = try ArrayCast<Double>(
      to: format.format, RoundingContext(.nearestEven, overflow: overflow))
    let expected = cast.counts(divided.span)
    #expect(found.overflowed == expected.overflowed && expected.overflowed == 2)
    for (sum, wanted) in [
      (found.squaresBefore, expected.squaresBefore), (found.squaresAfter, expected.squaresAfter),
      (found.products, expected.products), (found.squaresFlushed, expected.squaresFlushed),
    ] {
      let wanted = wanted * scale * scale
      // Five numbers of few bits: only the last, far below, can be rounded off.
      #expect((sum - wanted).magnitude <= 0x1p-50 * wanted, "\(sum), not \(wanted)")
    }
  }

  @Test func operandsOfAttentionAreRefused() throws {
    var policy = Self.policy(.e4m3fn)
    policy.rules.append(PolicyRule(roles: [.attentionOperand], scaling: .blocks32))
    let tiny = try #require(TinyModel.all().first)
    let weights = GeneratedWeights(seed: 1)
    let kernel = #expect(throws: PolicyError.self) {
      try tiny.model.pass(
        tiny.batch(seed: 1), KernelEngine<Float>(policy: policy, weights: weights))
    }
    let reference = #expect(throws: PolicyError.self) {
      try tiny.model.pass(tiny.batch(seed: 1), ReferenceEngine(policy: policy, weights: weights))
    }
    #expect(kernel == reference && kernel?.field == "scaling")
    #expect(kernel?.description.contains("block-32-e8m0 for layers.0.attention") == true)
  }
}
