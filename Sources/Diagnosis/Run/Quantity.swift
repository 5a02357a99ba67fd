/// What a training program logs of a run, as far as a diagnosis rests on it.
public enum Quantity: String, CaseIterable, Hashable, Sendable {
  /// The training loss as it was logged, which need not be the loss as it was.
  case loss
  /// The loss of an evaluation, which no trainer filters.
  case evalLoss = "eval_loss"
  /// The norm of all gradients together, before clipping.
  case gradNorm = "grad_norm"
  /// The learning rate.
  case learningRate = "learning_rate"
  /// What the loss is multiplied by before the backward pass, after this step.
  case lossScale = "loss_scale"
  /// Updates that were skipped since the last record, or by this one.
  case skippedSteps = "skipped_steps"
  /// Steps whose loss was NaN since the last record.
  case nanSteps = "nan_steps"
  /// The mean margin between the rewards of chosen and rejected responses (DPO and its kin).
  case margins = "rewards/margins"
  /// The log-probability of the chosen responses (DPO and its kin).
  case chosenLogProbability = "logps/chosen"

  /// The quantity that a name in a log stands for, in the spellings of Hugging Face's Trainer, TRL,
  /// LlamaFactory, ms-swift, Megatron, DeepSpeed and Lightning; nil for a name that is not known.
  ///
  /// Tags with a folder (`train/loss`, `Train/Samples/lr`) are known by their parts.
  public init?(name: String) {
    if let known = Self.names[name] {
      self = known
      return
    }
    let name = name.lowercased()
    // The mean of the whole run, which Trainer's callbacks log at its end.
    if name == "train/train_loss" { return nil }
    if let known = Self.names[name] {
      self = known
      return
    }
    guard let slash = name.lastIndex(of: "/"),
      let known = Self.names[String(name[name.index(after: slash)...])]
    else { return nil }
    let isEvaluation = name.hasPrefix("eval") || name.hasPrefix("val") || name.hasPrefix("test")
    switch known {
    case .loss: self = isEvaluation ? .evalLoss : .loss
    case .margins where isEvaluation, .chosenLogProbability where isEvaluation: return nil
    default: self = known
    }
  }

  private static let names: [String: Quantity] = [
    "loss": .loss, "train_loss": .loss, "lm loss": .loss, "lm_loss": .loss, "lm-loss": .loss,
    "training_loss": .loss,
    "eval_loss": .evalLoss, "val_loss": .evalLoss, "valid_loss": .evalLoss,
    "validation_loss": .evalLoss, "lm loss validation": .evalLoss,
    "grad_norm": .gradNorm, "grad norm": .gradNorm, "grad-norm": .gradNorm,
    "gradient_norm": .gradNorm, "global_grad_norm": .gradNorm,
    "learning_rate": .learningRate, "learning rate": .learningRate, "learning-rate": .learningRate,
    "lr": .learningRate,
    "loss_scale": .lossScale, "loss scale": .lossScale, "loss-scale": .lossScale,
    "skipped_steps": .skippedSteps, "number of skipped iterations": .skippedSteps,
    "nan_steps": .nanSteps, "number of nan iterations": .nanSteps,
    "rewards/margins": .margins, "margins": .margins, "logps/chosen": .chosenLogProbability,
  ]
}

/// The names under which logs count their steps.
enum StepName {
  /// Whether a name counts steps.
  static func isKnown(_ name: String) -> Bool {
    switch name {
    case "step", "global_step", "current_steps", "_step", "train/global_step",
      "trainer/global_step",
      "global_step/max_steps", "iteration", "Step":
      true
    default: false
    }
  }
}
