import SystemFiles

/// A log that is read: what it is, and the run as far as it tells.
public struct RunLog: Sendable {
  /// The path as it was given or found.
  public let path: String
  /// What was met beside records.
  public let account: ReadingAccount
  /// The run.
  public let summary: RunSummary

  /// Reads the log at a path, in memory that does not grow with it.
  ///
  /// - Throws: `LogError` where nothing is at the path, and for a file that cannot be read, is empty or has
  ///   no record in it.
  public init(_ path: String) throws(LogError) {
    let file = try LogFile(path)
    var summary = RunSummary()
    var reader: (any LogReader)?
    while let block = try file.next() {
      if reader == nil { reader = try Self.reader(for: block, path) }
      reader?.read(block) { summary.add($0) }
    }
    guard var reader else { throw LogError(path, "empty") }
    reader.finish { summary.add($0) }
    guard !reader.account.entries.isEmpty else {
      throw LogError(path, "no record of a training run in it" + Self.troubles(reader.account))
    }
    self.path = path
    account = reader.account
    self.summary = summary
  }

  /// What a log of no records had instead.
  private static func troubles(_ account: ReadingAccount) -> String {
    var text = account.isTruncated ? " (it ends inside an entry)" : ""
    if let line = account.firstUnreadable {
      text += " (\(account.unreadable) unreadable, the first in line \(line))"
    }
    return text
  }

  /// The reader for a log that begins with these bytes.
  static func reader(for head: ArraySlice<UInt8>, _ path: String) throws(LogError) -> any LogReader
  {
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw LogError(path, "UTF-16 text", valid: "UTF-8 (iconv -f utf-16 -t utf-8)")
    }
    if EventFileReader.canRead(head) { return EventFileReader() }
    let start = head.trimmed.prefix(1 << 16)
    if start.first == UInt8(ascii: "{"), start.firstIndex(of: "\"log_history\"") != nil {
      return TrainerStateReader()
    }
    return CSVReader.canRead(start) ? CSVReader() : ConsoleReader()
  }
}
