/// What transformers' Trainer, and TRL's, would have logged of a run.
public struct TrainerLog: Sendable {
  /// Which Trainer.
  public enum Version: Int, Hashable, Sendable, CaseIterable {
    /// transformers 4: losses to four decimal places, the rate of the next step, plain numbers.
    case four = 4
    /// transformers 5: losses as they are, the rate of the step, quoted numbers of four digits.
    case five = 5

    /// What it logs of a window's mean loss.
    public func logged(_ loss: Double) -> Double {
      self == .four ? TrainerLog.rounded(loss) : loss
    }
  }

  /// One entry: names and numbers in the order in which they are printed.
  public struct Entry: Hashable, Sendable {
    /// Steps that are done.
    public let step: Int
    /// Names and numbers.
    public let fields: [(name: String, value: Double)]

    /// An entry.
    public init(step: Int, fields: [(name: String, value: Double)]) {
      self.step = step
      self.fields = fields
    }

    /// The number of a name.
    public subscript(name: String) -> Double? { fields.first { $0.name == name }?.value }

    /// Whether names and numbers are the same.
    public static func == (a: Self, b: Self) -> Bool {
      a.step == b.step && a.fields.elementsEqual(b.fields) { $0 == $1 }
    }

    /// Of the step alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(step) }
  }

  /// Which Trainer.
  public let version: Version
  /// Steps between two entries.
  public let interval: Int
  /// Steps of the run.
  public let steps: Int
  /// In their order.
  public private(set) var entries: [Entry] = []

  /// The log of a run.
  ///
  /// - Parameters:
  ///   - steps: that the run was to have: one epoch.
  ///   - interval: steps between two entries.
  ///   - filtersNonFinite: whether `logging_nan_inf_filter` is on.
  public init(
    of run: TrainingRun, steps: Int, every interval: Int, version: Version = .five,
    filtersNonFinite: Bool = true
  ) {
    self.version = version
    self.interval = max(1, interval)
    self.steps = steps
    var window = LossWindow(filtersNonFinite: filtersNonFinite)
    var evaluations = run.evaluations[...]
    for record in run.steps {
      window.add(record.losses)
      if record.number.isMultiple(of: self.interval), let loss = window.close() {
        entries.append(entry(loss, record))
      }
      while let evaluation = evaluations.first, evaluation.step == record.number {
        entries.append(entry(evaluation))
        evaluations.removeFirst()
      }
    }
  }

  /// A log of entries that are known, of a run of so many steps.
  public init(_ entries: [Entry], steps: Int, every interval: Int, version: Version = .five) {
    self.entries = entries
    (self.steps, self.interval, self.version) = (steps, interval, version)
  }

  private func entry(_ loss: Double, _ record: StepRecord) -> Entry {
    let fields =
      [
        ("loss", version.logged(loss)), ("grad_norm", record.gradientNorm),
        ("learning_rate", version == .four ? record.nextRate : record.rate),
      ] + Self.fields(record.preferences, prefix: "")
    return Entry(step: record.number, fields: fields + [("epoch", epoch(record.number))])
  }

  private func entry(_ evaluation: EvaluationRecord) -> Entry {
    Entry(
      step: evaluation.step,
      fields: [("eval_loss", evaluation.loss)]
        + Self.fields(evaluation.preferences, prefix: "eval_")
        + [("epoch", epoch(evaluation.step))])
  }

  func epoch(_ step: Int) -> Double { Double(step) / Double(max(1, steps)) }

  /// TRL's columns.
  private static func fields(
    _ preferences: PreferenceMetrics?, prefix: String
  ) -> [(name: String, value: Double)] {
    guard let preferences else { return [] }
    return [
      ("rewards/chosen", preferences.chosen), ("rewards/rejected", preferences.rejected),
      ("rewards/accuracies", preferences.accuracy), ("rewards/margins", preferences.margin),
      ("logps/chosen", preferences.chosenLogProbability),
      ("logps/rejected", preferences.rejectedLogProbability),
    ].map { (prefix + $0.0, $0.1) }
  }

  /// To four decimal places, as Python's `round(x, 4)` but where the shortest digits end in a tie.
  static func rounded(_ loss: Double) -> Double {
    guard loss.magnitude < 1e11 else { return loss }
    return (loss * 1e4).rounded(.toNearestOrEven) / 1e4
  }
}
