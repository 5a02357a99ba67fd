import JSON

/// cells.jsonl: the cells of a run and their ids, a line each, in plan order.
enum CellList {
  /// The file's text.
  static func text(_ cells: [(id: String, cell: Cell)]) -> String {
    cells.map { entry in
      let line: JSONValue = ["cell": .object(entry.cell.values), "id": .string(entry.id)]
      return line.canonicalText + "\n"
    }.joined()
  }

  /// Reads the list that a manifest vouches for by its hash.
  static func read(_ path: String, of manifest: Manifest) throws(StudyError)
    -> [(id: String, cell: Cell)]
  {
    let bytes = try Files.contents(of: path)
    guard SHA256.hexadecimal(of: bytes) == manifest.planHash else {
      throw .file(
        path: path,
        reason: "its hash is not the manifest's plan_sha256; plan in another folder, or again what "
          + "was planned here, with `gradual study`")
    }
    var cells: [(id: String, cell: Cell)] = []
    for (place, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let json = try? JSONValue(parsing: line), let id = json["id"]?.string,
        let values = json["cell"]?.object
      else {
        throw .corruptLine(path: path, line: place + 1, reason: "not a cell and its id")
      }
      cells.append((id: id, cell: Cell(values)))
    }
    return cells
  }
}
