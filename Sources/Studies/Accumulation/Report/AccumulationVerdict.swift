import Kernels
import Reporting

/// How many terms an accumulation was good for, among the numbers of terms that have rows.
struct AccumulationVerdict {
  /// What the first bad row shows.
  enum Cause: String, Hashable {
    /// A sum is not finite.
    case overflow
    /// Terms were flushed inside the accumulator, as many as ``Threshold/flushedShare``.
    case flushing
    /// No sum moved since the row before, or half of a plain running sum's additions were swamped.
    case stalling
    /// Rounding errors added up.
    case rounding
  }

  /// The largest n with an error of at most ``Threshold/error`` there and at every smaller n; 0 where
  /// already the smallest is beyond.
  let safe: Int
  /// The first row beyond; nil where the last row is good, so that more was not tried.
  let firstBad: AccumulationRow?
  /// What ended it; nil where it is open.
  let cause: Cause?
  /// The largest n with a cosine of at least ``Threshold/cosine`` there and at every smaller n.
  let aligned: Int
  /// Whether that is the last row.
  let isAlignmentOpen: Bool
  /// The first n from which on no sum moved to the last row; nil where some did.
  let stalled: Int?

  /// The verdict on rows of ascending n. Those whose exact sums are all 0 have no relative error, and say
  /// nothing.
  init(_ rows: [AccumulationRow], _ model: AccumulatorModel) {
    let rows = rows.filter { $0.error != nil || ($0.overflowed ?? 0) > 0 }
    func last(_ isGood: (AccumulationRow) -> Bool) -> (count: Int, bad: AccumulationRow?) {
      var count = 0
      for row in rows {
        guard isGood(row) else { return (count, row) }
        count = row.count
      }
      return (count, nil)
    }
    (safe, firstBad) = last { ($0.error ?? .infinity) <= Threshold.error }
    cause = firstBad.map { Self.cause($0, model) }
    let (aligned, turned) = last {
      $0.error != nil && ($0.cosineDistance ?? 1) <= 1 - Threshold.cosine
    }
    self.aligned = aligned
    isAlignmentOpen = turned == nil
    // A sum that is not finite does not move either, but has not stalled.
    let tail = rows.reversed().prefix { $0.still == 1 && $0.error != nil }
    // "still" is of the way from the row before.
    stalled = tail.last.flatMap { first in rows.last { $0.count < first.count }?.count }
  }

  /// Whether the last row is good, so that more was not tried.
  var isOpen: Bool { firstBad == nil && safe > 0 }

  /// What a row beyond the threshold shows.
  private static func cause(_ row: AccumulationRow, _ model: AccumulatorModel) -> Cause {
    if (row.overflowed ?? 0) > 0 { return .overflow }
    if (row.flushed ?? 0) >= Threshold.flushedShare { return .flushing }
    return row.still == 1 || row.isSwamped(in: model) ? .stalling : .rounding
  }

  /// `2^7`, `≥ 2^24`, `none`.
  var text: String { Self.text(safe, isOpen: isOpen) }

  static func text(_ count: Int, isOpen: Bool) -> String {
    count == 0 ? "none" : (isOpen ? "≥ " : "") + NumberText.powerOfTwo(Double(count))
  }
}

extension AccumulationRow {
  /// Whether half of the additions or more since the row before were swamped, and lost with it.
  func isSwamped(in model: AccumulatorModel) -> Bool {
    model.isPlainRunningSum && (swamped ?? 0) >= 0.5
  }
}
