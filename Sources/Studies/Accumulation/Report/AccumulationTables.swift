import Reporting

/// The tables of the accumulation report on drawn terms and on reference cases.
struct AccumulationTables {
  let results: AccumulationResults

  /// How deep each accumulator goes with each format of the terms, on the worst terms.
  func verdicts() -> Table {
    let formats = results.formats
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let found = formats.map { results.worst($0, accumulator) }
      guard found.contains(where: { $0 != nil }) else { return nil }
      return [.text(accumulator)] + found.map { $0.map(Self.field) ?? .empty }
    }
    return Table(
      caption:
        "Most terms that keep the error at \(Threshold.errorText) or less, whatever the terms of "
        + "this run: by accumulator and format of the terms",
      columns: [.init("accumulator")] + formats.map { .init("terms in \($0)") }, rows: rows)
  }

  /// For one format of the terms, the largest error over all kinds of terms, the cast's own first.
  func errors(_ format: String) -> Table {
    let counts = results.shownCounts
    let rows = ([AccumulationRow.cast] + results.accumulators).compactMap { name in
      let found = counts.map { results.largestError(format, name, at: $0) }
      guard found.contains(where: { $0 != nil }) else { return nil as [Table.Field]? }
      return [.text(name == AccumulationRow.cast ? "the cast alone" : name)]
        + found.map { $0.map { .text($0.text) } ?? .empty }
        + [results.flushed(format, name).map { .number($0) } ?? .empty]
    }
    return Table(
      caption: "Terms in \(format): the largest error over "
        + ReportWords.counted(results.distributions.count, "kind")
        + " of terms, by number of terms; "
        + "last column: the largest share of terms that rounding made 0",
      columns: [.init("accumulator")] + counts.map { .init(Self.power($0)) }
        + [.init("flushed", digits: 2)],
      rows: rows)
  }

  /// What the first error beyond the threshold is made of, for one kind of terms.
  func losses() -> Table {
    let terms = results.referenceTerms ?? ""
    let formats = [results.referenceFormat].compactMap { $0 } + results.formats
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let found = formats.lazy.compactMap { results.series(terms, $0, accumulator) }.first
      guard let series = found, let row = series.verdict.firstBad, row.error != nil else {
        return nil
      }
      return [.text(accumulator), .text(row.format), .powerOfTwo(Double(row.count))]
        + [row.error, row.bias, row.swamped, row.still, row.flushed].map {
          $0.map { .number($0) } ?? .empty
        }
    }
    return Table(
      caption:
        "Terms \(terms): the first error beyond \(Threshold.errorText), and what it is made of; "
        + "accumulators that had none to the end, or overflowed, are left out",
      columns: [.init("accumulator"), .init("terms in"), .init("n")]
        + ["error", "bias", "swamped", "still", "flushed"].map { .init($0, digits: 2) },
      rows: rows)
  }

  /// For one format of the terms, how deep each accumulator goes, by terms.
  func depths(_ format: String) -> Table {
    let distributions = results.distributions
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let found = distributions.map { results.series($0, format, accumulator)?.verdict }
      guard found.contains(where: { $0 != nil }) else { return nil }
      let aligned = found.compactMap { $0 }.min { $0.aligned < $1.aligned }
      return [.text(accumulator)] + found.map { $0.map(Self.field) ?? .empty } + [
        aligned.map {
          .text(AccumulationVerdict.text($0.aligned, isOpen: $0.isAlignmentOpen))
        } ?? .empty
      ]
    }
    return Table(
      caption:
        "Terms in \(format): most terms that keep the error at \(Threshold.errorText) or less; last "
        + "column: that keep the cosine at \(Threshold.cosineText) or more, on the worst of them",
      columns: [.init("accumulator")] + distributions.map { .init($0) } + [.init("cosine")],
      rows: rows)
  }

  /// What a verdict looks like: the depth, and what went with its end.
  static func field(_ verdict: AccumulationVerdict) -> Table.Field {
    let mark =
      switch verdict.cause {
      case .overflow: " o"
      case .flushing: " f"
      case .stalling: " s"
      case .rounding, nil: ""
      }
    return .text(verdict.text + mark)
  }

  /// Reference cases.
  func controls() -> Table {
    let rows = agreements.map { control, expected, value, agrees -> [Table.Field] in
      [
        .text(control.rawValue), .text(expected.accumulator), .integer(expected.count),
        .text(expected.quantity), .text(Self.text(expected.value, expected)),
        .text(
          expected.tolerance == 0
            ? "exact" : "± " + NumberText.significant(expected.tolerance, digits: 2)),
        .text(Self.text(value, expected)), ReportWords.verdict(agrees),
      ]
    }
    return Table(
      caption: "Reference cases, computed by this run",
      columns: [
        "case", "accumulator", "n", "quantity", "expected", "tolerance", "computed", "agrees",
      ].map { .init($0) },
      rows: rows)
  }

  /// The controls of the run, with what they must give.
  private var agreements:
    [(
      control: AccumulationControl, expected: AccumulationControl.Expectation, value: Double,
      agrees: Bool
    )]
  {
    AccumulationControl.allCases.flatMap { control in
      control.expectations.compactMap { expected in
        guard let row = results.controls.first(where: { expected.isOf($0, control) }),
          let value = row.value
        else { return nil }
        return (
          control, expected, value, (value - expected.value).magnitude <= expected.tolerance
        )
      }
    }
  }

  /// All digits of what must be exact, three of the others.
  private static func text(_ value: Double, _ expected: AccumulationControl.Expectation) -> String {
    expected.tolerance == 0
      ? Int(exactly: value).map { "\($0)" } ?? "\(value)"
      : NumberText.significant(value, digits: 3)
  }

  static func power(_ count: Int) -> String { NumberText.powerOfTwo(Double(count)) }
}

extension AccumulationControl.Expectation {
  /// Whether a row is of this expectation.
  func isOf(_ row: AccumulationRow, _ control: AccumulationControl) -> Bool {
    row.terms == control.rawValue && row.quantity == quantity && row.format == format
      && row.accumulator == accumulator && row.count == count
  }
}
