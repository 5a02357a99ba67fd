import JSON

/// What a configuration of a study comes to: its cells, the text of cells.jsonl, and the manifest.
struct RunPlan {
  /// The cells and their ids, in plan order.
  let cells: [(id: String, cell: Cell)]
  /// cells.jsonl.
  let list: String
  /// Vouches for `list` by its hash.
  let manifest: Manifest

  /// Plans; throws when the study plans one cell twice.
  init(_ study: some Study, _ configuration: Configuration) throws(StudyError) {
    cells = try study.plan(configuration).map { (id: $0.id(study: study), cell: $0) }
    var seen: Set<String> = []
    for (id, cell) in cells where !seen.insert(id).inserted {
      throw .badRow(cell: JSONValue.object(cell.values).canonicalText, reason: "planned twice")
    }
    list = cells.map { entry in
      let line: JSONValue = ["cell": .object(entry.cell.values), "id": .string(entry.id)]
      return line.canonicalText + "\n"
    }.joined()
    manifest = Manifest(
      study: study.name, numericsVersion: study.numericsVersion,
      configuration: configuration.json, cells: cells.count,
      planHash: SHA256.hexadecimal(of: list))
  }

  /// Throws unless every cell of an earlier plan of the study is in this one, so that no row that
  /// was asked for is dropped in silence. Numerics versions may differ.
  ///
  /// - Parameter path: the folder of the earlier run, for the message.
  func check(
    keeps earlier: Configuration, of study: some Study, insteadOf configuration: Configuration,
    at path: String
  ) throws(StudyError) {
    let planned = Set(cells.map { JSONValue.object($0.cell.values) })
    let kept = try study.plan(earlier).allSatisfy { planned.contains(.object($0.values)) }
    guard !kept else { return }
    let advice = "; give another --out, or every value of that run"
    for axis in study.axes.map(\.name) {
      let here = configuration.values[axis, default: []]
      if let missing = earlier.values[axis, default: []].first(where: { !here.contains($0) }) {
        throw .otherRun(
          path: path,
          reason: "holds a run with \(axis)=\(missing), which this one does not have" + advice)
      }
    }
    let axis = study.axes.map(\.name).first { earlier.values[$0] != configuration.values[$0] }
    throw .otherRun(
      path: path,
      reason: "holds a run of other cells: its \(axis ?? "plan") has another order" + advice)
  }
}
