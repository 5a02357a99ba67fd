import SystemFiles
import TensorFiles

/// The few file operations of the store, by the system's own calls: the store's guarantees
/// (exclusive creation, one write a line, sync before rename) are theirs.
enum Files {
  /// All bytes of a file.
  static func contents(of path: String) throws(StudyError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .file(path: path, reason: "not a regular file")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Whether something of that name exists.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The names in a folder in the order of their bytes, without those that begin with a dot.
  static func names(in folder: String) throws(StudyError) -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        // The name ends with a zero inside the entry (POSIX readdir).
        pointer.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)
        ) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a folder and those above it that are missing.
  static func makeFolder(_ path: String) throws(StudyError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? String(part) : "/" + part
      if mkdir(made, 0o777) != 0, errno != EEXIST { throw failure(made) }
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .file(path: path, reason: "not a folder")
    }
  }

  /// Writes a whole file or leaves what was there; a file that already has this text is left alone.
  static func writeWhole(_ text: String, to path: String) throws(StudyError) {
    if let old = try? contents(of: path), old == Array(text.utf8) { return }
    do {
      try writeAtomically(text, to: path)
    } catch {
      throw .file(
        path: error.file, reason: "\(error.field) is \(error.value); valid: \(error.valid)")
    }
  }

  /// Writes files into a folder; where one cannot be written, none is changed.
  ///
  /// Each is written and synced beside its target before the first is renamed; then they are renamed in
  /// this order, and the folders synced. A machine that stops between two renames leaves the first
  /// files new and the others old, each of them whole.
  ///
  /// - Parameters:
  ///   - files: paths inside the folder, and texts.
  ///   - folders: folders inside it that are made first.
  static func writeTogether(
    _ files: [(path: String, text: String)], in folder: String, folders: [String]
  ) throws(StudyError) {
    // What a rename cannot replace is found before anything is changed.
    for (path, _) in files {
      let target = "\(folder)/\(path)"
      var status = stat()
      if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
        throw .file(path: target, reason: "not a regular file")
      }
    }
    for name in [""] + folders { try makeFolder("\(folder)/\(name)") }
    var staged: [(from: String, to: String)] = []
    defer { for (from, _) in staged { unlink(from) } }
    for (path, text) in files {
      let target = "\(folder)/\(path)"
      if let old = try? contents(of: target), old == Array(text.utf8) { continue }
      staged.append(("\(target).\(getpid()).partial", target))
      try writeWhole(text, to: staged[staged.count - 1].from)
    }
    for (from, to) in staged {
      guard rename(from, to) == 0 else { throw failure(to) }
    }
    for name in [""] + folders { try syncFolder("\(folder)/\(name)") }
  }

  /// Asks that the names in a folder are on the disk.
  private static func syncFolder(_ path: String) throws(StudyError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  /// The system's own words for what just failed.
  static func failure(_ path: String) -> StudyError {
    .file(path: path, reason: String(cString: strerror(errno)))
  }
}

/// `write(2)`, under a name that a method called `write` does not hide.
func unistdWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
