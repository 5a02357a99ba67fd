/// What advice does to runs with a fault: the runs with it beside those without.
struct AdviceVerdicts {
  private let results: TrainingResults
  private let runs: [TrainingResults.Run]

  /// In the setting of the question.
  init(_ results: TrainingResults) {
    self.results = results
    runs = results.runs.filter {
      $0.policy == "fp16-mixed" && $0.scaling == "scaler" && $0.attention == "eager"
    }
  }

  /// What it does to one run.
  enum Verdict: String, Hashable, CaseIterable {
    /// The run does not train without it, and does with it.
    case cures
    /// It does not train with it either, but the printed loss is no longer 0 or constant.
    case masks
    /// The run trains without it, and does not with it.
    case harms
    /// Neither.
    case nothing
  }

  /// The verdicts over objectives and seeds: one, or how many of each; empty where there are none.
  func text(_ advice: TrainingAdvice, fault: String) -> String {
    let found = verdicts(advice, fault: fault)
    let counts = Verdict.allCases.compactMap { verdict -> (String, Int)? in
      let count = found.filter { $0 == verdict }.count
      return count > 0 ? (verdict.rawValue, count) : nil
    }
    return counts.count == 1
      ? counts[0].0 : counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// The verdict of every pair of runs.
  func verdicts(_ advice: TrainingAdvice, fault: String) -> [Verdict] {
    let changed = runs.filter { $0.fault == fault && $0.advice == advice.name }
    return changed.compactMap { run in
      let plain = runs.first {
        $0.fault == fault && $0.advice == TrainingStudy.noAdvice && $0.objective == run.objective
          && $0.seed == run.seed
      }
      guard let plain else { return nil }
      let (without, with) = advice.isReversed ? (run, plain) : (plain, run)
      guard let before = results.outcome(without), let after = results.outcome(with) else {
        return nil
      }
      switch (before == .trains, after == .trains) {
      case (false, true): return .cures
      case (true, false): return .harms
      case (true, true): return .nothing
      case (false, false):
        return without.printedZeros ?? 0 == 1 && with.printedZeros ?? 0 < 1 ? .masks : .nothing
      }
    }
  }
}
