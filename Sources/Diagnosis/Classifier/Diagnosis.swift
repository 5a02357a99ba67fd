/// How sure a verdict is, by rule.
public enum Certainty: String, Hashable, Sendable {
  /// Every decisive condition of the row is met, every other row is contradicted, and all of that is read
  /// from the log, nothing inferred by a rule of thumb.
  case sure
  /// Every decisive condition is met, and no other row's are; but another row is not contradicted, or a
  /// condition is inferred.
  case strong
  /// Nothing contradicts the row, everything that speaks for a run without failure is contradicted or the
  /// row is that run, and the log lacks a decisive observation.
  case consistent
  /// Several rows are left, and none is ahead; or the log lacks what all of them need.
  case cannotTell = "cannot-tell"
}

/// What a log says of a run: the verdict, and everything that it rests on.
public struct Diagnosis: Hashable, Sendable {
  /// A row that the log contradicts, and by what.
  public struct Exclusion: Hashable, Sendable {
    /// The row.
    public let failure: Failure
    /// What contradicts it.
    public let by: Finding
  }

  /// A row that the log does not contradict, and what it would take to know.
  public struct Possibility: Hashable, Sendable {
    /// The row.
    public let failure: Failure
    /// What the log does not say of its decisive conditions.
    public let missing: [Finding]
  }

  /// The row that explains the log; nil where none can be told.
  public let verdict: Failure?
  /// How sure it is.
  public let certainty: Certainty
  /// How sure it is that a printed 0.0 stands for NaN: sure or strong; nil where it is not known to.
  public let printedZeroIsNaN: Certainty?
  /// What speaks for the verdict, or of several that cannot be told apart for the first.
  public let evidence: [Finding]
  /// What the verdict would rest on and the log does not have.
  public let missing: [Finding]
  /// What it cannot be.
  public let ruledOut: [Exclusion]
  /// What else it can be.
  public let possible: [Possibility]

  /// Whether the run does not train as it should: the verdict is a failure, or of a log that cannot tell which
  /// everything that is left is one.
  public var hasFailure: Bool {
    if let verdict { return verdict.severity == .failure }
    return !possible.isEmpty && possible.allSatisfy { $0.failure.severity == .failure }
  }
}
