import Reporting

/// How the bounds of some rows compare with their errors.
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
  /// Of the others, rows in which half of the additions or more were swamped since the row before.
  let swampedBeyond: Int
  /// The largest error over √n·u.
  let largestExcess: Double?

  /// Bounds are of first order, and rows have four digits: both leave .1 %.
  static let margin = 1.001

  init(_ rows: [AccumulationRow]) {
    let rows = rows.filter { $0.worst != nil && ($0.error ?? 0) > 0 }
    func ratio(_ bound: Double?, _ row: AccumulationRow) -> Double {
      (bound ?? .nan) / (row.error ?? .nan)
    }
    compared = rows.count
    beyondWorst = rows.filter { ratio($0.worst, $0) * Self.margin < 1 }.count
    let slacks = rows.map { ratio($0.worst, $0) }.sorted()
    medianSlack = slacks.isEmpty ? nil : slacks[slacks.count / 2]
    let beyond = rows.filter { ratio($0.probable, $0) * Self.margin < 1 }
    beyondProbable = beyond.count
    truncatedBeyond = beyond.filter { $0.accumulator.contains("toward-zero") }.count
    swampedBeyond =
      beyond.filter {
        !$0.accumulator.contains("toward-zero") && ($0.swamped ?? 0) >= 0.5
      }.count
    largestExcess = rows.map { 1 / ratio($0.probable, $0) }.max()
  }
}

/// The tables of the accumulation report that set predictions beside measurements.
extension AccumulationTables {
  /// The bounds, accumulator by accumulator.
  func bounds() -> Table {
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let all = results.series.filter { $0.accumulator == accumulator }.flatMap(\.rows)
      let comparison = BoundComparison(all)
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
    var rows: [[Table.Field]] = []
    for series in results.series where series.first.scale == results.scales.first {
      let terms = try? TermDistribution(named: series.first.terms)
      guard terms == .constant || terms == .uniform,
        series.accumulator == AccumulationResults.own(series.first.format),
        let last = series.rows.last, let least = last.least, let error = last.error
      else { continue }
      let verdict = series.verdict
      let predicted = series.rows.first { ($0.least ?? 0) > AccumulationVerdict.error }?.count
      rows.append([
        .text(series.accumulator), .text(series.first.terms),
        predicted.map { .powerOfTwo(Double($0)) } ?? .text("not by \(Self.power(last.count))"),
        .text(verdict.text), verdict.stalled.map { .powerOfTwo(Double($0)) } ?? .empty,
        .powerOfTwo(Double(last.count)), .number(least), .number(error),
      ])
    }
    return Table(
      caption: "The 2^p law for positive terms, cast to the accumulator's own format",
      columns: [
        .init("accumulator"), .init("terms"), .init("1 % must be lost at"), .init("1 % kept to"),
        .init("no sum moves from"), .init("n"), .init("least error predicted", digits: 4),
        .init("error", digits: 4),
      ], rows: rows)
  }

  /// The variance retention ratio beside what was retained, for terms of mean 0.
  func retention() -> Table {
    // Terms with more bits than any accumulator that loses, where the run has them.
    let format =
      results.formats.contains("binary32") ? "binary32" : results.referenceFormat ?? ""
    let some = results.series.filter {
      $0.first.scale == results.scales.first && $0.first.format == format
        && $0.rows.contains { ($0.predictedRetained ?? 1) < 0.999 }
    }
    let counts = AccumulationResults.distinct(some.flatMap { $0.rows.map(\.count) }).sorted()
    let shown = counts.filter { $0.trailingZeroBitCount % 4 == 0 }
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
      caption: "Variance retained, predicted (full swamping) / measured, for terms of mean 0",
      columns: [.init("accumulator"), .init("terms")] + shown.map { .init(Self.power($0)) },
      rows: rows)
  }

  static func power(_ count: Int) -> String { NumberText.powerOfTwo(Double(count)) }
}
