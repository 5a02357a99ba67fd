/// A log that is read: what it is, and the run as far as it tells.
public struct RunLog: Sendable {
  /// The path as it was given or found.
  public let path: String
  /// What was met beside records.
  public let account: ReadingAccount
  /// The run.
  public let summary: RunSummary

  init(path: String, account: ReadingAccount, summary: RunSummary) {
    self.path = path
    self.account = account
    self.summary = summary
  }

  /// Reads the log at a path, in memory that does not grow with it.
  ///
  /// - Throws: `LogError` where nothing is at the path, and for a file that cannot be read, is empty or has
  ///   no record in it.
  public init(_ path: String) throws(LogError) {
    let reading = try LogReading(path)
    try reading.readOn()
    guard let log = reading.log else { throw reading.whyNoRecord }
    self = log
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
    if HookEvidence.begins(head) { return ConsoleReader(isHook: true) }
    return CSVReader.canRead(start) ? CSVReader() : ConsoleReader()
  }
}
