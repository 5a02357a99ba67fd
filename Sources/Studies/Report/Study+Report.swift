import Reporting

extension Report.Section {
  /// The part with those of the tables and figures that there are and that have something to show;
  /// nil where none has.
  init?(_ title: String, _ text: [String], _ tables: [Table], _ figures: [Figure?] = []) {
    let tables = tables.filter { !$0.rows.isEmpty }
    let figures = figures.compactMap { $0 }
    if tables.isEmpty, figures.isEmpty { return nil }
    self.init(title: title, text: text, tables: tables, figures: figures)
  }
}

extension Study {
  /// Commands to give in the report's folder, and the target of the Makefile that does all where this
  /// is the report of the default configuration; nil for a study that has none.
  func reproduce(_ manifest: Manifest, make target: String?) -> [String] {
    let isWhole = (try? Configuration(axes: axes).json) == manifest.configuration
    let whole = isWhole ? target : nil
    return
      (whole.map { ["make \($0)   # in the project's folder", "# or, from this report's folder:"] }
      ?? ["# from this report's folder:"]) + [
        "gradual study \(name) --config manifest.json --out RUN",
        "gradual report RUN --out FOLDER",
        "python3 Scripts/render-figures.py FOLDER   # the project's script: figures/*.svg",
      ]
  }

  /// Where a report's numbers are from; `sources` are those of data.
  func provenance(
    _ manifest: Manifest, sources: [(name: String, value: String)] = []
  ) -> [(name: String, value: String)] {
    [
      ("study", "\(name), numerics version \(manifest.numericsVersion)"),
      (
        "configuration",
        "manifest.json (\(manifest.cells) cells, plan \(manifest.planHash.prefix(16))…)"
      ),
      ("results.csv", "SHA-256 " + (manifest.resultsHash ?? "not merged")),
      (
        "seed",
        manifest.configuration["seed"]?.array?.map(\.canonicalText).joined(separator: ", ") ?? "1"
      ),
    ] + sources + [
      (
        "pictures",
        "figures/*.svg are rendered from figures/*.vl.json by Scripts/render-figures.py, not by "
          + "`gradual report`"
      ),
      ("processor, threads, times", "parts/*.machine.json in the run's folder"),
    ]
  }
}
