import Kernels
import ModelShapes
import NearestNames
import Networks

extension Workloads {
  /// What the names of models begin with.
  private static let prefix = "model:"

  /// How a model's pass rounds.
  private struct Way {
    let suffix: String
    let policy: PrecisionPolicy
    /// In place of the policy's accumulators: a name.
    var accumulator: String?
    var isCounting = false
    let target: Target.Work
    /// By the model.
    let seconds: [String: Double]
  }

  private static var ways: [Way] {
    let rounded = "per-operation(binary16)"
    return [
      Way(
        suffix: "fp32", policy: PolicyCatalogue.fp32, target: .pass,
        seconds: ["qwen2.5-0.5b": 1.5, "qwen2.5-7b": 15, "qwen2.5-72b": 150]),
      Way(
        suffix: "per-operation", policy: PolicyCatalogue.fp16Mixed, accumulator: rounded,
        target: .passRounded,
        seconds: ["qwen2.5-0.5b": 3, "qwen2.5-7b": 30, "qwen2.5-72b": 300]),
      Way(
        suffix: "per-operation/counts", policy: PolicyCatalogue.fp16Mixed, accumulator: rounded,
        isCounting: true, target: .passCounted,
        seconds: ["qwen2.5-0.5b": 6, "qwen2.5-7b": 60, "qwen2.5-72b": 600]),
    ]
  }

  /// The passes of the model in a name such as `model:qwen2.5-7b` or `model:qwen2.5-7b/fp32`; none where it
  /// is other work's.
  func models(in name: String) throws(UnknownNameError) -> [Workload] {
    guard name.hasPrefix(Self.prefix) else { return [] }
    let model = name.dropFirst(Self.prefix.count).prefix { $0 != "/" }
    let shape = try ModelCatalogue.shape(named: String(model))
    return Self.ways.map { workload(Self.prefix + model, shape, $0) }
  }

  private func workload(_ name: String, _ shape: ModelShape, _ way: Way) -> Workload {
    let tokens = min(tokens, shape.contextLength)
    let parameters = shape.parameterCount
    // Each matrix is multiplied once forward, and twice backward.
    let matrices =
      parameters.attention + parameters.mlp
      + (shape.tiedHead ? parameters.embedding : parameters.head)
    let count = 3 * tokens * matrices
    // The targets were set for 32 tokens.
    let seconds = tokens == 32 ? way.seconds[shape.name] : nil
    let isCounting = way.isCounting
    let (policy, accumulator) = (way.policy, way.accumulator)
    var workload = Workload(
      name: "\(name)/\(way.suffix)", size: "\(tokens) tokens", count: count,
      unit: .multiplyAccumulates, threads: threads, copiedBytes: nil,
      targets: seconds.map { [Target(way.target, seconds: $0, of: count)] } ?? []
    ) { [threads] _ in
      var policy = policy
      if let accumulator {
        policy.rules.append(PolicyRule(accumulator: try AccumulatorModel(named: accumulator)))
      }
      let model = Transformer(shape, length: tokens)
      let text = TokenBatch.random(count: tokens + 1, of: shape.vocabularySize, seed: 1)
      let batch = TokenBatch(tokens: Array(text.dropLast()), labels: Array(text.dropFirst()))
      var options = EngineOptions()
      options.threads = threads
      options.countsOperations = isCounting
      var checksum: UInt64 = 0
      return Job { [policy, options] in
        let engine = KernelEngine<Float>(
          policy: policy, weights: GeneratedWeights(seed: 1), options: options)
        let loss = try model.pass(batch, engine).loss
        checksum = engine.record.sites.reduce(loss.bitPattern) { sum, site in
          Checksum.next(
            Checksum.next(sum, site.counts.flushed), site.operations.map { $0.swamped } ?? 0)
        }
      } checksum: {
        checksum
      }
    }
    workload.pass = ModelPass(
      policy: policy.name, accumulator: accumulator, tokens: tokens,
      parameters: parameters.total)
    return workload
  }
}
