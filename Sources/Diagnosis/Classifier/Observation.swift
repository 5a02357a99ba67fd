/// Something that a log shows, or shows not to be, or says nothing about.
public enum Observation: String, CaseIterable, Hashable, Sendable {
  // The loss; dead is exactly 0, NaN or infinite.
  case lossIsDead, lossIsAlive, lossDiesForGood, lossDiesAtOnce, lossDiesAtTimes, lossIsNotFinite
  case lossDeclinesToZero, lossFalls, lossIsFlat
  // The gradients' norm.
  case normIsNeverFinite, normIsAlwaysFinite, normIsAtTimesNotFinite, normIsZero, normIsOrdinary
  case gradientsFlow
  // Evaluations.
  case evaluationIsNeverFinite, evaluationIsFinite, evaluationIsZero
  // Updates: the learning rate, the loss scale, notices.
  case everyUpdateIsSkipped, someUpdatesAreSkipped, scaleKeepsFalling, overflowsSettle
  // Preferences.
  case marginsAreLarge, responsesAreEmpty
  // What no log says.
  case weightsAreOfLowPrecision, nothingIsTrained
}

/// Whether an observation was made.
public struct Finding: Hashable, Sendable {
  /// True, false, or nil where the log does not say.
  public let holds: Bool?
  /// Whether that is concluded by a rule of thumb rather than read.
  public let isInferred: Bool
  /// The quantity it is about, as logs name it.
  public let subject: String
  /// What the log has, such as `0.0 in 18/18`.
  public let seen: String
  /// What follows from it.
  public let meaning: String
  /// The line of the log that shows it first, if one does.
  public let line: Int?

  init(
    _ holds: Bool?, _ subject: String, _ seen: String, _ meaning: String, inferred: Bool = false,
    line: Int? = nil
  ) {
    self.holds = holds
    self.subject = subject
    self.seen = seen
    self.meaning = meaning
    self.isInferred = inferred
    self.line = line
  }

  /// Where the log says nothing; the subject is absent unless something is seen that does not decide.
  static func missing(_ subject: String, _ seen: String = "") -> Finding {
    Finding(nil, subject, seen, "")
  }
}

extension RunSummary {
  /// What the run's log shows of an observation.
  public func finding(_ observation: Observation) -> Finding {
    switch observation {
    case .lossIsDead, .lossIsAlive, .lossDiesForGood, .lossDiesAtOnce, .lossDiesAtTimes,
      .lossIsNotFinite, .lossDeclinesToZero, .lossFalls, .lossIsFlat:
      lossFinding(observation)
    case .normIsNeverFinite, .normIsAlwaysFinite, .normIsAtTimesNotFinite, .normIsZero,
      .normIsOrdinary, .gradientsFlow:
      normFinding(observation)
    case .evaluationIsNeverFinite, .evaluationIsFinite, .evaluationIsZero, .marginsAreLarge,
      .responsesAreEmpty:
      evaluationFinding(observation)
    case .everyUpdateIsSkipped: everyUpdateIsSkipped
    case .someUpdatesAreSkipped: someUpdatesAreSkipped
    case .scaleKeepsFalling, .overflowsSettle: scaleFinding(observation)
    case .weightsAreOfLowPrecision: .missing("the weights' format")
    case .nothingIsTrained: .missing("which parameters are trained")
    }
  }
}
