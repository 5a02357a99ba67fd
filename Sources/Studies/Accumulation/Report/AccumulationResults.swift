import Reporting

/// The rows of a run, as the report asks for them. A report is made of what is there: a run of one
/// distribution and one accumulator has a report, too.
struct AccumulationResults {
  /// The sums of one accumulator at ascending numbers of the same terms.
  struct Series {
    /// Where it stands in the run; the first row, for its names.
    let first: AccumulationRow
    /// At least one row, ascending in `count`.
    let rows: [AccumulationRow]

    var accumulator: String { first.accumulator }
    var verdict: AccumulationVerdict { AccumulationVerdict(rows) }
  }

  private struct Place: Hashable {
    let terms, layer, format, accumulator: String
    let depth, width, microBatch: Int?
    let scale: Double?

    init(_ row: AccumulationRow) {
      (terms, layer, format, accumulator) = (row.terms, row.layer, row.format, row.accumulator)
      (depth, width, microBatch, scale) = (row.depth, row.width, row.microBatch, row.scale)
    }
  }

  /// Every row but the controls'.
  let rows: [AccumulationRow]
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
    rows = all.filter { $0.quantity.isEmpty }
    let byPlace = Dictionary(grouping: rows, by: Place.init)
    let places = Self.distinct(rows.map(Place.init))
    let found = places.compactMap { place -> Series? in
      let rows = (byPlace[place] ?? []).sorted { $0.count < $1.count }
      return rows.first.map { Series(first: $0, rows: rows) }
    }
    series = found.filter { $0.accumulator != AccumulationRow.cast }
    casts = found.filter { $0.accumulator == AccumulationRow.cast }
  }

  static func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// Distributions, in the order of the run.
  var distributions: [String] {
    Self.distinct(series.map(\.first.terms)).filter { $0 != AccumulationStudy.network }
  }
  /// Formats of terms, in the order of the run.
  var formats: [String] { Self.distinct(series.map(\.first.format)) }
  /// Accumulators, in the order of the run.
  var accumulators: [String] { Self.distinct(series.map(\.accumulator)) }
  /// Scales, in the order of the run.
  var scales: [Double] { Self.distinct(series.compactMap(\.first.scale)) }
  /// The networks' series.
  var networks: [Series] { series.filter { $0.first.terms == AccumulationStudy.network } }

  /// The series of some terms (drawn) in a format by an accumulator, at the run's first scale.
  func series(_ terms: String, _ format: String, _ accumulator: String) -> Series? {
    series.first {
      $0.first.terms == terms && $0.first.format == format && $0.accumulator == accumulator
        && $0.first.scale == scales.first
    }
  }

  /// The cast beside a series: of the same terms and format.
  func cast(of series: Series) -> Series? {
    var wanted = series.first
    wanted.accumulator = AccumulationRow.cast
    let place = Place(wanted)
    return casts.first { Place($0.first) == place }
  }

  /// The format that is shown where one has to be chosen: bfloat16 where the run has it.
  var referenceFormat: String? { formats.contains("bfloat16") ? "bfloat16" : formats.first }

  /// The terms that are shown where one has to be chosen: with a signal of a tenth of the noise, where
  /// the run has them.
  var referenceTerms: String? {
    let tenth = TermDistribution.gaussian(mean: 0.1).name
    return distributions.contains(tenth) ? tenth : distributions.first
  }

  /// The accumulator that rounds every sum to the format of the terms.
  static func own(_ format: String) -> String { "per-operation(\(format))" }

  /// The verdict on the worst of all drawn terms; nil where there are none of this format and
  /// accumulator.
  func worst(_ format: String, _ accumulator: String)
    -> (verdict: AccumulationVerdict, terms: String)?
  {
    distributions.compactMap { terms in
      series(terms, format, accumulator).map { ($0.verdict, terms) }
    }.min { $0.0.safe < $1.0.safe }
  }

  /// The most terms of a drawn sum.
  var deepest: Int? {
    series.filter { $0.first.terms != AccumulationStudy.network }.compactMap(\.rows.last?.count)
      .max()
  }
}
