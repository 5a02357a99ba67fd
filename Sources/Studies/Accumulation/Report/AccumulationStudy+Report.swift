import Reporting

extension AccumulationStudy {
  /// What the rows say: findings, tables A to D, figures.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let results = try AccumulationResults(results)
    let tables = AccumulationTables(results: results)
    func section(_ title: String, _ text: [String], _ tables: [Table], _ figures: [Figure?] = [])
      -> Report.Section?
    {
      let tables = tables.filter { !$0.rows.isEmpty }
      let figures = figures.compactMap { $0 }
      if tables.isEmpty, figures.isEmpty { return nil }
      return Report.Section(title: title, text: text, tables: tables, figures: figures)
    }
    let sections = [
      section("How deep each accumulator goes", [], results.formats.map(tables.depths)),
      section("Published cases", [], [tables.controls()]),
    ]
    return Report(
      title: "How many gradients can be accumulated in low precision?",
      headlines: [], scope: "", sections: sections.compactMap { $0 },
      reproduce: [
        "gradual study accumulation --config manifest.json --out RUN",
        "gradual report RUN --out FOLDER",
      ],
      notCovered: [],
      provenance: [("study", "accumulation, numerics version \(manifest.numericsVersion)")])
  }
}
