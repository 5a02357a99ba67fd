import FloatFormats

/// What a law found: counts by class, and the first failures.
struct LawTally {
  let mostFailures: Int
  private(set) var cases = 0
  private(set) var wrong = 0
  private(set) var unspecified = 0
  /// The places that they lie in.
  private(set) var unspecifiedPlaces: [UnspecifiedPlace] = []
  private(set) var classes: [FailureClass: Int] = [:]
  private(set) var failures: [LawFailure] = []

  init(mostFailures: Int) { self.mostFailures = mostFailures }

  mutating func count() { cases += 1 }

  /// Counts a case that differs where the standard leaves it open.
  mutating func countUnspecified(_ place: UnspecifiedPlace) {
    cases += 1
    unspecified += 1
    if !unspecifiedPlaces.contains(place) { unspecifiedPlaces.append(place) }
  }

  /// Counts a wrong case. Of each class one failure is kept before a second of any is.
  mutating func countWrong(
    _ difference: String, _ rounding: Rounding?, _ failure: () -> LawFailure
  ) {
    cases += 1
    wrong += 1
    let key = FailureClass(difference: difference, rounding: rounding)
    classes[key, default: 0] += 1
    guard mostFailures > 0 else { return }
    if failures.count < mostFailures {
      failures.append(failure())
    } else if classes[key] == 1, let spare = spareFailure {
      failures[spare] = failure()
    }
  }

  /// The last failure of a class that has an earlier one.
  private var spareFailure: Int? {
    failures.indices.last { index in
      failures[..<index].contains { $0.failureClass == failures[index].failureClass }
    }
  }
}

/// What failures have in common: how the answer differs, and the rounding.
public struct FailureClass: Hashable, Sendable {
  /// How what was observed differs from what was expected.
  public let difference: String
  /// The rounding; nil where it does not matter.
  public let rounding: Rounding?
}
