import ModelShapes
import Networks
import Theory

extension UnderflowStudy {
  /// Groups of passes: what axis `simulate` asks for.
  enum PassGroup: String, CaseIterable {
    /// Every model once, under the policies.
    case models
    /// Small models with other seeds.
    case seeds
    /// One factor at a time: tokens, context, the output's loss, width, depth.
    case factors
    /// Heads of attention alone, with long contexts.
    case scores
    /// What must come out as it is known to.
    case controls
  }

  /// What passes can be varied in.
  static var passAxes: [Axis] {
    [
      Axis(
        name: "simulate", kind: .name(known: ["none"] + PassGroup.allCases.map(\.rawValue)),
        defaults: ["none"],
        help: "Groups of forward and backward passes; they take from seconds to an hour."),
      Axis(
        name: "policy", kind: .name(known: PolicyCatalogue.names),
        defaults: ["fp16-mixed", "bf16-mixed", "fp8-unscaled"],
        help:
          "Policies of passes; the first at every loss scale, others at the last; models above 2^31 "
          + "parameters are passed under the first alone, above 2^33 under none."),
      Axis(
        name: "simulated_tokens", kind: .integer(2...1 << 12), defaults: ["8"],
        help: "Tokens that go through a model, as one sequence; one value."),
      Axis(
        name: "pass_seed", kind: .integer(0...Int.max), defaults: ["1..5+1"],
        help: "Seeds of weights and tokens; models larger than 2^30 parameters take the first."),
      Axis(
        name: "output_loss", kind: .positive, defaults: ["2", "0.5"],
        help: "Losses that every token is given, in nats, beside the network's own."),
      Axis(
        name: "context", kind: .integer(2...1 << 14), defaults: ["32..4096*2"],
        help: "Contexts of the heads of attention that are passed alone."),
    ]
  }

  /// The model of which single factors are varied in passes.
  static let small = "qwen2.5-0.5b"
  /// The model of the controls.
  static let smallest = "pythia-70m"
  /// Models of more parameters have one seed, and a binary32 reference.
  static let parametersOfMany = 1 << 30
  /// Models of more parameters are passed under the first policy alone, at the largest loss scale.
  static let parametersOfPolicies = 1 << 31
  /// Models of more parameters are passed by the reference alone: their windows come from that.
  static let parametersOfPasses = 1 << 33

  /// The cells of passes.
  func passes(
    _ configuration: Configuration, _ models: [UnderflowModel], _ formats: [String]
  ) throws(StudyError) -> [UnderflowCell] {
    let groups = configuration.texts("simulate").compactMap(PassGroup.init)
    guard !groups.isEmpty else { return [] }
    let plan = try PassPlan(configuration, formats: formats)
    let profiles = ResidualProfile.known.filter {
      configuration.texts("profile").contains($0.name)
    }
    var cells: [UnderflowCell] = []
    func shape(_ name: String) throws(StudyError) -> ModelShape {
      do { return try ModelCatalogue.shape(named: name) } catch { throw .unknownName(error) }
    }
    for group in PassGroup.allCases where groups.contains(group) {
      switch group {
      case .models:
        for model in models {
          for profile in profiles where profile.covers(model.name) {
            cells.append(plan.main(model, profile))
          }
        }
      case .seeds:
        for model in models where plan.hasSeeds(model) {
          cells += plan.otherSeeds(model)
        }
      case .factors:
        cells += plan.factors(UnderflowModel(try shape(Self.small)))
        let base = try shape(Self.base)
        for factor in [UnderflowModel.Factor.width, .depth] {
          // Larger ones take minutes each, and have a closed form.
          for model in try UnderflowModel.grid(base, factor)
          where model.shape.parameterCount.total <= base.parameterCount.total {
            cells.append(plan.plainPass(model))
          }
        }
      case .scores: cells += plan.scores(UnderflowModel(try shape(Self.base)))
      case .controls: cells += plan.controls(UnderflowModel(try shape(Self.smallest)))
      }
    }
    return cells
  }
}

/// What the cells of passes have in common.
private struct PassPlan {
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

  /// Formats that lose nothing, and weights of another law.
  func controls(_ model: UnderflowModel) -> [UnderflowCell] {
    var wide = work(model, seed: seeds[0], simulated: 32, reference: PolicyCatalogue.fp64.name)
    wide.checksDots = true
    wide.variants = [PolicyCatalogue.fp32, PolicyCatalogue.bf16Mixed].map {
      PassWork.Variant(policy: $0.name, lossScale: 1)
    }
    var uniform = work(model, seed: seeds[0], simulated: 32, reference: PolicyCatalogue.fp64.name)
    uniform.isUniform = true
    return [cell(model, wide), cell(model, uniform)]
  }
}

extension PrecisionPolicy {
  /// Whether every gradient has a format with binary32's range, so that nobody scales a loss for it.
  fileprivate var isWide: Bool {
    rules.allSatisfy { $0.format.map { UnderflowStudy.isWide($0.format) } ?? true }
  }
}
