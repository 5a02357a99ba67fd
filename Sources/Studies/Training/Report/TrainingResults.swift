import Diagnosis
import Reporting
import Training

/// The rows of a run of the training study, as its report asks for them.
struct TrainingResults {
  /// A policy, a loss scaler or none, and an order of attention.
  struct Setting: Hashable, CustomStringConvertible {
    let policy: String
    let scaling: String
    let attention: String

    init(_ row: TrainingRow) {
      (policy, scaling, attention) = (row.policy, row.scaling, row.attention)
    }

    var description: String {
      policy + (scaling == "none" ? "" : ", " + scaling) + ", " + attention
    }
  }

  /// What became of a run.
  enum Outcome: String, Hashable {
    /// Its evaluation comes at least half as far down as that of the same run in binary32.
    case trains
    /// It comes less far.
    case lags
    /// It stays within 1 % of where it began, of what it comes down in binary32.
    case stands = "stands still"
    /// It goes up.
    case worsens = "gets worse"
    /// The evaluation is NaN or infinite.
    case notFinite = "NaN"
  }

  /// A run, and what its log alone is diagnosed as.
  @dynamicMemberLookup
  struct Run {
    let row: TrainingRow
    let diagnosis: Diagnosis

    subscript<Value>(dynamicMember path: KeyPath<TrainingRow, Value>) -> Value {
      row[keyPath: path]
    }

    /// The diagnosis' name; empty where none can be told.
    var name: String { diagnosis.verdict?.kind.rawValue ?? "" }
  }

  /// Runs.
  let runs: [Run]
  /// Entries of the logs that are listed.
  let entries: [TrainingRow]
  let faults: [String]
  let objectives: [String]
  let settings: [Setting]
  let seeds: [Int]

  /// By what tells runs apart but policy, scaling, attention and advice: the run in binary32.
  private var references: [Key: Run] = [:]

  private struct Key: Hashable {
    let fault: String
    let objective: String
    let seed: Int?
  }

  /// The rows of a run.
  /// - Throws: `StudyError.badRow` for one of another shape.
  init(_ results: Results) throws(StudyError) {
    var (runs, entries): ([Run], [TrainingRow]) = ([], [])
    // The entries of a run stand before it.
    var own: [TrainingRow] = []
    for row in results.rows {
      guard let read = TrainingRow(row) else {
        throw .badRow(cell: "results.csv", reason: "not a row of study training: \(row)")
      }
      if read.kind == .entry {
        own.append(read)
      } else {
        runs.append(Run(row: read, diagnosis: try Self.diagnosis(of: own)))
        entries += own
        own = []
      }
    }
    self.runs = runs
    self.entries = entries
    faults = runs.map(\.fault).distinct
    objectives = runs.map(\.objective).distinct
    settings = runs.filter { $0.advice == TrainingStudy.noAdvice }.map { Setting($0.row) }.distinct
    seeds = runs.compactMap(\.seed).distinct
    for run in runs where run.policy == "fp32" && run.advice == TrainingStudy.noAdvice {
      references[Key(fault: run.fault, objective: run.objective, seed: run.seed)] = run
    }
  }

  /// What a log of these entries says.
  private static func diagnosis(of entries: [TrainingRow]) throws(StudyError) -> Diagnosis {
    let steps = entries.compactMap(\.step)
    let interval = steps.first ?? 1
    let lines = entries.flatMap { row -> [TrainerLog.Entry] in
      guard let step = row.step, let loss = row.printedLoss else { return [] }
      let epoch = ("epoch", Double(step) / Double(steps.last ?? 1))
      let fields: [(name: String, value: Double?)] = [
        ("loss", loss), ("grad_norm", row.gradientNorm), ("learning_rate", row.rate),
        ("rewards/margins", row.margin), ("logps/chosen", row.chosenLogProbability),
      ]
      let known = fields.compactMap { field in field.value.map { (field.name, $0) } }
      let evaluation = row.evaluationLoss.map {
        TrainerLog.Entry(step: step, fields: [("eval_loss", $0), epoch])
      }
      return [TrainerLog.Entry(step: step, fields: known + [epoch])]
        + (evaluation.map { [$0] } ?? [])
    }
    let log = TrainerLog(lines, steps: steps.last ?? 1, every: interval, version: .four)
    do {
      return Diagnosis(of: try RunLog(text: log.state, named: "trainer_state.json").summary)
    } catch {
      throw .badRow(cell: "results.csv", reason: error.description)
    }
  }

