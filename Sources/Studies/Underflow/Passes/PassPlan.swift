import Networks
import Theory

/// What the cells of passes have in common.
struct PassPlan {
  let policies: [PrecisionPolicy]
  let formats: [String]
  let scales: [Double]
  let tokens: Double
  let otherTokens: [Double]
  let simulated: Int
  let seeds: [Int]
  let losses: [Double]
  let contexts: [Int]

  init(_ configuration: Configuration, formats: [String]) throws(StudyError) {
    policies = try configuration.texts("policy").map { name throws(StudyError) in
      try PassRun.policy(name)
    }
    self.formats = formats
    scales = configuration.numbers("loss_scale")
    seeds = configuration.integers("pass_seed")
    losses = configuration.numbers("output_loss")
    contexts = configuration.integers("context")
    let counts = configuration.integers("simulated_tokens")
    guard counts.count == 1, let count = counts.first else {
      throw .badValue(
        axis: "simulated_tokens", value: counts.map(\.description).joined(separator: ", "),
        reason: "one value, not \(counts.count)")
    }
    simulated = count
    let all = configuration.numbers("tokens_per_loss")
    let middle = all[all.count / 2]
    tokens = middle
    otherTokens = all.filter { $0 != middle }
    for other in otherTokens where (other / middle).significand != 1 {
      throw .badValue(
        axis: "tokens_per_loss", value: "\(other)",
        reason: "passes take counts that are powers of two times each other, here \(middle)")
    }
    guard all.allSatisfy({ $0 >= Double(count) }) else {
      throw .badValue(
        axis: "tokens_per_loss", value: "\(all.min() ?? 0)",
        reason: "fewer than the \(count) tokens that are simulated")
    }
  }

  func hasSeeds(_ model: UnderflowModel) -> Bool {
    model.shape.parameterCount.total <= UnderflowStudy.parametersOfMany
  }

  private func work(
    _ model: UnderflowModel, seed: Int, simulated: Int? = nil, context: Int? = nil,
    reference: String = PolicyCatalogue.fp32.name
  ) -> PassWork {
    let simulated = simulated ?? self.simulated
    var work = PassWork(
      simulatedTokens: simulated, context: context ?? simulated, tokens: tokens, seed: seed,
      reference: reference, policies: policies.map(\.name), formats: formats)
    work.windowTokens = otherTokens
    return work
  }

  private func cell(
    _ model: UnderflowModel, _ work: PassWork, _ profile: ResidualProfile = .initialisation
  ) -> UnderflowCell {
    UnderflowCell(model: model, profile: profile, work: .pass(work))
  }

  /// A model under every policy.
  func main(_ model: UnderflowModel, _ profile: ResidualProfile) -> UnderflowCell {
    var work = work(
      model, seed: seeds[0],
      reference: hasSeeds(model) ? PolicyCatalogue.fp64.name : PolicyCatalogue.fp32.name)
    work.checksDots = hasSeeds(model)
    work.listsSites = model.name == UnderflowStudy.base
    work.variants = variants(parameters: model.shape.parameterCount.total)
    return cell(model, work, profile)
  }

  /// Passes under policies, of as many as a model's size lets be done in minutes.
  private func variants(parameters: Int) -> [PassWork.Variant] {
    guard parameters <= UnderflowStudy.parametersOfPasses else { return [] }
    let all = policies.enumerated().flatMap { index, policy in
      let own =
        policy.isWide ? Array(scales.prefix(1)) : index == 0 ? scales : Array(scales.suffix(1))
      return own.map { PassWork.Variant(policy: policy.name, lossScale: $0) }
    }
    guard parameters > UnderflowStudy.parametersOfPolicies else { return all }
    return all.last { $0.policy == policies.first?.name }.map { [$0] } ?? []
  }

  /// A model without policies, but for their windows.
  func plainPass(_ model: UnderflowModel) -> UnderflowCell {
    cell(model, work(model, seed: seeds[0]))
  }

  func otherSeeds(_ model: UnderflowModel) -> [UnderflowCell] {
    seeds.dropFirst().map { seed in
      var work = work(model, seed: seed)
      // Only the windows' spread is asked for.
      (work.listsMoments, work.windowTokens, work.formats) = (false, [], [])
      return cell(model, work)
    }
  }

  /// Tokens in sequences of one length; sequences of more tokens; outputs that are more sure.
  func factors(_ model: UnderflowModel) -> [UnderflowCell] {
    let most = 512
    let counts = [32, 128, most]
    var cells: [UnderflowCell] = []
    for seed in seeds.prefix(2) {
      cells += counts.map {
        cell(model, work(model, seed: seed, simulated: $0, context: 32))
      }
      cells += [128, most].map {
        cell(model, work(model, seed: seed, simulated: most, context: $0))
      }
      for loss in losses {
        var work = work(model, seed: seed, simulated: 32, context: 32)
        work.outputLoss = loss
        cells.append(cell(model, work))
      }
    }
    return cells
  }

  func scores(_ model: UnderflowModel) -> [UnderflowCell] {
    contexts.flatMap { context in
      seeds.map { seed in
        UnderflowCell(
          model: model, profile: .initialisation,
          work: .scores(ScoresWork(heads: 2, context: context, seed: seed, formats: formats)))
      }
    }
  }

  /// Formats that lose nothing, weights of another law, and norms behind the sums.
  func controls(_ model: UnderflowModel) throws(StudyError) -> [UnderflowCell] {
    var wide = work(model, seed: seeds[0], simulated: 32, reference: PolicyCatalogue.fp64.name)
    wide.checksDots = true
    wide.variants = [PolicyCatalogue.fp32, PolicyCatalogue.bf16Mixed].map {
      PassWork.Variant(policy: $0.name, lossScale: 1)
    }
    var uniform = work(model, seed: seeds[0], simulated: 32, reference: PolicyCatalogue.fp64.name)
    uniform.isUniform = true
    let postNorm = try UnderflowModel(model.shape, residual: .postNorm)
    var behind = work(
      postNorm, seed: seeds[0], simulated: 32, reference: PolicyCatalogue.fp64.name)
    (behind.policies, behind.formats, behind.windowTokens) = ([], [], [])
    return [cell(model, wide), cell(model, uniform), cell(postNorm, behind)]
  }
}

extension PrecisionPolicy {
  /// Whether every gradient has a format with binary32's range, so that nobody scales a loss for it.
  fileprivate var isWide: Bool {
    rules.allSatisfy { $0.format.map { UnderflowStudy.isWide($0.format) } ?? true }
  }
}
