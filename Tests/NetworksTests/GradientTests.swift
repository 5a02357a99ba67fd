import Networks
import TestSupport
import Testing

/// The backward passes against differences of the loss in binary64.
@Suite struct GradientTests {
  /// A model has the parameters that its shape counts.
  @Test(arguments: try TinyModel.all())
  func parametersAreCounted(_ tiny: TinyModel) {
    let count = tiny.model.parameters.reduce(0) { $0 + $1.count }
    #expect(count == tiny.shape.parameterCount.total)
  }

  @Test(arguments: try TinyModel.all())
  func everyParameterAgreesWithDifferences(_ tiny: TinyModel) throws {
    let seed: UInt64 = 1
    let weights = tiny.weights(seed: seed)
    let batch = tiny.batch(seed: seed)
    func engine(_ weights: [String: [Double]]) -> KernelEngine<Double> {
      KernelEngine<Double>(
        policy: PolicyCatalogue.fp64,
        weights: StoredWeights(weights, others: GeneratedWeights(seed: 0)))
    }
    let first = engine(weights)
    let gradients = Gradients<Double>()
    first.onGradient(gradients.take)
    _ = try tiny.model.pass(batch, first)
    try CentralDifferences.judge(
      tiny.model.parameters, weights, gradients.byPath, seed: seed
    ) { try tiny.model.pass(batch, engine($0)).loss }
  }
}
