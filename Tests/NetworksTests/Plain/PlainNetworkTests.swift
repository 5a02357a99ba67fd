import FloatFormats
import Kernels
import ModelShapes
import TestSupport
import Testing

@testable import Networks

/// Plain networks by the judges of transformers: differences of the objective, and the reference engine.
@Suite struct PlainNetworkTests {
  private static let seed: UInt64 = 1

  @Test(arguments: try TinyPlain.all(), TinyPlain.batches())
  func everyParameterAgreesWithDifferences(_ shape: PlainShape, _ batch: PlainBatch) throws {
    let network = PlainNetwork(shape)
    let weights = TinyPlain.weights(network, seed: Self.seed)
    func engine(_ weights: [String: [Double]]) -> KernelEngine<Double> {
      KernelEngine<Double>(
        policy: PolicyCatalogue.fp64,
        weights: StoredWeights(weights, others: GeneratedWeights(seed: 0)))
    }
    let gradients = Gradients<Double>()
    let first = engine(weights)
    first.onGradient(gradients.take)
    try network.pass(batch, first)
    // The loss; of an upstream gradient its product with the outputs.
    try CentralDifferences.judge(
      network.parameters, weights, gradients.byPath, seed: Self.seed
    ) { weights in
      let (outputs, loss) = try network.pass(batch, engine(weights))
      if let loss, case .crossEntropy(let examples) = batch.objective {
        return loss * Double(batch.examples) / examples
      }
      guard case .upstream(let deviation) = batch.objective else { return .nan }
      let directions: Matrix<Double> = batch.directions(width: outputs.columns)
      return zip(outputs.elements, directions.elements).reduce(0) {
        $0 + $1.0 * $1.1 * deviation
      }
    }
  }

  @Test(arguments: try TinyPlain.all(), TinyPlain.batches(lossScale: 64))
  func kernelsGiveTheReferencesBits(_ shape: PlainShape, _ batch: PlainBatch) throws {
    let network = PlainNetwork(shape)
    let weights = StoredWeights(
      TinyPlain.weights(network, seed: Self.seed), others: GeneratedWeights(seed: 0))
    for policy in try EngineTests.policies() {
      let kernel = KernelEngine<Float>(policy: policy, weights: weights)
      let reference = ReferenceEngine(policy: policy, weights: weights)
      let (found, expected) = (Gradients<Float>(), Gradients<Double>())
      kernel.onGradient(found.take)
      reference.onGradient(expected.take)
      let outputs = try network.pass(batch, kernel).outputs.elements.map { Double($0) }
      #expect(outputs == (try network.pass(batch, reference).outputs.elements), "\(policy.name)")
      var difference: String?
      for parameter in network.parameters where difference == nil {
        let a = try #require(found.byPath[parameter.path])
        let b = try #require(expected.byPath[parameter.path])
        if let place = a.indices.first(where: { a[$0] != b[$0] }) {
          difference = "\(parameter.path)[\(place)]: \(a[place]), reference \(b[place])"
        }
      }
      #expect(difference == nil, "\(policy.name): \(difference ?? ""), seed \(Self.seed)")
    }
  }

  /// Signals and gradients are recorded where the network says.
  @Test(arguments: try TinyPlain.all())
  func sitesAreVisited(_ shape: PlainShape) throws {
    let network = PlainNetwork(shape)
    for batch in TinyPlain.batches() {
      let engine = KernelEngine<Float>(
        policy: PolicyCatalogue.fp32, weights: network.weights(seed: 1))
      try network.pass(batch, engine)
      for l in 0...shape.depth {
        let count = UInt64(batch.examples * shape.widths[l])
        #expect(engine.record[network.site(of: l)]?.counts.elements == count)
        #expect(engine.record[network.gradientSite(of: l)]?.counts.elements == count)
        guard l > 0 else { continue }
        let inputs = UInt64(batch.examples * shape.widths[l - 1])
        #expect(engine.record[network.inputGradientSite(of: l)]?.counts.elements == inputs)
        #expect(engine.record[network.weight(of: l).gradientSite] != nil)
      }
    }
  }
}
