import BlockFormats
import FloatFormats
import Kernels
import TestSupport
import Testing

@testable import Networks

/// Operands in block formats are what the formats make of them, in both engines; policies name block formats.
@Suite struct BlockOperandTests {
  private static let names = [
    "mxfp8-e4m3", "mxfp8-e5m2", "mxfp6-e2m3", "mxfp4", "mxint8", "mxfp8-e4m3-up", "nvfp4",
    "block(e2m1fn, 16, e4m3fn, up)", "block(int4, 64, ue5m3, amax, tensor-scale)",
    "block(e3m2fn, 8, bfloat16, amax)", "block(e4m3fn, 128, e5m2, floor, tensor-scale)",
  ]

  private static func policy(_ blocks: BlockFormat) -> PrecisionPolicy {
    PrecisionPolicy(
      name: blocks.name, summary: "",
      rules: [PolicyRule(format: .binary32, accumulator: .fp32), PolicyRule(blocks: blocks)])
  }

  private static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { index in
        let power = Float(
          sign: .plus, exponent: -Int.random(in: 0..<30, using: &generator), significand: 1)
        return index == 777 ? .nan : Float.random(in: -4...4, using: &generator) * power
      })
  }

  private static func wide(_ matrix: Matrix<Float>) -> Matrix<Double> {
    Matrix(
      rows: matrix.rows, columns: matrix.columns, format: .binary32,
      elements: matrix.elements.map { Double($0) })
  }

  @Test(arguments: names)
  func operandsAreTheFormats(_ name: String) throws {
    let blocks = try BlockCatalogue.format(named: name)
    let policy = Self.policy(blocks)
    let x = Self.matrix(45, 150, seed: 31)
    let kernel = KernelEngine<Float>(policy: policy, weights: GeneratedWeights(seed: 1))
    let reference = ReferenceEngine(policy: policy, weights: GeneratedWeights(seed: 1))
    let found = kernel.operand(x, at: Site("x", .operand))
    let same = reference.operand(Self.wide(x), at: Site("x", .operand))
    try #require(kernel.failure == nil && reference.failure == nil)
    let quantizer = BlockQuantizer(to: blocks)
    let turned = (0..<150).flatMap { column in (0..<45).map { x.elements[$0 * 150 + column] } }
    for (overRows, a, b) in [
      (false, found.overColumns, same.overColumns), (true, found.overRows, same.overRows),
    ] {
      let expected: [Double] =
        overRows
        ? quantizer.quantize(turned, shape: [150, 45]).values()
        : quantizer.quantize(x.elements, shape: [45, 150]).values()
      let place = expected.indices.first { index in
        let other = overRows ? index % 45 * 150 + index / 45 : index
        let number = Double(a.numbers.elements[other])
        let reference = b.numbers.elements[other]
        let value = number * a.tensorScale
        return !(value == expected[index] || value.isNaN && expected[index].isNaN)
          || !(number == reference || number.isNaN && reference.isNaN)
      }
      #expect(place == nil, "\(name), over rows \(overRows), at \(place ?? 0), seed 31")
      #expect(a.tensorScale == b.tensorScale)
      #expect((a.tensorScale != 1) == blocks.scaling.hasTensorScale)
    }
  }

  /// Weights in strips, and the products of all three passes, bit for bit as the reference.
  @Test(arguments: names)
  func productsAreTheReferences(_ name: String) throws {
    let policy = Self.policy(try BlockCatalogue.format(named: name))
    var numbers = (0..<4).map {
      Self.matrix([33, 33, 40, 33][$0], [70, 40, 70, 40][$0], seed: 32)
    }
    for index in numbers.indices where numbers[index].elements.count > 777 {
      numbers[index].elements[777] = 1
    }
    let (x, dy, w) = (numbers[0], numbers[1], numbers[2])
    let weight = Parameter("w.weight", rows: 40, columns: 70, .constant(0))
    let bias = Parameter("w.bias", rows: 1, columns: 40, .constant(0.25))
    let weights = StoredWeights(
      ["w.weight": w.elements.map { Double($0) }], others: GeneratedWeights(seed: 0))
    func run<E: Engine>(_ engine: E, _ make: (Matrix<Float>) -> Matrix<E.Number>) -> [[Double]] {
      let x = engine.operand(make(x), at: Site("x", .operand))
      let dy = engine.operand(make(dy), at: Site("dy", .operand, .activationGradient))
      engine.parameterGradient(dy, x, of: weight)
      return [
        engine.linear(x, weight, bias: nil, at: Site("y", .activation)),
        engine.linear(x, weight, bias: bias, at: Site("y", .activation)),
        engine.inputGradient(dy, weight, at: Site("dx", .activation, .activationGradient)),
      ].map { $0.elements.map { Double($0) } }
    }
    let kernel = KernelEngine<Float>(policy: policy, weights: weights)
    let reference = ReferenceEngine(policy: policy, weights: weights)
    var (found, expected): ([Double], [Double]) = ([], [])
    kernel.onGradient { found = $2.elements.map { Double($0) } }
    reference.onGradient { expected = $2.elements }
    let results = zip(run(kernel) { $0 }, run(reference, Self.wide))
    try #require(kernel.failure == nil && reference.failure == nil)
    for (index, (a, b)) in (Array(results) + [(found, expected)]).enumerated() {
      let place = a.indices.first { a[$0] != b[$0] }
      #expect(
        a.count == b.count && place == nil,
        "\(name), product \(index): \(place.map { "\(a[$0]), reference \(b[$0])" } ?? ""), seed 32")
    }
  }

  /// Blocks that products do not take.
  @Test(arguments: [
    "block(e4m3fn, 96, e8m0fnu, floor)", "block(e4m3fn, 256, e8m0fnu, floor)",
    "block(e4m3fn, tensor, e8m0fnu, floor)", "block(e4m3fn, 32x32, e8m0fnu, floor)",
    "block(e4m3fn, 128, binary32, amax)",
  ])
  func whatIsRefused(_ name: String) throws {
    let policy = Self.policy(try BlockCatalogue.format(named: name))
    let error = #expect(throws: PolicyError.self) {
      try policy.binding(at: Site("x", .operand))
    }
    #expect(error?.field == "scaling" && error?.expected.contains("tile-128") ?? false)
  }

  @Test func namesOfScalings() throws {
    for name in ["none", "current", "delayed", "block-32-e8m0", "tile-128"] {
      #expect(try OperandScaling(named: name).name == name)
    }
    let own = "block(16, e4m3fn, amax, tensor-scale)"
    #expect(try OperandScaling(named: "Block(1x16, fp8_e4m3, amax, tensor-scale)").name == own)
    #expect(try OperandScaling(named: "block(32, e8m0fnu, floor)") == .blocks32)
    #expect(throws: BlockFormatError.self) { try OperandScaling(named: "dynamic") }
    #expect(throws: BlockFormatError.self) { try OperandScaling(named: "block(16, e4m3fn)") }
  }
}
