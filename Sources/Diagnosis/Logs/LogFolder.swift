import SystemFiles

/// The logs of a folder and of those inside it.
public enum LogFolder {
  /// Entries of folders that are looked at, and folders inside one another.
  static let mostEntries = 20_000
  static let deepest = 4
  /// Files that are read to choose one.
  static let mostLogs = 64

  /// Whether a folder is at a path.
  public static func isFolder(_ path: String) -> Bool { mode(path) == S_IFDIR }

  /// The log in a folder that tells most: with most quantities, then with most training records, then the
  /// first by its path.
  ///
  /// - Throws: `LogError` where no file in the folder is a log.
  public static func best(in folder: String) throws(LogError) -> (log: RunLog, others: Int) {
    let all = try logs(in: folder)
    // A hook's file has losses too where its script was given them, and is evidence beside a log.
    let paths = all.filter { !HookEvidence.isHook($0) } + all.filter { HookEvidence.isHook($0) }
    var best: RunLog?
    var others = -1
    for path in paths.prefix(mostLogs) {
      guard let log = try? RunLog(path) else { continue }
      others += 1
      if best.map({ tells($0, lessThan: log) }) ?? true { best = log }
    }
    guard let best else {
      throw LogError(
        folder, "no log in this folder (\(paths.count) files looked like one)",
        valid: "a folder with " + LogError.kinds)
    }
    return (best, others)
  }

  private static func tells(_ log: RunLog, lessThan other: RunLog) -> Bool {
    func worth(_ log: RunLog) -> (Int, Int) {
      let known = Quantity.allCases.filter { log.summary[$0].count > 0 }.count
      return (known, log.summary.trainingRecords)
    }
    return worth(log) < worth(other)
  }

  /// The paths of files that may be logs by their names, in order.
  static func logs(in folder: String) throws(LogError) -> [String] {
    var found: [String] = []
    var waiting = [(path: folder, depth: 0)]
    var entries = 0
    while let (path, depth) = waiting.popLast() {
      guard let names = names(in: path) else {
        if depth == 0 { throw LogError(path, "unreadable (\(lastSystemError()))") }
        continue
      }
      for name in names where entries < mostEntries {
        entries += 1
        let inner = path.hasSuffix("/") ? path + name : path + "/" + name
        switch mode(inner) {
        case S_IFDIR where depth < deepest: waiting.append((inner, depth + 1))
        case S_IFREG where looksLikeLog(name): found.append(inner)
        default: break
        }
      }
    }
    return found.sorted()
  }

  private static func looksLikeLog(_ name: String) -> Bool {
    name.hasPrefix("trainer_state") && name.hasSuffix(".json") || name.contains("tfevents")
      || [".log", ".txt", ".out", ".err", ".jsonl", ".csv"].contains { name.hasSuffix($0) }
  }

  /// Whether a regular file is at a path.
  static func isFile(_ path: String) -> Bool { mode(path) == S_IFREG }

  /// The folder that a path's last name is in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The names in a folder, in order; nil where it cannot be read.
  static func names(in folder: String) -> [String]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < mostEntries, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
