import Networks
import Testing

/// Low-rank maps beside a model's own.
@Suite struct AdapterTests {
  static let adapters = LowRank(rank: 3, alpha: 6)

  /// The model with adapters, and all of its parameters at random.
  static func adapted(_ tiny: TinyModel, seed: UInt64) -> (Transformer, [String: [Double]]) {
    let model = Transformer(
      tiny.shape, length: TinyModel.length, order: tiny.order, adapters: adapters)
    let fresh = StoredWeights(holding: model.parameters, seed: seed)
    var weights = tiny.weights(seed: seed)
    for parameter in model.parameters where weights[parameter.path] == nil {
      var numbers = [Double](repeating: 0, count: parameter.count)
      numbers.withUnsafeMutableBufferPointer {
        fresh.elements(of: parameter).fill(
          $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns, transposed: false)
      }
      // Those that begin as zeros, too.
      weights[parameter.path] = numbers.enumerated().map { $1 + 0.1 * Double($0 % 7 - 3) }
    }
    return (model, weights)
  }

  private static func engine(
    _ weights: [String: [Double]], trained: Set<String>? = nil
  ) -> KernelEngine<Double> {
    var options = EngineOptions()
    options.trained = trained
    return KernelEngine<Double>(
      policy: PolicyCatalogue.fp64,
      weights: StoredWeights(weights, others: GeneratedWeights(seed: 0)), options: options)
  }

  @Test(arguments: try TinyModel.all().filter { $0.order == .eager })
  func everyParameterAgreesWithDifferences(_ tiny: TinyModel) throws {
    let seed: UInt64 = 1
    let (model, weights) = Self.adapted(tiny, seed: seed)
    let batch = tiny.batch(seed: seed)
    let first = Self.engine(weights)
    let gradients = Gradients<Double>()
    first.onGradient(gradients.take)
    _ = try model.pass(batch, first)
    let adapters = model.parameters.filter { $0.path.contains(".adapter.") }
    #expect(adapters.count == tiny.shape.layers * (tiny.shape.gated ? 7 : 6) * 2)
    try CentralDifferences.judge(adapters, weights, gradients.byPath, seed: seed) {
      try model.pass(batch, Self.engine($0)).loss
    }
  }

  /// A fresh adapter changes nothing, for its second matrix is 0.
  @Test func freshAdaptersChangeNothing() throws {
    let tiny = try TinyModel.all()[0]
    let weights = tiny.weights(seed: 2)
    let model = Transformer(
      tiny.shape, length: TinyModel.length, order: tiny.order, adapters: Self.adapters)
    let adapted = try model.pass(tiny.batch(seed: 2), Self.engine(weights)).loss
    let own = try tiny.model.pass(tiny.batch(seed: 2), Self.engine(weights)).loss
    #expect(adapted == own)
  }

  /// Only what is trained has a gradient, and it is the one that it has where all are.
  @Test func frozenParametersHaveNoGradient() throws {
    let tiny = try TinyModel.all()[0]
    let (model, weights) = Self.adapted(tiny, seed: 3)
    let trained = Set(model.parameters.map(\.path).filter { $0.contains(".adapter.") })
    let (all, some) = (Gradients<Double>(), Gradients<Double>())
    for (trained, gradients) in [(nil, all), (trained, some)] {
      let engine = Self.engine(weights, trained: trained)
      engine.onGradient(gradients.take)
      _ = try model.pass(tiny.batch(seed: 3), engine)
      #expect(
        engine.record.sites.filter { $0.site.pass == .parameterGradient }.count
          == gradients.byPath.count)
    }
    #expect(Set(some.byPath.keys) == trained)
    #expect(some.byPath.allSatisfy { all.byPath[$0.key] == $0.value })
  }
}
