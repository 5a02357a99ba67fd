import Reporting

/// How the bounds of some sums compare with their errors.
///
/// Terms that several formats hold, as equal ones, give the same sums in each: rows that differ in nothing
/// but the format of the terms count once.
struct BoundComparison {
  /// Rows with a bound and an error above 0.
  let compared: Int
  /// Rows whose error is beyond the worst case.
  let beyondWorst: Int
  /// The median of worst case over error.
  let medianSlack: Double?
  /// Rows whose error is beyond √n·u.
  let beyondProbable: Int
  /// Of these, rows of sums that are rounded toward zero, whose errors all have one sign.
  let truncatedBeyond: Int
  /// Of the others, rows in which half of a running sum's additions or more were swamped since the row
  /// before.
  let swampedBeyond: Int
  /// The largest error over √n·u.
  let largestExcess: Double?

  /// Bounds are of first order, and rows have four digits: both leave .1 %.
  static let margin = 1.001

  init(_ series: [AccumulationResults.Series]) {
    var seen: Set<Row> = []
    let pairs = series.flatMap { series in series.rows.map { (row: $0, model: series.model) } }
      .filter { $0.row.worst != nil && ($0.row.error ?? 0) > 0 }
      .filter { pair in
        var row = pair.row
        row.format = ""
        return seen.insert(row.row).inserted
      }
    func ratio(_ bound: Double?, _ row: AccumulationRow) -> Double {
      (bound ?? .nan) / (row.error ?? .nan)
    }
    compared = pairs.count
    beyondWorst = pairs.filter { ratio($0.row.worst, $0.row) * Self.margin < 1 }.count
    let slacks = pairs.map { ratio($0.row.worst, $0.row) }.sorted()
    medianSlack = slacks.isEmpty ? nil : slacks[slacks.count / 2]
    let beyond = pairs.filter { ratio($0.row.probable, $0.row) * Self.margin < 1 }
    beyondProbable = beyond.count
    truncatedBeyond = beyond.filter { $0.model.roundsTowardZero }.count
    swampedBeyond =
      beyond.filter { !$0.model.roundsTowardZero && $0.row.isSwamped(in: $0.model) }.count
    largestExcess = pairs.map { 1 / ratio($0.row.probable, $0.row) }.max()
  }
}

/// The tables of the accumulation report that set predictions beside measurements.
extension AccumulationTables {
  /// The bounds, accumulator by accumulator.
  func bounds() -> Table {
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let comparison = BoundComparison(results.series.filter { $0.accumulator == accumulator })
      guard comparison.compared > 0 else { return nil }
      return [
        .text(accumulator), .integer(comparison.compared), .integer(comparison.beyondWorst),
        comparison.medianSlack.map { .number($0) } ?? .empty, .integer(comparison.beyondProbable),
        .integer(comparison.swampedBeyond + comparison.truncatedBeyond),
        comparison.largestExcess.map { .number($0) } ?? .empty,
      ]
    }
    return Table(
      caption:
        "Bounds beside measured errors: worst case (n·u for sequential sums) and its root form (√n·u)",
      columns: [
        .init("accumulator"), .init("rows"), .init("beyond n·u"),
        .init("n·u ÷ error, median", digits: 2), .init("beyond √n·u"),
        .init("of these swamped or truncated"), .init("error ÷ √n·u, largest", digits: 2),
      ], rows: rows)
  }

  /// The 2^p law: where terms are positive.
  func stagnation() -> Table {
    let rows = results.drawn.compactMap { series -> [Table.Field]? in
      let terms = try? TermDistribution(named: series.first.terms)
      guard terms == .constant || terms == .uniform,
        series.accumulator == AccumulationResults.own(series.first.format),
        let last = series.rows.last, let least = last.least, let error = last.error
      else { return nil }
      let verdict = series.verdict
      let predicted = series.rows.first { ($0.least ?? 0) > Threshold.error }?.count
      return [
        .text(series.accumulator), .text(series.first.terms),
        predicted.map { .powerOfTwo(Double($0)) } ?? .text("not by \(Self.power(last.count))"),
        .text(verdict.text), verdict.stalled.map { .powerOfTwo(Double($0)) } ?? .empty,
        .powerOfTwo(Double(last.count)), .number(least), .number(error),
      ]
    }
    return Table(
      caption: "The 2^p law for positive terms, cast to the accumulator's own format",
      columns: [
        .init("accumulator"), .init("terms"), .init("\(Threshold.errorText) must be lost at"),
        .init("\(Threshold.errorText) kept to"), .init("no sum moves from"), .init("n"),
        .init("least error predicted", digits: 4), .init("error", digits: 4),
      ], rows: rows)
  }

  /// The variance retention ratio beside what was retained, for terms of mean 0.
  func retention() -> Table {
    // Terms with more bits than any accumulator that loses, where the run has them.
    let formats = results.formats
    let format = formats.contains("binary32") ? "binary32" : results.referenceFormat ?? ""
    let some = results.drawn.filter {
      $0.first.format == format && $0.rows.contains { ($0.predictedRetained ?? 1) < 0.999 }
    }
    let shown = some.flatMap { $0.rows.map(\.count) }.distinct.sorted()
      .filter { $0.trailingZeroBitCount % 4 == 0 }
    let rows = some.map { series -> [Table.Field] in
      [.text(series.accumulator), .text(series.first.terms)]
        + shown.map { count in
          guard let row = series.rows.first(where: { $0.count == count }),
            let predicted = row.predictedRetained, let retained = row.retained
          else { return .empty }
          return .text(
            NumberText.fixed(predicted, places: 2) + " / " + NumberText.fixed(retained, places: 2))
        }
    }
    return Table(
      caption: "Variance retained of terms in \(format), predicted (full swamping) / measured, for "
        + "terms of mean 0",
      columns: [.init("accumulator"), .init("terms")] + shown.map { .init(Self.power($0)) },
      rows: rows)
  }
}
