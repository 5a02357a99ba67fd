import FloatFormats
import Kernels
import Networks
import TestSupport
import Testing

/// The kernel engine against the reference engine, bit for bit.
@Suite struct EngineTests {
  /// Policies with a rounding after every operation, and others that round in every role.
  static func policies() throws -> [PrecisionPolicy] {
    func perOperation(_ name: String, _ format: String, overflow: OverflowPolicy? = nil) throws
      -> PrecisionPolicy
    {
      var policy = try PolicyCatalogue.policy(named: name)
      policy.name += ", per operation"
      policy.rules.append(
        PolicyRule(
          overflow: overflow,
          accumulator: try AccumulatorModel(named: "per-operation(\(format))")))
      return policy
    }
    var scaled = try PolicyCatalogue.policy(named: "fp8-unscaled")
    scaled.name = "fp8, scaled by the tensor's own maximum"
    scaled.rules.append(PolicyRule(sites: "layers.*", roles: [.operand], scaling: .current))
    return try [
      perOperation("fp16-pure", "binary16"), perOperation("bf16-pure", "bfloat16"),
      perOperation("fp16-mixed", "binary16"), PolicyCatalogue.policy(named: "bf16-mixed"),
      PolicyCatalogue.policy(named: "fp8-unscaled"), scaled,
      PolicyCatalogue.policy(named: "mxfp8"), PolicyCatalogue.policy(named: "deepseek-v3"),
    ]
  }

  @Test(arguments: try TinyModel.all())
  func kernelsGiveTheReferencesBits(_ tiny: TinyModel) throws {
    let seed: UInt64 = 2
    let weights = StoredWeights(
      // Numbers that binary32 holds, so that both engines begin with the same.
      tiny.weights(seed: seed).mapValues { $0.map { Double(Float($0)) } },
      others: GeneratedWeights(seed: 0))
    // A scale that makes gradients of narrow formats neither vanish nor overflow altogether.
    let batch = tiny.batch(seed: seed, lossScale: 64)
    for policy in try Self.policies() {
      let kernel = KernelEngine<Float>(policy: policy, weights: weights)
      let reference = ReferenceEngine(policy: policy, weights: weights)
      let (found, expected) = (Gradients<Float>(), Gradients<Double>())
      kernel.onGradient(found.take)
      reference.onGradient(expected.take)
      let loss = try tiny.model.pass(batch, kernel).loss
      let right = try tiny.model.pass(batch, reference).loss
      #expect(loss == right, "\(policy.name): loss \(loss), reference \(right), seed \(seed)")
      var difference: String?
      for parameter in tiny.model.parameters where difference == nil {
        let a = try #require(found.byPath[parameter.path])
        let b = try #require(expected.byPath[parameter.path])
        let place = a.indices.first { a[$0] != b[$0] && !(a[$0].isNaN && b[$0].isNaN) }
        if let place {
          difference =
            "\(parameter.path)[\(place)]: \(a[place]), reference \(b[place]), seed \(seed)"
        }
      }
      #expect(difference == nil, "\(policy.name): \(difference ?? "")")
    }
  }

  @Test(arguments: ["bf16-pure", "mxfp8", "deepseek-v3"])
  func resultsDoNotDependOnThreads(name: String) throws {
    let tiny = try #require(TinyModel.all().first)
    var policy = try PolicyCatalogue.policy(named: name)
    policy.rules.append(
      PolicyRule(
        passes: [.activationGradient, .parameterGradient],
        rounding: try Rounding(named: "stochastic:8")))
    func run(threads: Int) throws -> (PassRecord, [String: [Double]]) {
      var options = EngineOptions()
      options.threads = threads
      options.countsOperations = true
      let engine = KernelEngine<Float>(
        policy: policy, weights: GeneratedWeights(seed: 3), options: options)
      let gradients = Gradients<Float>()
      engine.onGradient(gradients.take)
      _ = try tiny.model.pass(tiny.batch(seed: 3), engine)
      return (engine.record, gradients.byPath)
    }
    let (one, two) = (try run(threads: 1), try run(threads: 2))
    #expect(one.1 == two.1)
    for (a, b) in zip(one.0.sites, two.0.sites) {
      #expect(a.site == b.site && a.counts == b.counts && a.operations == b.operations)
    }
  }
}
