import JSON
import SystemFiles

/// The rows of one cell as an attempt left them.
struct PartEntry: Sendable {
  /// The cell's id.
  let id: String
  /// The canonical JSON of the rows: what is compared, byte by byte.
  let rows: String
  /// The file and line it stands in.
  let place: String

  /// One line of a part file, its line end included.
  static func line(id: String, rows: String) -> String {
    let crc = CRC32.hexadecimal(of: id + rows)
    return "{\"crc\":\"\(crc)\",\"id\":\"\(id)\",\"rows\":\(rows)}\n"
  }
}

/// One attempt's own file: created for it alone, only ever appended to, one `write` a line.
struct PartFile: ~Copyable {
  let path: String
  private let descriptor: Int32

  /// Creates `folder/NAME.K.jsonl` with the first K from 0 that no attempt has taken: exclusive
  /// creation settles who has it, without locks, clocks or host names.
  init(in folder: String, name: String) throws(StudyError) {
    for attempt in 0... {
      let path = "\(folder)/\(name).\(attempt).jsonl"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        self.path = path
        self.descriptor = descriptor
        return
      }
      guard errno == EEXIST else { throw Files.failure(path) }
    }
    throw .file(path: folder, reason: "no free name for an attempt")
  }

  /// Appends a cell's rows with one call of `write`; a short write (a full disk) is an error, and
  /// leaves a torn last line that readers drop.
  func append(id: String, rows: String) throws(StudyError) {
    let line = Array(PartEntry.line(id: id, rows: rows).utf8)
    while true {
      let count = line.withUnsafeBytes { unistdWrite(descriptor, $0.baseAddress, $0.count) }
      if count == line.count { return }
      if count < 0 {
        if errno == EINTR { continue }
        throw Files.failure(path)
      }
      throw .file(path: path, reason: "only \(count) of \(line.count) bytes could be written")
    }
  }

  /// Asks that what was appended is on the disk.
  func sync() throws(StudyError) {
    guard fsync(descriptor) == 0 else { throw Files.failure(path) }
  }

  deinit { close(descriptor) }

  /// The entries of a part file. A last line without its line end was torn by a kill and is dropped;
  /// any other line that is not what an attempt writes is refused.
  static func entries(of path: String) throws(StudyError) -> [PartEntry] {
    let bytes = try Files.contents(of: path)
    var entries: [PartEntry] = []
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // What follows the last line end: nothing, or a torn line.
    lines.removeLast()
    for (index, line) in lines.enumerated() {
      func corrupt(_ reason: String) -> StudyError {
        .corruptLine(
          path: path, line: index + 1,
          reason: "\(reason); delete this line to have its cell computed again")
      }
      let json: JSONValue
      do { json = try JSONValue(parsing: line) } catch { throw corrupt("not JSON: \(error)") }
      guard let id = json["id"]?.string, let crc = json["crc"]?.string, let rows = json["rows"],
        rows.array != nil
      else { throw corrupt("not an entry {crc, id, rows}") }
      let text = rows.canonicalText
      guard CRC32.hexadecimal(of: id + text) == crc else {
        throw corrupt("the checksum does not match")
      }
      entries.append(PartEntry(id: id, rows: text, place: "\(path):\(index + 1)"))
    }
    return entries
  }
}
