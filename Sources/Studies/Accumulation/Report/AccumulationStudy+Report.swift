import JSON
import Kernels
import Reporting

extension AccumulationStudy {
  /// What the rows say: findings, tables, figures.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let results = try AccumulationResults(results)
    let text = AccumulationText(results: results)
    return Report(
      title: "How many gradients can be accumulated in low precision?",
      headlines: AccumulationHeadlines(results: results).lines, scope: text.scope(manifest),
      sections: sections(results, text), reproduce: reproduce(manifest, make: name),
      notCovered: text.notCovered, provenance: provenance(manifest))
  }

  /// The parts that have something to show.
  private func sections(_ results: AccumulationResults, _ text: AccumulationText)
    -> [Report.Section]
  {
    let tables = AccumulationTables(results: results)
    let figures = AccumulationFigures(results: results)
    let format = results.referenceFormat
    let controls = AccumulationControl.allCases.filter { control in
      results.controls.contains { $0.terms == control.rawValue }
    }
    let parts = [
      Report.Section(
        "How deep each accumulator goes", text.reading,
        [tables.verdicts()] + [format.map(tables.errors)].compactMap { $0 } + [tables.losses()],
        [figures.errors(), figures.depths()]),
      Report.Section(
        "Predicted and measured", [text.predictors],
        [tables.stagnation(), tables.bounds(), tables.retention()], [figures.swamped()]),
      Report.Section(
        "Gradients of networks", [text.networks],
        results.networkKinds.flatMap { kind in
          [tables.networkVerdicts(kind)]
            + [results.referenceNetworkFormat.map { tables.networks(kind, $0) }].compactMap { $0 }
        }, [figures.networks()]),
      Report.Section(
        "Reference cases",
        [controls.map { "- \($0.rawValue): \($0.source)" }.joined(separator: "\n")],
        [tables.controls()]),
      Report.Section(
        "By format of the terms", [],
        results.formats.flatMap { other in
          [tables.depths(other)] + (other == format ? [] : [tables.errors(other)])
        }),
    ]
    return parts.compactMap { $0 }
  }
}
