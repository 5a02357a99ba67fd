import Reporting

/// What the training report says first.
struct TrainingHeadlines {
  let results: TrainingResults

  var lines: [String] { [zeros, underflow, cures, logs].compactMap { $0 } }

  /// How many faults print 0, and what is true then.
  private var zeros: String? {
    let runs = results.runs.filter {
      $0.advice == TrainingStudy.noAdvice && $0.printedZeros == 1
    }
    guard !runs.isEmpty else { return nil }
    let faults = runs.map(\.fault).distinct
    let untrue = runs.filter { !($0.loss?.isFinite ?? true) }.count
    return
      "\(faults.count) of \(results.faults.filter { $0 != "none" }.count) faults print a loss of 0 from the "
      + "first entry to the last (\(faults.joined(separator: ", "))): in \(untrue) of "
      + "\(ReportWords.counted(runs.count, "such run")) the true loss is NaN."
  }

  /// Whether gradients that underflow give 0.
  private var underflow: String? {
    let runs = results.runs.filter {
      $0.fault == "tiny-gradients" && $0.advice == TrainingStudy.noAdvice && $0.gradientNorm == 0
        && $0.loss?.isFinite ?? false
    }
    guard !runs.isEmpty else { return nil }
    let zeros = runs.filter { ($0.printedZeros ?? 0) > 0 }.count
    let dpo = runs.filter { $0.objective == "dpo" }.compactMap(\.printedLoss)
    let text = TrainingResults.span(dpo.map { $0 }, digits: 4)
    return
      "Gradients that are all flushed to zero print 0 in \(zeros) of "
      + "\(ReportWords.counted(runs.count, "run")): the loss stays where it began"
      + (dpo.isEmpty ? "." : ", DPO's at \(text).")
  }

  /// What cures the overflow of scores.
  private var cures: String? {
    let verdicts = AdviceVerdicts(results)
    func names(_ fault: String, _ verdict: AdviceVerdicts.Verdict) -> [String] {
      TrainingAdvice.all.filter { advice in
        let found =
          advice.name == TrainingStudy.noAdvice ? [] : verdicts.verdicts(advice, fault: fault)
        return !found.isEmpty && found.allSatisfy { $0 == verdict }
      }.map(\.name)
    }
    let cures = names("scores", .cures)
    let nothing = names("scores", .nothing)
    guard !cures.isEmpty || !nothing.isEmpty else { return nil }
    let others =
      nothing.isEmpty ? "." : "; nothing is changed by \(nothing.joined(separator: ", "))."
    return
      "Scores that overflow are cured by \(cures.isEmpty ? "no advice" : cures.joined(separator: ", "))"
      + others
  }

  /// How well logs alone tell.
  private var logs: String? {
    let runs = results.runs.filter { $0.advice == TrainingStudy.noAdvice }
    let told = runs.filter { run in
      guard let fault = try? TrainingFault.named(run.fault), let outcome = results.outcome(run)
      else { return false }
      return fault.isNamed(run.name, trains: outcome == .trains, policy: run.policy)
    }.count
    guard !runs.isEmpty else { return nil }
    return
      "From the log alone \(told) of \(ReportWords.counted(runs.count, "run")) are diagnosed as what was done "
      + "to them, or as healthy where they train in spite of it."
  }
}
