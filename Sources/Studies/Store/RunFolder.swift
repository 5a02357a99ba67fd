import JSON

/// A run on disk: `manifest.json` and `cells.jsonl` say what it is, `parts/` has what attempts
/// computed, `results.csv` what a merge made of them.
///
/// The folder decides what is done, never a queue: attempts may be killed, repeated and run at the
/// same time in any number, and no row is lost or doubled.
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String
  /// What the run is.
  public let manifest: Manifest
  /// The cells and their ids, in plan order.
  public let cells: [(id: String, cell: Cell)]

  var partsFolder: String { path + "/parts" }
  static func manifestPath(_ folder: String) -> String { folder + "/manifest.json" }
  static func cellsPath(_ folder: String) -> String { folder + "/cells.jsonl" }

  /// Plans a study into a folder, making it when it is not there.
  ///
  /// A folder that holds this plan is left as it is. One that holds another plan of the same study
  /// gets the new plan and keeps its rows: ids are content hashes, so cells that both plans have
  /// stay done. A folder of another study is refused, as is one that is not empty and no run.
  public init(planning study: some Study, _ configuration: Configuration, at path: String)
    throws(StudyError)
  {
    let cells = try study.plan(configuration).map { (id: $0.id(study: study), cell: $0) }
    var seen: Set<String> = []
    for (id, cell) in cells where !seen.insert(id).inserted {
      throw .badRow(cell: JSONValue.object(cell.values).canonicalText, reason: "planned twice")
    }
    let list = cells.map { entry in
      let line: JSONValue = ["cell": .object(entry.cell.values), "id": .string(entry.id)]
      return line.canonicalText + "\n"
    }.joined()
    let manifest = Manifest(
      study: study.name, numericsVersion: study.numericsVersion,
      configuration: configuration.json, cells: cells.count,
      planHash: SHA256.hexadecimal(of: list))
    if Files.exists(Self.manifestPath(path)) {
      let old = try Manifest(file: Self.manifestPath(path))
      guard old.study == study.name else {
        throw .otherRun(path: path, reason: "holds a run of \(old.study), not of \(study.name)")
      }
    } else if Files.exists(path),
      try !Files.names(in: path).allSatisfy({ ["cells.jsonl", "parts"].contains($0) })
    {
      throw .otherRun(path: path, reason: "neither empty nor a run (it has no manifest.json)")
    }
    try Files.makeFolder(path + "/parts")
    // The manifest last: it vouches for the list by its hash.
    try Files.writeWhole(list, to: Self.cellsPath(path))
    try Files.writeWhole(manifest.text, to: Self.manifestPath(path))
    self.path = path
    self.manifest = manifest
    self.cells = cells
  }

  /// Opens a run that was planned before.
  public init(opening path: String) throws(StudyError) {
    self.path = path
    manifest = try Manifest(file: Self.manifestPath(path))
    let cellsPath = Self.cellsPath(path)
    let bytes = try Files.contents(of: cellsPath)
    guard SHA256.hexadecimal(of: bytes) == manifest.planHash else {
      throw .file(
        path: cellsPath,
        reason: "its hash is not the manifest's plan_sha256; plan again with `gradual study`")
    }
    var cells: [(id: String, cell: Cell)] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let json = try? JSONValue(parsing: line), let id = json["id"]?.string,
        let values = json["cell"]?.object
      else { throw .corruptLine(path: cellsPath, line: index + 1, reason: "not {cell, id}") }
      cells.append((id, Cell(values)))
    }
    self.cells = cells
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