  /// What became of a run; nil where there is none in binary32 to compare it with.
  func outcome(_ run: Run) -> Outcome? {
    guard let loss = run.evaluationLoss else { return nil }
    guard loss.isFinite else { return .notFinite }
    func reference(_ fault: String) -> (first: Double, fall: Double)? {
      guard
        let run = references[Key(fault: fault, objective: run.objective, seed: run.seed)],
        let first = run.firstEvaluationLoss, let last = run.evaluationLoss, first - last > 0
      else { return nil }
      return (first, first - last)
    }
    // A fault that is one in binary32, too, is measured against a run without it.
    guard let sound = reference(run.fault) ?? reference(TrainingStudy.noAdvice) else { return nil }
    let share = (sound.first - loss) / sound.fall
    return share >= 0.5 ? .trains : share > 0.01 ? .lags : share >= -0.01 ? .stands : .worsens
  }

  /// Runs of a fault in a setting, with nothing done about it.
  func runs(
    _ fault: String, _ setting: Setting, objective: String? = nil
  ) -> [Run] {
    runs.filter {
      $0.fault == fault && $0.advice == TrainingStudy.noAdvice && Setting($0.row) == setting
        && (objective == nil || $0.objective == objective)
    }
  }

  /// The setting in which a fault is shown in an objective: the first, from those of the question on, in which
  /// most of its runs do not train, or else some.
  func shown(_ fault: String, _ objective: String) -> Setting? {
    // Nothing but what is wrong with it anyhow shows in a policy in which not even sound runs train.
    func rank(_ setting: Setting) -> Int {
      let sound = runs(TrainingStudy.noAdvice, setting)
      let isSound = 2 * sound.count { outcome($0) == .trains } > sound.count
      return !isSound ? 2 : setting.policy == "fp16-mixed" && setting.scaling == "scaler" ? 0 : 1
    }
    let ordered = (0...2).flatMap { wanted in settings.filter { rank($0) == wanted } }
    func failing(_ setting: Setting) -> Double {
      let runs = runs(fault, setting, objective: objective)
      return runs.isEmpty
        ? 0 : Double(runs.count { outcome($0) != .trains }) / Double(runs.count)
    }
    return ordered.first { failing($0) > 0.5 } ?? ordered.first { failing($0) > 0 }
      ?? ordered.first { !runs(fault, $0, objective: objective).isEmpty }
  }

  /// Values of runs as a text: one, or the least and the greatest, or how many are none.
  static func span(_ values: [Double?], digits: Int = 3) -> String {
    let values = values.compactMap { $0 }
    let finite = values.filter(\.isFinite)
    func text(_ value: Double) -> String {
      value.magnitude < 1e6 && Int(exactly: value) != nil
        ? "\(Int(value))" : NumberText.significant(value, digits: digits)
    }
    var parts: [String] = []
    if let least = finite.min(), let greatest = finite.max() {
      parts.append(
        text(least) == text(greatest) ? text(least) : "\(text(least)) – \(text(greatest))")
    }
    let others = values.filter { !$0.isFinite }.map { $0.isNaN ? "NaN" : "inf" }
    for name in others.distinct {
      let count = others.filter { $0 == name }.count
      parts.append(count == values.count ? name : "\(name) in \(count)")
    }
    return parts.joined(separator: ", ")
  }
}
