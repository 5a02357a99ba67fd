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
      case .controls: cells += try plan.controls(UnderflowModel(try shape(Self.smallest)))
      }
    }
    return cells
  }
}
