import Reporting

/// The tables of the accumulation report on depth and on published cases.
struct AccumulationTables {
  let results: AccumulationResults

  /// How deep each accumulator goes with each format of the terms, on the worst terms.
  func verdicts() -> Table {
    let formats = results.formats
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let found = formats.map { results.worst($0, accumulator)?.verdict }
      guard found.contains(where: { $0 != nil }) else { return nil }
      return [.text(accumulator)] + found.map { $0.map(Self.field) ?? .empty }
    }
    return Table(
      caption: "Most terms that keep the error at 1 % or less, whatever the terms of this run: by "
        + "accumulator and format of the terms",
      columns: [.init("accumulator")] + formats.map { .init("terms in \($0)") }, rows: rows)
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
        "Terms in \(format): most terms that keep the error at 1 % or less; last column: that "
        + "keep the cosine at .99 or more, on the worst of them",
      columns: [.init("accumulator")] + distributions.map { .init($0) } + [.init("cosine")],
      rows: rows)
  }

  /// What a verdict looks like: the depth, and what ends it.
  static func field(_ verdict: AccumulationVerdict) -> Table.Field {
    let mark =
      switch verdict.cause {
      case .overflow: " o"
      case .swamping: " s"
      case .rounding, nil: ""
      }
    return .text(verdict.text + mark)
  }

  /// Published cases.
  func controls() -> Table {
    let rows = agreements.map { control, expected, value, agrees -> [Table.Field] in
      [
        .text(control.rawValue), .text(expected.accumulator), .integer(expected.count),
        .text(expected.quantity), .text(Self.text(expected.value, expected)),
        .text(expected.tolerance == 0 ? "exact" : "± " + Self.short(expected.tolerance)),
        .text(Self.text(value, expected)), .text(agrees ? "yes" : "NO"),
      ]
    }
    return Table(
      caption: "Published cases, computed by this run",
      columns: [
        "case", "accumulator", "n", "quantity", "must be", "tolerance", "is", "agrees",
      ].map { .init($0) },
      rows: rows)
  }

  /// The controls of the run, with what they must give.
  var agreements:
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

  private static func short(_ value: Double) -> String {
    NumberText.significant(value, digits: 2)
  }
}

extension AccumulationControl.Expectation {
  /// Whether a row is of this expectation.
  func isOf(_ row: AccumulationRow, _ control: AccumulationControl) -> Bool {
    row.terms == control.rawValue && row.quantity == quantity && row.format == format
      && row.accumulator == accumulator && row.count == count
  }
}
