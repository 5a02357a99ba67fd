import Reporting

extension DepthStudy {
  /// What the rows say: findings, tables, figures.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let results = try DepthResults(results)
    let tables = DepthTables(results: results)
    let figures = DepthFigures(results: results)
    let sections = [
      Report.Section(
        "Gradients by depth", [Self.theory], [tables.networks()], [figures.gradients()]),
      Report.Section(
        "How far back gradients reach", [Self.reading], [tables.reach()], [figures.zeros()]),
      Report.Section("Depth by width", [], results.networks.compactMap(tables.grid)),
      Report.Section("Controls", [], [tables.controls()]),
    ]
    return Report(
      title: "How many layers back do gradients reach in low precision?",
      headlines: DepthHeadlines(results: results).lines, scope: Self.scope(results),
      sections: sections.compactMap { $0 }, reproduce: reproduce(manifest, make: name),
      notCovered: Self.notCovered, provenance: provenance(manifest))
  }

  private static func scope(_ results: DepthResults) -> String {
    let row = results.rows.first
    return
      "Plain networks at initialisation: \(results.networks.joined(separator: ", ")); "
      + "\(results.depths.map(\.description).joined(separator: ", ")) layers of width "
      + "\(results.widths.map(\.description).joined(separator: ", ")), "
      + "\(ReportWords.counted(row?.examples ?? 0, "example")) of normal inputs, normal upstream gradients of "
      + "deviation \(row?.upstream.map { NumberText.powerOfTwo($0) } ?? ""), "
      + "\(ReportWords.counted(results.seeds.count, "seed")). Gradients of signals are stored in the format; "
      + "signals, parameters and their gradients are binary32. Nothing was trained, and nothing is said of any "
      + "run's loss or accuracy."
  }

  private static let theory =
    "Predicted: the mean-field theory of wide networks. A network's own rms wanders about it, the more so the "
    + "deeper and narrower: the variance of its logarithm grows by 5/width a layer for ReLU and one example "
    + "(Hanin and Rolnick, 2018). Residual networks take the normalised stream into each branch."

  private static let reading =
    "Half are zeros: layers back, between whole layers, at which half of the gradients of what a linear map "
    + "takes in are zeros; never: not within the network. Cosine: of each of these gradients against binary32's, "
    + "everything that was lost nearer to the end included; counted from the end until the first that falls "
    + "short. Its prediction adds up the errors of every storing between. The last column is of the weights' gradients of all layers together, which the layers near the "
    + "end dominate where gradients shrink."

  private static let notCovered = [
    "Trained networks: depth changes what weights become, too.",
    "Signals in low precision: where signals shrink with depth as gradients do, they underflow as well. What "
      + "would: `gradual check` and the underflow study, whose passes round both.",
    "Transformers: their streams add up, and gradients change by a power of the depth, not exponentially "
      + "(study underflow).",
  ]
}
