import Networks

/// How a run comes to print a loss of 0: ways of failing, objectives, policies, attention, loss scaling, and
/// what people are told to do about it.
///
/// Small models are trained with every fault of ``TrainingFault``, each in every setting; what Trainer would
/// have logged is diagnosed from the log alone; and every ``TrainingAdvice`` is switched on by itself.
public struct TrainingStudy: Study {
  /// `training`.
  public let name = "training"
  /// One line for people.
  public let summary =
    "How training fails in low precision: faults, what the log shows of them, and what advice does."
  /// Raised with every change that moves a result.
  public let numericsVersion = 1

  /// The study.
  public init() {}

  /// What can be varied.
  public var axes: [Axis] {
    [
      Axis(
        name: "fault", kind: .name(known: TrainingFault.all.map(\.name)),
        defaults: TrainingFault.all.map(\.name), help: "What is done to a run."),
      Axis(
        name: "objective", kind: .name(known: ["pretraining", "sft", "dpo"]),
        defaults: ["pretraining", "sft", "dpo"], help: "What is trained for."),
      Axis(
        name: "policy", kind: .name(known: PolicyCatalogue.names),
        defaults: ["fp32", "fp16-mixed", "bf16-mixed", "fp16-pure", "bf16-pure"],
        help: "Precision policies."),
      Axis(
        name: "scaling", kind: .name(known: ["none", "scaler"]), defaults: ["none", "scaler"],
        help: "Loss scaling: none, or torch's GradScaler, which fp16-mixed alone takes."),
      Axis(
        name: "attention", kind: .name(known: AttentionOrder.allCases.map(\.rawValue)),
        defaults: ["eager", "fused"],
        help:
          "Orders of attention; other than the last only in fp16-mixed, and where it makes a difference."
      ),
      Axis(
        name: "advice", kind: .name(known: TrainingAdvice.all.map(\.name)),
        defaults: TrainingAdvice.all.map(\.name),
        help:
          "What is done about it: SFT and DPO in fp16-mixed with a loss scaler and eager attention."
      ),
      Axis(
        name: "steps", kind: .integer(1...100_000), defaults: ["40"],
        help: "Steps of a run; one value."),
      Axis(
        name: "seed", kind: .integer(0...Int.max), defaults: ["1..5+1"],
        help: "Seeds of weights and data; the advice is tried with the first two."),
    ]
  }

  /// The columns of results.csv.
  public var columns: [ResultColumn] { TrainingRow.columns }

  /// Fault by fault, and of each the objectives, settings, advice and seeds.
  public func plan(_ configuration: Configuration) throws(StudyError) -> [Cell] {
    let steps = configuration.integers("steps")
    guard steps.count == 1, let steps = steps.first else {
      throw .badValue(
        axis: "steps", value: steps.map(\.description).joined(separator: ","),
        reason: "one value, not \(steps.count)")
    }
    let seeds = configuration.integers("seed")
    let attentions = configuration.texts("attention")
    var cells: [TrainingCell] = []
    for fault in configuration.texts("fault") {
      for objective in configuration.texts("objective") {
        func add(
          _ policy: String, isScaled: Bool, _ attention: String, _ advice: String, _ seeds: [Int]
        ) {
          cells += seeds.map { seed in
            TrainingCell(
              fault: fault, objective: objective, policy: policy, isScaled: isScaled,
              attention: attention, advice: advice, steps: steps, seed: seed)
          }
        }
        for policy in configuration.texts("policy") {
          for scaling in configuration.texts("scaling") {
            guard scaling == "none" || policy == Self.scaled else { continue }
            for attention in attentions
            where attention == attentions.last
              || policy == Self.scaled && Self.attentionFaults.contains(fault)
            {
              add(policy, isScaled: scaling == "scaler", attention, Self.noAdvice, seeds)
            }
          }
        }
        guard Self.advisedFaults.contains(fault), objective != "pretraining" else { continue }
        for advice in configuration.texts("advice") {
          if advice == Self.noAdvice && Self.attentionFaults.contains(fault) { continue }
          add(Self.scaled, isScaled: true, "eager", advice, Array(seeds.prefix(2)))
        }
      }
    }
    return cells.distinct.map(\.cell)
  }

  static let noAdvice = "none"

  /// The policy that takes a loss scale.
  private static let scaled = "fp16-mixed"

  /// The faults to which attention makes a difference.
  private static let attentionFaults: Set = ["none", "scores", "rare-token"]

  /// The faults that advice is tried on: those that keep the setting of the question from training, and none.
  private static let advisedFaults: Set = [
    "none", "scores", "mlp", "rare-token", "nan-weight", "tiny-gradients", "epsilon-held",
    "masked-labels",
  ]

  /// Passes of all steps.
  public func cost(_ cell: Cell) -> Double {
    guard let cell = try? TrainingCell(cell) else { return 1 }
    let isLong = ["small-updates", "saturated"].contains(cell.fault)
    return Double(cell.steps) * (isLong ? 3 : 1) * (cell.objective == "dpo" ? 2.2 : 1)
  }
}
