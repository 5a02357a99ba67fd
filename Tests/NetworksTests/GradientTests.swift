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
    let policy = try PolicyCatalogue.policy(named: "fp64")
    let batch = tiny.batch(seed: seed)
    var weights = tiny.weights(seed: seed)
    func loss() throws -> Double {
      let engine = KernelEngine<Double>(
        policy: policy, weights: StoredWeights(weights, others: GeneratedWeights(seed: 0)))
      return try tiny.model.pass(batch, engine).loss
    }
    let engine = KernelEngine<Double>(
      policy: policy, weights: StoredWeights(weights, others: GeneratedWeights(seed: 0)))
    let gradients = Gradients<Double>()
    engine.onGradient(gradients.take)
    _ = try tiny.model.pass(batch, engine)

    var generator = SeededGenerator(seed: seed)
    // The error of a central difference: h² times a third derivative, and the loss' rounding over h.
    let step = 1e-5
    let tolerance = 1e-8
    var worst = ""
    var worstError = 0.0
    for parameter in tiny.model.parameters {
      let gradient = try #require(
        gradients.byPath[parameter.path], "no gradient of \(parameter.path)")
      for _ in 0..<4 {
        let place = Int.random(in: 0..<parameter.count, using: &generator)
        let value = weights[parameter.path]![place]
        weights[parameter.path]![place] = value + step
        let above = try loss()
        weights[parameter.path]![place] = value - step
        let below = try loss()
        weights[parameter.path]![place] = value
        let difference = (above - below) / (2 * step)
        let error = (gradient[place] - difference).magnitude
        if !(error <= worstError) {
          worstError = error
          worst =
            "\(parameter.path)[\(place)]: difference \(difference), gradient \(gradient[place])"
        }
      }
    }
    #expect(worstError <= tolerance, "\(worst), seed \(seed)")
  }
}
