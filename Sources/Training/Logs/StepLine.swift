extension TrainingRun {
  /// What is true of every step, a line of JSON each, and behind its step every evaluation.
  public var stepLines: String {
    var evaluations = evaluations[...]
    return steps.map { record in
      var lines = record.jsonLine
      while let evaluation = evaluations.first, evaluation.step == record.number {
        lines += StepRecord.line([
          ("step", "\(evaluation.step)"), ("eval_loss", evaluation.loss.pythonJSON),
        ])
        evaluations.removeFirst()
      }
      return lines
    }.joined()
  }
}

extension StepRecord {
  /// What is true of the step, as one line of JSON: `NaN` and `Infinity` as Python's json module writes
  /// them; what is not known is left out.
  public var jsonLine: String {
    Self.line([
      ("step", "\(number)"), ("loss", loss.pythonJSON), ("grad_norm", gradientNorm.pythonJSON),
      ("learning_rate", rate.pythonJSON), ("loss_scale", lossScale.pythonJSON),
      ("skipped", isSkipped ? "true" : "false"),
      ("update_to_weight", updates?.ratio?.pythonJSON),
      ("update_in_ulps", updates?.rmsInUlps?.pythonJSON),
      ("stuck_share", updates?.stuckShare?.pythonJSON),
      ("flushed_share", flushedShare?.pythonJSON),
      ("rewards/margins", preferences?.margin.pythonJSON),
      ("logps/chosen", preferences?.chosenLogProbability.pythonJSON),
      ("logps/rejected", preferences?.rejectedLogProbability.pythonJSON),
      (
        "first_not_finite",
        firstNotFinite.map { "\"\($0.path) \($0.pass.rawValue)\"" }
      ),
    ])
  }
}
