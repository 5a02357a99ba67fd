import JSON

/// What a configuration of a study comes to: its cells, and the manifest.
struct RunPlan {
  /// The cells and their ids, in plan order.
  let cells: [(id: String, cell: Cell)]
  /// Vouches for the list of cells by its hash.
  let manifest: Manifest

  /// Plans; throws when the study plans one cell twice.
  init(_ study: some Study, _ configuration: Configuration) throws(StudyError) {
    cells = try study.plan(configuration).map { (id: $0.id(study: study), cell: $0) }
    var seen: Set<String> = []
    for (id, cell) in cells where !seen.insert(id).inserted {
      throw .badRow(cell: JSONValue.object(cell.values).canonicalText, reason: "planned twice")
    }
    manifest = Manifest(
      study: study.name, numericsVersion: study.numericsVersion,
      configuration: configuration.json, cells: cells.count,
      planHash: SHA256.hexadecimal(of: CellList.text(cells)))
  }

  /// Throws unless every cell of an earlier plan is in this one, so that no row that was asked for is
  /// dropped in silence. Numerics versions may differ.
  ///
  /// - Parameters:
  ///   - earlier: the cells of the earlier plan.
  ///   - old: its manifest, for the message: the first axis with a value that is not here.
  ///   - path: its folder, for the message.
  func check(keeps earlier: [Cell], of old: Manifest, at path: String) throws(StudyError) {
    let planned = Set(cells.map { JSONValue.object($0.cell.values) })
    guard let dropped = earlier.first(where: { !planned.contains(.object($0.values)) }) else {
      return
    }
    let advice = "; give another --out, or every value of that run"
    for (axis, values) in (old.configuration.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      let here = manifest.configuration[axis]?.array ?? []
      if let missing = values.array?.first(where: { !here.contains($0) }) {
        throw .otherRun(
          path: path,
          reason: "holds a run with \(axis)=\(missing.string ?? missing.canonicalText), which this "
            + "one does not have" + advice)
      }
    }
    throw .otherRun(
      path: path,
      reason: "holds a run with the cell \(JSONValue.object(dropped.values).canonicalText), which "
        + "this one does not have" + advice)
  }
}
