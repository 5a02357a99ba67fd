extension Report {
  /// The files of a report's folder that come from the report alone: `report.md` and
  /// `figures/NAME.vl.json`, by their paths inside the folder, in the order of their names.
  public var files: [(path: String, text: String)] {
    (figures.map { ("figures/\($0.name).vl.json", $0.vegaLite) } + [("report.md", markdown)])
      .sorted { $0.0 < $1.0 }
  }
}
