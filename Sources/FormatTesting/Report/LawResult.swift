/// What came of one law.
public struct LawResult: Sendable {
  /// Whether the law was kept.
  public enum Outcome: Hashable, Sendable {
    /// In every case that was tested.
    case holds
    /// Not in all.
    case broken
    /// Nothing can be said, and why.
    case notTested(String)
  }

  /// The law.
  public let law: Law
  /// Whether it was kept.
  public let outcome: Outcome
  /// How many cases were tested.
  public let cases: Int
  /// How many of them break the law.
  public let wrong: Int
  /// How many differ where the standard leaves it open; they break nothing.
  public let unspecified: Int
  /// Where that is.
  public let unspecifiedPlaces: [UnspecifiedPlace]
  /// The wrong cases by class, the most frequent first.
  public let classes: [(class: FailureClass, count: Int)]
  /// The first wrong cases, of different classes where there are some.
  public let failures: [LawFailure]

  init(law: Law, outcome: Outcome, tally: LawTally) {
    self.law = law
    self.outcome = outcome
    cases = tally.cases
    wrong = tally.wrong
    unspecified = tally.unspecified
    unspecifiedPlaces = tally.unspecifiedPlaces
    classes = tally.classes.map { (class: $0.key, count: $0.value) }.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.class.text < $1.class.text
    }
    failures = tally.failures
  }
}

extension FailureClass {
  /// `one ulp, toward-zero`.
  public var text: String { difference + (rounding.map { ", \($0)" } ?? "") }
}
