import JSON

/// A run on disk: `manifest.json` and `cells.jsonl` say what it is, `parts/` has what attempts
/// computed, `results.csv` what a merge made of them.
///
/// The folder decides what is done, never a queue: attempts may be killed, repeated and run at the
/// same time in any number, and no row is lost or doubled.
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String
  /// The study whose cells it has.
  public let study: any Study
  /// What the run is.
  public let manifest: Manifest
  /// The cells and their ids, in plan order.
  public let cells: [(id: String, cell: Cell)]

  var partsFolder: String { path + "/parts" }
  static func manifestPath(_ folder: String) -> String { folder + "/manifest.json" }
  static func cellsPath(_ folder: String) -> String { folder + "/cells.jsonl" }

  /// Plans a study into a folder, making it when it is not there.
  ///
  /// A folder that holds this plan is left as it is. One that holds a part of it gets the new plan and
  /// keeps its rows: ids are content hashes, so cells that both plans have stay done. A folder whose
  /// run has cells that this plan has not is refused, as is one of another study, and one that is
  /// not empty and no run.
  public init(planning study: some Study, _ configuration: Configuration, at path: String)
    throws(StudyError)
  {
    let plan = try RunPlan(study, configuration)
    if Files.exists(Self.manifestPath(path)) {
      let old = try Manifest(file: Self.manifestPath(path))
      guard old.study == study.name else {
        throw .otherRun(path: path, reason: "holds a run of \(old.study), not of \(study.name)")
      }
      if old.planHash != plan.manifest.planHash {
        let earlier = try CellList.read(Self.cellsPath(path), of: old)
        try plan.check(keeps: earlier.map(\.cell), of: old, at: path)
      }
    } else if Files.exists(path),
      try !Files.names(in: path).allSatisfy({ ["cells.jsonl", "parts"].contains($0) })
    {
      throw .otherRun(path: path, reason: "neither empty nor a run (it has no manifest.json)")
    }
    try Files.makeFolder(path + "/parts")
    // The manifest last: it vouches for the list by its hash.
    try Files.writeWhole(CellList.text(plan.cells), to: Self.cellsPath(path))
    try Files.writeWhole(plan.manifest.text, to: Self.manifestPath(path))
    self.path = path
    self.study = study
    manifest = plan.manifest
    cells = plan.cells
  }

  /// Opens a run that was planned before. Its cells are those of `cells.jsonl`, whose hash the manifest
  /// has: no other file is read, so that a run can be moved away from what it was planned from.
  ///
  /// - Parameter studies: those that a run can be of.
  public init(opening path: String, studies: [any Study] = StudyCatalogue.all) throws(StudyError) {
    let manifest = try Manifest(file: Self.manifestPath(path))
    guard let study = studies.first(where: { $0.name == manifest.study }) else {
      throw .otherRun(
        path: path,
        reason: "holds a run of \(manifest.study); known are "
          + studies.map(\.name).joined(separator: ", "))
    }
    guard manifest.numericsVersion == study.numericsVersion else {
      throw .otherRun(
        path: path,
        reason: "planned by numerics version \(manifest.numericsVersion), this is "
          + "\(study.numericsVersion); plan again with `gradual study`")
    }
    let cellsPath = Self.cellsPath(path)
    cells = try CellList.read(cellsPath, of: manifest)
    for (place, entry) in cells.enumerated() where entry.id != entry.cell.id(study: study) {
      throw .corruptLine(path: cellsPath, line: place + 1, reason: "the id is not its cell's")
    }
    self.path = path
    self.study = study
    self.manifest = manifest
  }

  /// Every entry of every attempt, by cell id, in the order of the part files' names.
  func entries() throws(StudyError) -> [String: [PartEntry]] {
    var entries: [String: [PartEntry]] = [:]
    for name in try Files.names(in: partsFolder) where name.hasSuffix(".jsonl") {
      for entry in try PartFile.entries(of: "\(partsFolder)/\(name)") {
        entries[entry.id, default: []].append(entry)
      }
    }
    return entries
  }

  /// The ids of the plan's cells that have rows.
  public func done() throws(StudyError) -> Set<String> {
    Set(try entries().keys).intersection(cells.map(\.id))
  }
}
