import Reporting

/// How well sampled values agree with predicted ones.
///
/// Models of one size share tensors, and one draw serves them all: a comparison of the same draw under
/// the same law in the same format counts once.
struct Agreement {
  /// One comparison.
  struct Comparison {
    let row: UnderflowRow
    let predicted: Double
    /// (sampled − predicted) / standard error.
    let deviation: Double
  }

  /// What tells one comparison from another: rows that agree in all of this are of one cast.
  private struct Key: Hashable {
    let law: Law
    let format: String
    let quantity: String
    let predicted: Double
    let sampled: Double
    let standardError: Double?

    init(_ row: UnderflowRow, predicted: Double, sampled: Double) {
      law = Law(site: row.site)
      (format, quantity) = (row.format, row.quantity)
      // Scales that are powers of two apart give the same cast where nothing is subnormal, and a
      // closed form that differs in its last bits.
      self.predicted = NumberText.rounded(predicted, digits: 9)
      self.sampled = sampled
      standardError = row.standardError
    }
  }

  /// The distribution that a row's draw is from.
  private enum Law: Hashable {
    /// Every tensor but the logits.
    case gaussian
    /// The non-target logits.
    case logNormal
    /// The logits with their targets.
    case withTargets

    init(site: String) {
      switch site {
      case SiteName.nonTarget: self = .logNormal
      case SiteName.logits: self = .withTargets
      default: self = .gaussian
      }
    }
  }

  /// Distinct comparisons that have a meaningful standard error.
  private(set) var comparisons: [Comparison] = []
  /// Distinct comparisons that hang on fewer than `fewest` expected events: no standard error serves there.
  private(set) var rare = 0
  /// The largest difference of those, in events.
  private(set) var largestRareDifference = 0.0

  /// What is compared by standard errors hangs on so many expected events at least: values that are
  /// in a share, and values that are not; flushed values for their energy, others for a cosine.
  static let fewest = 100.0
  /// A deviation, in standard errors, within which 95.4 % of normal numbers lie.
  static let usualDeviation = 2.0
  /// The share of comparisons within `usualDeviation` from which on, and the deviation of each below
  /// which, prediction and sampling are said to agree: one of a million normal numbers is beyond 4.9.
  static let leastUsualShare = 0.9
  static let greatestDeviation = 5.0
  /// Of fewer comparisons no verdict is given.
  static let fewestComparisons = 20
  /// Accuracy that the closed forms state for a cosine (`RoundingEffect`): differences below it say
  /// nothing.
  static let cosineAccuracy = 1e-9

  /// Every sampled row against the predicted row before it, repetitions left out.
  init(_ rows: [UnderflowRow], samples: Int) {
    let total = Double(samples)
    var predicted: UnderflowRow?
    var flushed = 0.0
    var seen: Set<Key> = []
    for row in rows {
      guard row.source == .sampled else {
        predicted = row
        continue
      }
      guard let expected = predicted?.value, predicted?.quantity == row.quantity,
        let value = row.value
      else { continue }
      if row.quantity == "flushed" { flushed = expected }
      guard seen.insert(Key(row, predicted: expected, sampled: value)).inserted else { continue }
      let isShare = row.unit == "share" && row.quantity != "energy_lost"
      let inside = total * (isShare ? expected : flushed)
      let needsInside = row.quantity != "cosine"
      guard inside >= Self.fewest || !needsInside, total - inside >= Self.fewest else {
        rare += 1
        if isShare {
          largestRareDifference = max(
            largestRareDifference, total * (value - expected).magnitude)
        }
        continue
      }
      let error =
        isShare
        ? (expected * (1 - expected) / total).squareRoot()
        : max(row.standardError ?? 0, row.quantity == "cosine" ? Self.cosineAccuracy : 0)
      guard error > 0 else { continue }
      comparisons.append(
        Comparison(row: row, predicted: expected, deviation: (value - expected) / error))
    }
  }

  /// The comparison that deviates most.
  var worst: Comparison? {
    comparisons.max { $0.deviation.magnitude < $1.deviation.magnitude }
  }

  /// Whether prediction and sampling agree; nil for too few comparisons.
  var verdict: Bool? {
    guard comparisons.count >= Self.fewestComparisons, let worst,
      let usual = share(within: Self.usualDeviation)
    else { return nil }
    return usual >= Self.leastUsualShare && worst.deviation.magnitude < Self.greatestDeviation
  }

  /// The share of comparisons within some standard errors.
  func share(within errors: Double) -> Double? {
    guard !comparisons.isEmpty else { return nil }
    let within = comparisons.filter { $0.deviation.magnitude <= errors }.count
    return Double(within) / Double(comparisons.count)
  }
}
