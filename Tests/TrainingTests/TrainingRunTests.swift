import ModelShapes
import Networks
import Testing
import Training

@Suite struct TrainingRunTests {
  static func shape(vocabulary: Int = 16) throws -> ModelShape {
    try ModelShape(
      name: "tiny", hiddenSize: 32, layers: 2, attentionHeads: 2, keyValueHeads: 1,
      intermediateSize: 48, vocabularySize: vocabulary, tiedHead: true, biases: .queryKeyValue,
      normalisation: Normalisation(.rms, epsilon: 1e-6), activation: .silu, gated: true,
      residual: .preNorm, position: .rotary(theta: 100, fraction: 1), contextLength: 64,
      initialisation: Initialisation(.constant(0.02)))
  }

  static func configuration(_ policy: PrecisionPolicy, steps: Int = 20) throws
    -> TrainingConfiguration
  {
    TrainingConfiguration(
      shape: try shape(), length: 16, corpus: CopyCorpus(vocabularySize: 16, seed: 1),
      policy: policy,
      rate: LearningRate(peak: 1e-2, steps: steps))
  }

  @Test func speed() throws {
    for policy in [PolicyCatalogue.fp32, PolicyCatalogue.fp16Mixed, PolicyCatalogue.fp64] {
      for objective in [Objective.pretraining, .supervised, .preference(beta: 0.1)] {
        var configuration = try Self.configuration(policy)
        configuration.objective = objective
        let clock = ContinuousClock()
        var run: TrainingRun?
        let time = try clock.measure { run = try TrainingRun(configuration) }
        print(
          policy.name, objective.name, time / 20, run!.steps.map(\.loss).prefix(2),
          run!.steps.last!.loss, run!.steps.last!.gradientNorm)
      }
    }
  }
}
