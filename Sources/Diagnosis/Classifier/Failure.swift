/// What may be wrong with a run, or that nothing is: a row of the classifier's table.
public struct Failure: Hashable, Sendable {
  /// A failure's name, as `--json` has it.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case forwardOverflow = "forward-not-finite"
    case forwardOverflowScaled = "forward-not-finite-scaler"
    case forwardOverflowUnscaled = "forward-not-finite-no-scaler"
    case someBatchesNaN = "some-batches-not-finite"
    case scaledOverflow = "scaled-gradients-overflow"
    case backwardNaN = "backward-not-finite"
    case gradientUnderflow = "gradient-underflow"
    case nothingTrained = "nothing-trained"
    case updateUnderflow = "update-underflow"
    case optimiserState = "optimiser-state"
    case laterNaN = "not-finite-from-a-step"
    case labelsMasked = "labels-masked"
    case responsesMasked = "responses-masked"
    case trueZero = "true-zero"
    case evaluationOnly = "evaluation-not-finite"
    case healthy
  }

  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// The run does not train as it should.
    case failure
    /// It does; what is seen is explained.
    case none
  }

  /// Which row this is.
  public let kind: Kind
  /// What is the matter, in one clause.
  public let title: String
  /// In two or three words.
  public let short: String
  /// How bad it is.
  public let severity: Severity
  /// By what a printed 0 is known to stand for NaN: nil where it does not, empty where it does always.
  public let printedZeroIsNaN: [Condition]?
  /// All of these hold, or it is something else; without one of them in the log it is not known to be this.
  public let decisive: [Condition]
  /// None of these may be contradicted.
  public let expected: [Condition]
  /// The more general row, which this one is a case of.
  public let general: Kind?
  /// What the log leaves open within the row: places, or causes.
  public let open: [String]
  /// Tests that tell more, the cheapest first.
  public let next: [String]
  /// What to do once it is known.
  public let cure: String
  /// What people try in vain, and why.
  public let useless: String
}

/// What a row asks of a log.
public enum Condition: Hashable, Sendable {
  /// The observation holds.
  case holds(Observation)
  /// It does not.
  case fails(Observation)
  /// One of them holds.
  case any([Observation])
  /// The log does not say.
  case isUnknown(Observation)

  /// The observations it rests on.
  public var observations: [Observation] {
    switch self {
    case .holds(let one), .fails(let one), .isUnknown(let one): [one]
    case .any(let several): several
    }
  }

  /// Whether a run's log meets it; nil where the log does not say.
  func isMet(in summary: RunSummary) -> Bool? {
    switch self {
    case .holds(let observation): return summary.finding(observation).holds
    case .fails(let observation): return summary.finding(observation).holds.map { !$0 }
    case .isUnknown(let observation): return summary.finding(observation).holds == nil
    case .any(let observations):
      let holds = observations.map { summary.finding($0).holds }
      if holds.contains(true) { return true }
      return holds.contains { $0 == nil } ? nil : false
    }
  }

  /// The findings by which it is met, or contradicted.
  func findings(in summary: RunSummary) -> [Finding] {
    switch self {
    case .any(let observations):
      let findings = observations.map { summary.finding($0) }
      let holding = findings.filter { $0.holds == true }
      return holding.isEmpty ? findings : holding
    case .isUnknown: return []
    default: return observations.map { summary.finding($0) }
    }
  }
}
