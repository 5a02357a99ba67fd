import Foundation
import Kernels
import ModelShapes
import Networks
import Testing
import Theory

/// Predictions of fresh transformers against their passes, in every arrangement of the residual stream.
@Suite struct TransformerPredictionTests {
  private static let (length, sequences) = (64, 4)

  private static func shape(_ residual: ResidualArrangement, gated: Bool) throws -> ModelShape {
    try ModelShape(
      name: residual.rawValue, hiddenSize: 128, layers: 6, attentionHeads: 4, keyValueHeads: 2,
      headDimension: 32, intermediateSize: 352, vocabularySize: 1000, tiedHead: false,
      biases: .none,
      normalisation: Normalisation(gated ? .rms : .layer, epsilon: 1e-6),
      activation: gated ? .silu : .gelu, gated: gated, residual: residual,
      position: .rotary(theta: 10_000, fraction: 1), contextLength: length,
      initialisation: Initialisation(.constant(0.0625)))
  }

  private static func pass(_ shape: ModelShape, seed: UInt64) throws -> PassRecord {
    let count = length * sequences
    let engine = KernelEngine<Float>(
      policy: PolicyCatalogue.fp32, weights: GeneratedWeights(seed: seed))
    let batch = TokenBatch(
      tokens: TokenBatch.random(count: count, of: shape.vocabularySize, seed: seed),
      labels: TokenBatch.random(count: count, of: shape.vocabularySize, seed: seed + 1000))
    _ = try Transformer(shape, length: length).pass(batch, engine)
    return engine.record
  }

  /// Where a predicted gradient is written; nil for what is part of a table.
  private static func site(_ site: GradientSite, _ shape: ModelShape) -> Site? {
    switch (site.role, site.name) {
    case (.parameter, "residual.weight"):
      Site(layer: site.layer, site.name, .parameter, .parameterGradient)
    case (.parameter, _):
      site.layer.map { Site(layer: $0, site.name + ".weight", .parameter, .parameterGradient) }
    case (.activation, "head.input"): Site("head.logits.input", .activation, .activationGradient)
    case (.activation, _):
      site.layer.flatMap { layer in
        if layer == 0 { return Site("embedding", .embedding, .activationGradient) }
        if layer == shape.layers && !shape.residual.hasHeadNorm {
          return Site("head.logits.input", .activation, .activationGradient)
        }
        return shape.residual.normalisesAfterBranches
          ? Site(layer: layer - 1, "mlp.norm", .norm, .activationGradient)
          : Site(layer: layer - 1, "residual", .residual, .activationGradient)
      }
    }
  }

  /// log2 of observed over predicted that is accepted, for the mean square of 4 models of width 128.
  ///
  /// The gradient of the stream is a mean over all tokens and elements. That of a matrix, summed over tokens,
  /// differs more from model to model; scores also depend on how unevenly queries and keys are spread.
  private static func bound(
    _ site: GradientSite, _ residual: ResidualArrangement, followsPairs: Bool
  ) -> ClosedRange<Double> {
    let isOfScores = site.name == "attention.query" || site.name == "attention.key"
    let isStreamLeft = residual == .preNorm || residual == .parallel
    if followsPairs || residual == .deepNorm {
      let isLoose = isOfScores && isStreamLeft
      return site.role == .activation ? -0.1...0.1 : isLoose ? -0.2...0.45 : -0.2...0.2
    }
    // Where tokens are taken as independent, matrices behind attention come out larger, most of all in the
    // lowest layers.
    if site.role == .activation { return isStreamLeft ? -0.3...0.45 : -0.06...0.06 }
    if site.name.hasPrefix("mlp") { return site.layer == 0 ? -0.3...0.55 : -0.3...0.3 }
    return isOfScores ? -0.4...0.7 : -0.2...0.9
  }

