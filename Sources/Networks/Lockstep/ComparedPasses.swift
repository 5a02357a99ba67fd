import Dispatch
import Kernels
import Synchronization

/// Passes of one draw side by side: a reference, and passes under policies that are compared with it at
/// every site.
///
///     let passes = try ComparedPasses(
///       model, weights, batch, reference: PolicyCatalogue.fp64,
///       of: [ComparedPasses.Variant(PolicyCatalogue.fp16Mixed, lossScale: 65536)])
///     let worst = passes.members[0].record.sites.compactMap(\.comparison?.cosine).min()
///
/// Each pass is a thread of its own, and all of them together need the memory of as many passes.
public struct ComparedPasses: Sendable {
  /// A pass to compare: a policy, and what the loss is multiplied by.
  public struct Variant: Sendable {
    /// The policy.
    public let policy: PrecisionPolicy
    /// The loss scale.
    public let lossScale: Double
    /// What an earlier pass recorded, where the policy has delayed scaling.
    let history: PassRecord?

    /// A policy at a loss scale.
    public init(_ policy: PrecisionPolicy, lossScale: Double = 1, history: PassRecord? = nil) {
      self.policy = policy
      self.lossScale = lossScale
      self.history = history
    }
  }

  /// What a pass gave.
  public struct Member: Sendable {
    /// The mean loss of the tokens or examples; NaN where the network has none.
    public let loss: Double
    /// What happened at every site; compared with the reference, but for the reference itself.
    public let record: PassRecord
  }

  /// The reference, its loss not scaled.
  public let reference: Member
  /// The compared passes, in the order of the variants.
  public let members: [Member]

  /// Does the passes of a transformer.
  ///
  /// - Parameters:
  ///   - batch: tokens; its loss scale is not used.
  ///   - reference: fp64, or fp32 where that is near enough and half the time.
  ///   - options: the threads are those that there are in all; binades are the reference's.
  ///   - progress: of the reference.
  /// - Throws: ``PolicyError`` where a policy cannot serve the model.
  public init(
    _ model: Transformer, _ weights: any WeightSource, _ batch: TokenBatch,
    reference: PrecisionPolicy, of variants: [Variant], options: EngineOptions = EngineOptions(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(PolicyError) {
    try self.init(
      TransformerPass(model: model, batch: batch), weights, reference: reference, of: variants,
      options: options, progress: progress)
  }

  /// Does the passes of a plain network; see the other.
  public init(
    _ network: PlainNetwork, _ weights: any WeightSource, _ batch: PlainBatch,
    reference: PrecisionPolicy, of variants: [Variant], options: EngineOptions = EngineOptions()
  ) throws(PolicyError) {
    try self.init(
      PlainPass(network: network, batch: batch), weights, reference: reference, of: variants,
      options: options
    ) { _, _ in }
  }

  private init(
    _ pass: some NetworkPass, _ weights: any WeightSource, reference: PrecisionPolicy,
    of variants: [Variant], options: EngineOptions, progress: (_ done: Int, _ of: Int) -> Void
  ) throws(PolicyError) {
    let lockstep = Lockstep(others: variants.count)
    // Sites are met in order only where each pass is one thread.
    var inner = options
    inner.threads = variants.isEmpty ? options.threads : 1
    let results = Mutex([Result<Member, PolicyError>?](repeating: nil, count: variants.count))
    let group = DispatchGroup()
    for (index, variant) in variants.enumerated() {
      var options = inner
      options.history = variant.history
      options.countsBinades = false
      let comparer = Lockstep.Comparer(
        lockstep: lockstep, pass: index, lossScale: variant.lossScale)
      // A queue of its own is a thread of its own: one that waits keeps nobody else from working.
      DispatchQueue(label: "gradual.pass.\(index)").async(group: group) { [options] in
        let result = Self.result { () throws(PolicyError) in
          try Self.member(
            pass, weights, variant.policy, lossScale: variant.lossScale, options, comparer)
        }
        lockstep.leave(index)
        results.withLock { $0[index] = result }
      }
    }
    inner.countsBinades = options.countsBinades
    let found = Self.result { () throws(PolicyError) in
      try Self.member(
        pass, weights, reference, lossScale: 1, inner, Lockstep.Lender(lockstep: lockstep), progress
      )
    }
    lockstep.end()
    group.wait()
    self.reference = try found.get()
    var members: [Member] = []
    for result in results.withLock({ $0 }) {
      if let result { members.append(try result.get()) }
    }
    self.members = members
  }

  private static func result(
    _ body: () throws(PolicyError) -> Member
  ) -> Result<Member, PolicyError> {
    do { return .success(try body()) } catch { return .failure(error) }
  }

  private static func member(
    _ pass: some NetworkPass, _ weights: any WeightSource, _ policy: PrecisionPolicy,
    lossScale: Double, _ options: EngineOptions, _ witness: any SiteWitness,
    _ progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(PolicyError) -> Member {
    func run<Number>(_ engine: KernelEngine<Number>) throws(PolicyError) -> Member {
      engine.witness = witness
      let loss = try pass.run(lossScale: lossScale, engine, progress: progress)
      return Member(loss: loss, record: engine.record)
    }
    return policy.needsBinary64
      ? try run(KernelEngine<Double>(policy: policy, weights: weights, options: options))
      : try run(KernelEngine<Float>(policy: policy, weights: weights, options: options))
  }
}
