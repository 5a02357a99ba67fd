extension RunSummary {
  /// An observation of evaluations, or of preferences.
  func evaluationFinding(_ observation: Observation) -> Finding {
    observation == .marginsAreLarge ? marginsAreLarge : evaluation(observation)
  }

  private func evaluation(_ observation: Observation) -> Finding {
    let losses = self[.evalLoss]
    guard losses.count > 0 else { return .missing("eval_loss") }
    let meaning =
      losses.finite == 0
      ? "evaluation has no backward pass: the forward pass is not finite"
      : losses.nonFinite == 0
        ? "the forward pass is finite in evaluation" : "not finite in some evaluations"
    return Finding(
      observation == .evaluationIsFinite ? losses.nonFinite == 0 : losses.finite == 0, "eval_loss",
      evaluationText, meaning, line: (losses.firstNonFinite ?? losses.first)?.line)
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
    guard margins.count > 0, let last = margins.last else { return .missing("rewards/margins") }
    return Finding(
      last.value.isFinite ? last.value > 9.9 : false, "rewards/margins", "\(last.text) at the end",
      last.value > 9.9
        ? "preferences are saturated: −log σ(margin) is under 5e-5, and may print as 0"
        : "margins leave a loss that prints",
      line: last.line)
  }
}
