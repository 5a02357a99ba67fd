import Reporting

/// The tables of the accumulation report.
struct AccumulationTables {
  let results: AccumulationResults

  /// A: for one format of the terms, how deep each accumulator goes, by terms.
  func depths(_ format: String) -> Table {
    let distributions = results.distributions
    let hasNetworks = results.networks.contains { $0.first.format == format }
    var rows: [[Table.Field]] = []
    for accumulator in results.accumulators {
      var fields = distributions.map { terms in
        results.series(terms, format, accumulator).map { Self.field($0.verdict) } ?? .empty
      }
      let networks = results.networks.filter {
        $0.first.format == format && $0.accumulator == accumulator
      }
      guard
        !networks.isEmpty || fields.contains(where: { if case .empty = $0 { false } else { true } })
      else { continue }
      if hasNetworks {
        let worst = networks.map(\.verdict).min { $0.safe < $1.safe }
        fields.append(worst.map(Self.field) ?? .empty)
      }
      rows.append([.text(accumulator)] + fields)
    }
    return Table(
      caption: "Terms in \(format): most terms with an error of at most 1 %",
      columns: [.init("accumulator")] + distributions.map { .init($0) }
        + (hasNetworks ? [.init("networks, worst")] : []),
      rows: rows)
  }

  private static func field(_ verdict: AccumulationVerdict) -> Table.Field {
    let mark =
      switch verdict.cause {
      case .overflow: " o"
      case .swamping: " s"
      case .rounding, nil: ""
      }
    return .text(verdict.text + mark)
  }

  /// C: published cases.
  func controls() -> Table {
    let rows = AccumulationControl.allCases.flatMap { control -> [[Table.Field]] in
      control.expectations.compactMap { expected in
        guard let row = results.controls.first(where: { expected.isOf($0, control) }),
          let value = row.value
        else { return nil }
        return [
          .text(control.rawValue), .text(expected.accumulator), .integer(expected.count),
          .text(expected.quantity), .text(Self.text(expected)),
          .text(NumberText.significant(value, digits: 8).replacing(".0000000", with: "")),
          .text((value - expected.value).magnitude <= expected.tolerance ? "yes" : "NO"),
        ]
      }
    }
    return Table(
      caption: "C. Published cases, computed by this run",
      columns: ["case", "accumulator", "n", "quantity", "must be", "is", "agrees"].map {
        .init($0)
      },
      rows: rows)
  }

  private static func text(_ expected: AccumulationControl.Expectation) -> String {
    let value = NumberText.significant(expected.value, digits: 8)
    let tolerance = NumberText.significant(expected.tolerance, digits: 2)
    return expected.tolerance == 0
      ? "\(expected.value)"
      : "\(expected.value) ± \(tolerance)"
        + (value.isEmpty ? "" : "")
  }
}

extension AccumulationControl.Expectation {
  /// Whether a row is of this expectation.
  func isOf(_ row: AccumulationRow, _ control: AccumulationControl) -> Bool {
    row.terms == control.rawValue && row.quantity == quantity && row.format == format
      && row.accumulator == accumulator && row.count == count
  }
}
