import ModelShapes
import Networks
import TestSupport

/// Small shapes of every kind of architecture, with weights of all parameters at random.
struct TinyModel: Sendable, CustomStringConvertible {
  let shape: ModelShape
  let order: AttentionOrder

  var description: String { "\(shape.name), \(order.rawValue)" }

  static let length = 5
  static let sequences = 2

  static func all() throws -> [TinyModel] {
    let shapes = try [
      tiny("qwen-like", biases: .queryKeyValue, position: rotary(1)),
      tiny("llama-like", position: rotary(1), tied: false),
      tiny(
        "gpt2-like", heads: (4, 4), biases: .all, norm: .layer, activation: .geluTanh,
        gated: false, position: .learned),
      tiny(
        "pythia-like", heads: (2, 2), biases: .all, norm: .layer, activation: .gelu, gated: false,
        residual: .parallel, position: rotary(0.25), tied: false),
      tiny("post-norm", activation: .tanh, residual: .postNorm, position: rotary(1)),
      tiny(
        "deep-norm", biases: .all, norm: .layer, gated: false, residual: .deepNorm,
        position: rotary(1)),
      tiny("rezero", biases: .all, residual: .reZero, position: .learned, tied: false),
      tiny("relu", activation: .relu, position: rotary(0.5)),
    ]
    return shapes.flatMap { shape in
      AttentionOrder.allCases.map { TinyModel(shape: shape, order: $0) }
    }
  }

  private static func rotary(_ fraction: Double) -> PositionEncoding {
    .rotary(theta: 100, fraction: fraction)
  }

  private static func tiny(
    _ name: String, heads: (Int, Int) = (4, 2), biases: Biases = .none,
    norm: Normalisation.Kind = .rms, activation: Activation = .silu, gated: Bool = true,
    residual: ResidualArrangement = .preNorm, position: PositionEncoding, tied: Bool = true
  ) throws -> ModelShape {
    try ModelShape(
      name: name, hiddenSize: 16, layers: 2, attentionHeads: heads.0, keyValueHeads: heads.1,
      intermediateSize: 24, vocabularySize: 13, tiedHead: tied, biases: biases,
      normalisation: Normalisation(norm, epsilon: 1e-5), activation: activation, gated: gated,
      residual: residual, position: position, contextLength: 8,
      initialisation: Initialisation(.constant(0.02)))
  }

  var model: Transformer { Transformer(shape, length: Self.length, order: order) }

  /// Every parameter at random: matrices of variance 1/fan-in, gains around 1, biases around 0.
  func weights(seed: UInt64) -> [String: [Double]] {
    var generator = SeededGenerator(seed: seed)
    func normal() -> Double {
      (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
    }
    var weights: [String: [Double]] = [:]
    for parameter in model.parameters {
      let isGain = parameter.path.hasSuffix("norm.weight")
      let deviation = parameter.rows == 1 ? 0.2 : 1 / Double(parameter.columns).squareRoot()
      weights[parameter.path] = (0..<parameter.count).map { _ in
        (isGain ? 1 : 0) + deviation * normal()
      }
    }
    return weights
  }

  /// Random tokens and labels.
  func batch(seed: UInt64, lossScale: Double = 1) -> TokenBatch {
    var generator = SeededGenerator(seed: seed)
    let count = Self.length * Self.sequences
    func tokens() -> [Int] {
      (0..<count).map { _ in Int.random(in: 0..<shape.vocabularySize, using: &generator) }
    }
    return TokenBatch(tokens: tokens(), labels: tokens(), lossScale: lossScale)
  }
}
