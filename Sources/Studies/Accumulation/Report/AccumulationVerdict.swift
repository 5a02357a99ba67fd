import Reporting

/// How many terms an accumulation was good for, among the numbers of terms that have rows.
struct AccumulationVerdict: Hashable {
  /// The largest error that counts as good.
  static let error = 0.01
  /// The largest 1 − cosine that counts as the right direction.
  static let cosineDistance = 0.01

  /// Why the first bad row is bad.
  enum Cause: String, Hashable {
    /// A sum is not finite.
    case overflow
    /// At least half of the additions since the row before were swamped.
    case swamping
    /// Rounding errors added up.
    case rounding
  }

  /// The largest n with an error of at most 1 % there and at every smaller n; 0 where already the
  /// smallest is beyond.
  let safe: Int
  /// Whether that is the last row, so that more was not tried.
  let isOpen: Bool
  /// What ended it; nil where it is open.
  let cause: Cause?
  /// The largest n with a cosine of at least .99 there and at every smaller n.
  let aligned: Int
  /// Whether that is the last row.
  let isAlignmentOpen: Bool
  /// The first n from which on no sum moved to the last row; nil where some did.
  let stalled: Int?

  /// The verdict on rows of ascending n.
  init(_ rows: [AccumulationRow]) {
    func last(_ isGood: (AccumulationRow) -> Bool) -> (count: Int, bad: AccumulationRow?) {
      var count = 0
      for row in rows {
        guard isGood(row) else { return (count, row) }
        count = row.count
      }
      return (count, nil)
    }
    let (safe, bad) = last { ($0.error ?? .infinity) <= Self.error }
    self.safe = safe
    isOpen = bad == nil
    cause = bad.map { row in
      if (row.overflowed ?? 0) > 0 || row.error == nil { return .overflow }
      return (row.swamped ?? 0) >= 0.5 ? .swamping : .rounding
    }
    let (aligned, turned) = last {
      $0.error != nil && ($0.cosineDistance ?? 1) <= Self.cosineDistance
    }
    self.aligned = aligned
    isAlignmentOpen = turned == nil
    // A sum that is not finite does not move either, but has not stalled.
    let tail = rows.reversed().prefix { $0.still == 1 && $0.error != nil }
    // "still" is of the way from the row before.
    stalled = tail.last.flatMap { first in rows.last { $0.count < first.count }?.count }
  }

  /// `2^7`, `2^24 or more`, `none`.
  var text: String { Self.text(safe, isOpen: isOpen) }

  static func text(_ count: Int, isOpen: Bool) -> String {
    count == 0 ? "none" : (isOpen ? "≥ " : "") + NumberText.powerOfTwo(Double(count))
  }
}