  @Test(arguments: ResidualArrangement.allCases, [true, false])
  func everyTensor(_ residual: ResidualArrangement, gated: Bool) throws {
    let shape = try Self.shape(residual, gated: gated)
    let records = try (1...4).map { try Self.pass(shape, seed: $0) }
    for averaging in [
      AttentionAveraging.tokenPairs(context: Self.length), .softmax(context: Self.length),
    ] {
      let prediction = try #require(ResidualPrediction(shape, averaging: averaging))
      for predicted in prediction.sites where predicted.name != "residual.weight" {
        guard let site = Self.site(predicted, shape) else { continue }
        let square = records.reduce(0) { sum, record in
          let rms = record[site]?.counts.rootMeanSquare ?? .nan
          return sum + rms * rms / Double(records.count)
        }
        let expected = predicted.rms(tokens: Double(Self.length * Self.sequences))
        let error = log2(square.squareRoot() / expected)
        let bound = Self.bound(
          predicted, residual, followsPairs: averaging == .tokenPairs(context: Self.length))
        #expect(
          bound.contains(error),
          """
          \(residual.rawValue), gated \(gated), \(averaging), \(predicted.layer ?? -1) \
          \(predicted.name): \(square.squareRoot()), predicted \(expected), seeds 1...4
          """)
      }
    }
  }

  /// The gradients of ReZero's weights, one number a layer and the sum of both branches' parts: their mean
  /// square over 6 layers of 8 models within 3 of its standard errors, √(2/48); all others in the branches
  /// are zeros.
  @Test func weightsOfReZero() throws {
    let shape = try Self.shape(.reZero, gated: false)
    let prediction = try #require(
      ResidualPrediction(shape, averaging: .tokenPairs(context: Self.length)))
    let tokens = Double(Self.length * Self.sequences)
    var ratio = 0.0
    for seed in 1...8 as ClosedRange<UInt64> {
      let record = try Self.pass(shape, seed: seed)
      for predicted in prediction.sites where predicted.name == "residual.weight" {
        let site = try #require(Self.site(predicted, shape))
        let rms = predicted.rms(tokens: tokens)
        ratio += (record[site]?.counts.squaresBefore ?? .nan) / (rms * rms) / 48
      }
      for statistics in record.sites where statistics.site.pass == .parameterGradient {
        let isBranch = statistics.site.layer != nil && statistics.site.name != "residual.weight"
        #expect(!isBranch || statistics.counts.squaresBefore == 0, "\(statistics.site.path)")
      }
    }
    #expect((ratio - 1).magnitude <= 3 * (2 / 48.0).squareRoot(), "\(ratio), seeds 1...8")
  }

  /// Tokens that become all alike, with gradients taken as independent: a fall by 0.3 binades a layer that
  /// passes do not have (`growthByLayer`).
  @Test func alikeTokensNeedPairs() throws {
    let shape = try Self.shape(.postNorm, gated: false).replacing(
      layers: 16, initialisation: Initialisation(.constant(0.0884)))
    let prediction = try #require(
      ResidualPrediction(shape, averaging: .softmax(context: Self.length)))
    let gradients = try [1, 15].map { try #require(prediction.gradientRms(at: $0, tokens: 1)) }
    let fall = log2(gradients[1] / gradients[0]) / 14
    #expect((fall - 0.3).magnitude <= 0.05, "\(fall)")
    #expect(try #require(prediction.tokenCorrelation(at: 15)) > 0.99)
  }

  /// How fast the gradient of a deep stack changes from layer to layer, in binades of rms: it grows downwards
  /// by a third of a binade a layer with a gated MLP and post-norm at dσ² = 1, whose branches pass back about
  /// twice what they add; without a gate by less than a tenth. DeepNorm's barely moves.
  @Test(
    arguments: [
      (ResidualArrangement.postNorm, true, -0.305, 0.05), (.postNorm, false, -0.043, 0.05),
      (.deepNorm, true, -0.0001, 0.001),
    ])
  func growthByLayer(
    residual: ResidualArrangement, gated: Bool, rate: Double, tolerance: Double
  ) throws {
    let shape = try Self.shape(residual, gated: gated).replacing(
      layers: 16, initialisation: Initialisation(.constant(0.0884)))
    let prediction = try #require(
      ResidualPrediction(shape, averaging: .tokenPairs(context: Self.length)))
    let record = try Self.pass(shape, seed: 5)
    let (low, high) = (1, shape.layers - 1)
    func observed(_ layer: Int) -> Double {
      record[Site(layer: layer - 1, "mlp.norm", .norm, .activationGradient)]?.counts.rootMeanSquare
        ?? .nan
    }
    let gradients = try [low, high].map {
      try #require(prediction.gradientRms(at: $0, tokens: 1))
    }
    let layers = Double(high - low)
    let predicted = log2(gradients[1] / gradients[0]) / layers
    let seen = log2(observed(high) / observed(low)) / layers
    #expect((predicted - rate).magnitude <= 0.005, "predicted \(predicted) a layer")
    #expect((seen - predicted).magnitude <= tolerance, "\(seen), predicted \(predicted)")
  }
}
