import JSON

/// One row of the training study's results.csv: a run, or an entry of its log.
struct TrainingRow: Sendable {
  /// What a row is of.
  enum Kind: String, CaseIterable, Sendable {
    /// The run as a whole.
    case run
    /// An entry of the log.
    case entry
  }

  var fault = ""
  var objective = ""
  var policy = ""
  var scaling = ""
  var attention = ""
  var advice = ""
  var seed: Int?
  var kind = Kind.run
  var step: Int?
  var printedLoss: Double?
  var loss: Double?
  var firstEvaluationLoss: Double?
  var evaluationLoss: Double?
  var gradientNorm: Double?
  var rate: Double?
  var lossScale: Double?
  var printedZeros: Double?
  var skipped: Int?
  var stuck: Double?
  var flushed: Double?
  var firstNotFinite = ""
  var alarms = ""
  var margin: Double?
  var chosenLogProbability: Double?

  /// The columns of results.csv.
  static var columns: [ResultColumn] { table.map(\.column) }

  /// Every column: its name and help, what a row writes there, and what it reads back.
  private static let table: [RowColumn<Self>] = [
    .constant("study", "training", "training"),
    .text("fault", \.fault, "what is done to the run"),
    .text("objective", \.objective, "pretraining, sft or dpo"),
    .text("policy", \.policy, "the precision policy"),
    .text("scaling", \.scaling, "scaler: torch's GradScaler; none: no loss scale"),
    .text("attention", \.attention, "the order of attention's operations"),
    .text("advice", \.advice, "what is done about it; of reversed advice, what is not"),
    .integer("seed", \.seed, "of weights and data"),
    .choice("kind", \.kind, "run: the run as a whole, at its end; entry: an entry of its log"),
    .integer("step", \.step, "steps that are done"),
    .any("printed_loss", \.printedLoss, "what Trainer logs last, its filter on"),
    .any("loss", \.loss, "the step's loss as it is"),
    .any(
      "first_eval_loss", \.firstEvaluationLoss,
      "of a run: the loss of an evaluation before the first step"),
    .any(
      "eval_loss", \.evaluationLoss,
      "of a run: the last evaluation's loss; of an entry: that of an evaluation behind it"),
    .any("margin", \.margin, "of DPO: the step's mean of rewards/margins"),
    .any(
      "chosen_logp", \.chosenLogProbability, "of DPO: the step's mean of logps/chosen"),
    .any("grad_norm", \.gradientNorm, "the norm of all gradients, the loss scale taken out"),
    .any("learning_rate", \.rate, "the learning rate that Trainer logs"),
    .any("loss_scale", \.lossScale, "the loss scale"),
    .any("printed_zeros", \.printedZeros, "of a run: the share of entries that say 0"),
    .integer("skipped", \.skipped, "of a run: steps that were skipped"),
    .any(
      "stuck", \.stuck,
      "of a run: the share of updated weights that did not move, the last update's"),
    .any(
      "flushed", \.flushed,
      "of a run: the share of parameters' gradients flushed to zero, the first step's"),
    .text(
      "first_not_finite", \.firstNotFinite,
      "of a run: the first site and pass with a number that is not finite"),
    .text("alarms", \.alarms, "of a run: alarms and their steps"),
  ]

  /// The row as the store keeps it.
  var row: Row { RowColumn.fields(of: self, Self.table) }

  init() {}

  /// The row that the store gave back; nil when it has another shape.
  init?(_ row: Row) {
    guard RowColumn.read(row, into: &self, Self.table) else { return nil }
  }
}

extension RowColumn {
  /// A number to six digits, or what is none: `nan`, `inf`, `-inf`.
  fileprivate static func any(
    _ name: String, _ path: any WritableKeyPath<StudyRow, Double?> & Sendable, _ help: String
  ) -> Self {
    let finite = number(name, path, digits: 6, help)
    return Self(name, help) { row in
      guard let value = row[keyPath: path], !value.isFinite else { return finite.field(row) }
      return .string(value.isNaN ? "nan" : value.description)
    } read: { row, field in
      guard let text = field.string else { return finite.read(&row, field) }
      row[keyPath: path] = Double(text)
      return true
    }
  }
}
