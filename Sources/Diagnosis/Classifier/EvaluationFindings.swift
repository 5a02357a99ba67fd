extension RunSummary {
  /// An observation of evaluations, or of preferences.
  func evaluationFinding(_ observation: Observation) -> Finding {
    switch observation {
    case .marginsAreLarge: marginsAreLarge
    case .responsesAreEmpty: responsesAreEmpty
    default: evaluation(observation)
    }
  }

  private func evaluation(_ observation: Observation) -> Finding {
    let losses = self[.evalLoss]
    guard losses.count > 0 else { return .missing("eval_loss") }
    let meaning =
      losses.finite == 0
      ? "evaluation has no backward pass: the forward pass is not finite"
      : losses.nonFinite == 0
        ? losses.zeros == losses.count
          ? "exactly 0 in evaluation too" : "the forward pass is finite in evaluation"
        : "not finite in some evaluations"
    let holds =
      switch observation {
      case .evaluationIsFinite: losses.nonFinite == 0
      case .evaluationIsZero: losses.zeros == losses.count
      default: losses.finite == 0
      }
    return Finding(
      holds, "eval_loss", evaluationText, meaning,
      line: (losses.firstNonFinite ?? losses.first)?.line)
  }

  private var evaluationText: String {
    let losses = self[.evalLoss]
    if losses.nonFinite > 0 {
      return "\(losses.firstNonFinite?.text ?? "nan") in \(losses.nonFinite)/\(losses.count)"
    }
    guard let first = losses.first, let last = losses.last else { return "none" }
    return losses.count == 1 ? first.text : "\(first.text) to \(last.text), \(losses.count) records"
  }

  /// −log σ(m) of a margin m of 9.9 is 5e-5, which four decimals print as 0.0001 or 0.0. A mean margin above
  /// this is that of pairs most of which print 0.
  private var marginsAreLarge: Finding {
    let margins = self[.margins]
    guard let last = margins.last else {
      return Finding(false, "preferences", "none in this log", "")
    }
    return Finding(
      last.value.isFinite ? last.value > 9.9 : false, "rewards/margins", "\(last.text) at the end",
      last.value > 9.9
        ? "preferences are saturated: −log σ(margin) is under 5e-5, and may print as 0"
        : "margins leave a loss that prints",
      line: last.line)
  }

  /// The log-probability of a response is a sum over its tokens: exactly 0 of none. A log without it, and
  /// without margins, is of no preferences, as far as it tells.
  private var responsesAreEmpty: Finding {
    let sums = self[.chosenLogProbability]
    if sums.count == 0 {
      return self[.margins].count > 0
        ? .missing("logps/chosen") : Finding(false, "preferences", "none in this log", "")
    }
    return Finding(
      sums.zeros == sums.count, "logps/chosen",
      sums.zeros == sums.count
        ? "\(sums.last?.text ?? "0") in \(sums.count)/\(sums.count)" : sums.last?.text ?? "",
      sums.zeros == sums.count ? "no token of any response counts" : "responses have tokens",
      line: sums.first?.line)
  }
}
