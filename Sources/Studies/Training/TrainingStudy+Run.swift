import Training

extension TrainingStudy {
  /// The rows of one cell.
  public func run(_ cell: Cell) throws(StudyError) -> [Row] {
    let cell = try TrainingCell(cell)
    let configuration = try cell.configuration()
    let run: TrainingRun
    do { run = try TrainingRun(configuration) } catch {
      throw .badValue(axis: "policy", value: cell.policy, reason: error.description)
    }
    let log = TrainerLog(
      of: run, steps: configuration.steps,
      every: TrainingCell.interval(steps: configuration.steps), version: .four)
    return (entries(cell, run, log) + [whole(cell, run, log)]).map(\.row)
  }

  private func row(_ cell: TrainingCell, _ kind: TrainingRow.Kind) -> TrainingRow {
    var row = TrainingRow()
    (row.fault, row.objective, row.policy) = (cell.fault, cell.objective, cell.policy)
    row.scaling = cell.isScaled ? "scaler" : "none"
    (row.attention, row.advice, row.seed) = (cell.attention, cell.advice, cell.seed)
    row.kind = kind
    return row
  }

  /// What is known at a step.
  private func fill(_ row: inout TrainingRow, _ record: StepRecord) {
    (row.step, row.loss, row.gradientNorm) = (record.number, record.loss, record.gradientNorm)
    (row.rate, row.lossScale) = (record.nextRate, record.lossScale)
    row.margin = record.preferences?.margin
    row.chosenLogProbability = record.preferences?.chosenLogProbability
  }

  /// The entries of a log, with what is true in the same steps.
  private func entries(
    _ cell: TrainingCell, _ run: TrainingRun, _ log: TrainerLog
  ) -> [TrainingRow] {
    log.entries.compactMap { entry in
      guard let loss = entry["loss"] else { return nil }
      var row = row(cell, .entry)
      fill(&row, run.steps[entry.step - 1])
      row.printedLoss = loss
      row.evaluationLoss = run.evaluations.last { $0.step == entry.step }?.loss
      return row
    }
  }

  private func whole(
    _ cell: TrainingCell, _ run: TrainingRun, _ log: TrainerLog
  ) -> TrainingRow {
    var row = row(cell, .run)
    if let last = run.steps.last { fill(&row, last) }
    row.firstEvaluationLoss = run.firstEvaluation?.loss
    let printed = log.entries.compactMap { $0["loss"] }
    row.printedLoss = printed.last
    if !printed.isEmpty {
      row.printedZeros = Double(printed.count { $0 == 0 }) / Double(printed.count)
    }
    row.evaluationLoss = run.evaluations.last?.loss
    row.skipped = run.steps.count(where: \.isSkipped)
    row.stuck = run.steps.compactMap { $0.updates?.stuckShare }.last
    row.flushed = run.steps.first?.flushedShare
    if let site = run.steps.lazy.compactMap(\.firstNotFinite).first {
      row.firstNotFinite = "\(site.path) \(site.pass.rawValue)"
    }
    row.alarms = run.alarms.map { "\($0.kind.rawValue)@\($0.step)" }.joined(separator: " ")
    return row
  }
}
