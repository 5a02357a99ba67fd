import ModelShapes
import Networks
import Training

/// Small runs for tests.
enum TinyTraining {
  static func shape(
    vocabulary: Int = 16, width: Int = 32, tied: Bool = true
  ) throws -> ModelShape {
    try ModelShape(
      name: "tiny", hiddenSize: width, layers: 2, attentionHeads: 2, keyValueHeads: 1,
      intermediateSize: 48, vocabularySize: vocabulary, tiedHead: tied, biases: .queryKeyValue,
      normalisation: Normalisation(.rms, epsilon: 1e-6), activation: .silu, gated: true,
      residual: .preNorm, position: .rotary(theta: 100, fraction: 1), contextLength: 64,
      initialisation: Initialisation(.constant(0.02)))
  }

  static func configuration(
    _ policy: PrecisionPolicy = PolicyCatalogue.fp32, steps: Int = 8,
    objective: Objective = .pretraining
  ) throws -> TrainingConfiguration {
    var configuration = TrainingConfiguration(
      shape: try shape(), length: 12, corpus: CopyCorpus(vocabularySize: 16, seed: 1),
      policy: policy, rate: LearningRate(peak: 1e-2, steps: steps))
    configuration.sequences = 2
    configuration.objective = objective
    return configuration
  }

  /// Query and key biases so large that products of binary16 overflow in eager attention.
  static func overflowing(_ configuration: TrainingConfiguration) -> TrainingConfiguration {
    var configuration = configuration
    configuration.order = .eager
    let names = (0..<2).flatMap { layer in
      ["query", "key"].map { "layers.\(layer).attention.\($0).bias" }
    }
    configuration.weights = GeneratedWeights(
      seed: configuration.seed,
      initial: Dictionary(uniqueKeysWithValues: names.map { ($0, .constant(80)) }))
    return configuration
  }
}
