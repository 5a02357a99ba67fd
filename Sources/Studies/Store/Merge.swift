import JSON

extension RunFolder {
  /// Gathers the rows of every cell in plan order.
  ///
  /// Equal rows of one cell from several attempts count once. Throws `.nondeterministic` when they
  /// differ, and `.missing`, with the command that computes them, when cells have no rows.
  public func merged() throws(StudyError) -> Results {
    let entries = try entries()
    var rows: [Row] = []
    var missing = 0
    for (id, _) in cells {
      guard let found = entries[id], let first = found.first else {
        missing += 1
        continue
      }
      for other in found.dropFirst() where other.rows != first.rows {
        throw .nondeterministic(
          id: id, first: first.rows, firstPlace: first.place, second: other.rows,
          secondPlace: other.place)
      }
      rows += try Self.rows(of: first, width: study.columns.count)
    }
    guard missing == 0 else {
      throw .missing(
        count: missing, of: cells.count,
        command: "gradual study \(study.name) --config "
          + "\(shellQuoted(Self.manifestPath(path))) --out \(shellQuoted(path))")
    }
    return Results(columns: study.columns.map(\.name), rows: rows)
  }

  /// Merges, and writes `results.csv` into the run.
  ///
  /// - Returns: the results, and the run's manifest with their hash; the one on disk stays as it is.
  public func merge() throws(StudyError) -> (
    results: Results, manifest: Manifest
  ) {
    let results = try merged()
    let csv = results.csv
    var manifest = manifest
    manifest.resultsHash = SHA256.hexadecimal(of: csv)
    try Files.writeWhole(csv, to: path + "/results.csv")
    return (results, manifest)
  }

  private static func rows(of entry: PartEntry, width: Int) throws(StudyError) -> [Row] {
    guard let rows = (try? JSONValue(parsing: entry.rows))?.array?.map(\.array) else {
      throw .badRow(cell: entry.id, reason: "\(entry.place) is not an array of rows")
    }
    return try rows.map { row throws(StudyError) in
      guard let row, row.count == width else {
        throw .badRow(
          cell: entry.id, reason: "\(entry.place) has a row that does not fit the \(width) columns")
      }
      return row
    }
  }
}
