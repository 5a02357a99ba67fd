import Kernels
import Reporting

/// The rows of a run, as the report asks for them. A report is made of what is there: a run of one
/// distribution and one accumulator has a report, too.
///
/// Of several scales the first alone is shown; ``scales`` says that there are more.
struct AccumulationResults {
  /// The sums of one accumulator at ascending numbers of the same terms.
  struct Series {
    /// Where it stands in the run; the first row, for its names.
    let first: AccumulationRow
    /// At least one row, ascending in `count`.
    let rows: [AccumulationRow]
    let model: AccumulatorModel
    let verdict: AccumulationVerdict

    var accumulator: String { first.accumulator }

    init?(_ rows: [AccumulationRow], _ model: AccumulatorModel) {
      let rows = rows.sorted { $0.count < $1.count }
      guard let first = rows.first else { return nil }
      (self.first, self.rows, self.model) = (first, rows, model)
      verdict = AccumulationVerdict(rows, model)
    }

    /// What is known at some number of terms.
    func outcome(at count: Int) -> Outcome {
      guard let row = rows.last(where: { $0.count <= count }) else { return .lost }
      if (row.overflowed ?? 0) > 0 { return .overflow }
      return row.count == count ? row.error.map { .error($0) } ?? .lost : .lost
    }
  }

  /// What an accumulation came to at some number of terms.
  enum Outcome: Hashable {
    case error(Double)
    /// It was not followed so far, its error beyond ``Accumulation/hopeless`` before; or there is none,
    /// of exact sums that are 0.
    case lost
    /// A sum is not finite.
    case overflow
  }

  private struct Place: Hashable {
    let terms, layer, format, accumulator: String
    let depth, width, microBatch: Int?

    init(_ row: AccumulationRow) {
      (terms, layer, format, accumulator) = (row.terms, row.layer, row.format, row.accumulator)
      (depth, width, microBatch) = (row.depth, row.width, row.microBatch)
    }
  }

  /// Scales, in the order of the run; the report is of the first.
  let scales: [Double]
  /// The controls' rows.
  let controls: [AccumulationRow]
  /// Accumulations of drawn terms and of network gradients, in the order of the run.
  let series: [Series]
  /// What the cast alone did: sums of cast terms beside sums of terms.
  let casts: [Series]

  init(_ results: Results) throws(StudyError) {
    let all = try results.rows.map { row throws(StudyError) in
      guard let row = AccumulationRow(row) else {
        throw .badRow(cell: "results", reason: "a row that is not the accumulation study's")
      }
      return row
    }
    controls = all.filter { !$0.quantity.isEmpty }
    let sums = all.filter { $0.quantity.isEmpty }
    let scales = sums.compactMap(\.scale).distinct
    self.scales = scales
    let rows = sums.filter { $0.scale == scales.first }
    var models: [String: AccumulatorModel] = [:]
    for name in rows.map(\.accumulator).distinct {
      do { models[name] = try AccumulatorModel(named: name) } catch {
        throw .badRow(cell: "results", reason: "accumulator \(name): \(error.reason)")
      }
    }
    let byPlace = Dictionary(grouping: rows, by: Place.init)
    let found = rows.map(Place.init).distinct.compactMap { place -> Series? in
      models[place.accumulator].flatMap { Series(byPlace[place] ?? [], $0) }
    }
    series = found.filter { $0.accumulator != AccumulationRow.cast }
    casts = found.filter { $0.accumulator == AccumulationRow.cast }
  }

  /// The series of drawn terms.
  var drawn: [Series] { series.filter { $0.first.network == nil } }
  /// The series of networks' gradients.
  var networks: [Series] { series.filter { $0.first.network != nil } }
  /// Distributions, in the order of the run.
  var distributions: [String] { drawn.map(\.first.terms).distinct }
  /// Formats of drawn terms, in the order of the run.
  var formats: [String] { drawn.map(\.first.format).distinct }
  /// Accumulators, in the order of the run.
  var accumulators: [String] { series.map(\.accumulator).distinct }

  /// The series of some drawn terms in a format by an accumulator.
  func series(_ terms: String, _ format: String, _ accumulator: String) -> Series? {
    series.first {
      $0.first.terms == terms && $0.first.format == format && $0.accumulator == accumulator
    }
  }

  /// The format that is shown where one has to be chosen: bfloat16 where the run has it.
  static func reference(_ formats: [String]) -> String? {
    formats.contains("bfloat16") ? "bfloat16" : formats.first
  }

  /// The format of drawn terms that is shown where one has to be chosen.
  var referenceFormat: String? { Self.reference(formats) }

  /// The terms that are shown where one has to be chosen: with a signal of a tenth of the noise, where
  /// the run has them.
  var referenceTerms: String? {
    let tenth = TermDistribution.gaussian(mean: 0.1).name
    return distributions.contains(tenth) ? tenth : distributions.first
  }

  /// The numbers of terms at which errors are shown: 2^8, 2^12, 2^16 and 2^20, as far as the run goes.
  var shownCounts: [Int] {
    let counts = [8, 12, 16, 20].map { 1 << $0 }.filter { $0 <= deepest ?? 0 }
    return counts.isEmpty ? [deepest].compactMap { $0 } : counts
  }

  /// The number of terms that is shown where one has to be chosen: 2^12, as far as the run goes.
  var referenceCount: Int? { shownCounts.last { $0 <= 1 << 12 } ?? shownCounts.first }

  /// The accumulator that rounds every sum to the format of the terms.
  static func own(_ format: String) -> String {
    let name = "per-operation(\(format))"
    return (try? AccumulatorModel(named: name).name) ?? name
  }

  /// Accumulators of drawn terms in a format that round to this format or take it, and fp32.
  func related(to format: String) -> [String] {
    drawn.filter {
      $0.first.format == format && ($0.model == .fp32 || $0.model.works(in: format))
    }.map(\.accumulator).distinct
  }

  /// The verdict on the worst of all drawn terms; nil where there are none of this format and
  /// accumulator.
  func worst(_ format: String, _ accumulator: String) -> AccumulationVerdict? {
    distributions.compactMap { series($0, format, accumulator)?.verdict }
      .min { $0.safe < $1.safe }
  }

  /// The most terms of a drawn sum.
  var deepest: Int? {
    casts.filter { $0.first.network == nil }.compactMap(\.rows.last?.count).max()
  }
}
