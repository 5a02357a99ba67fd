import SystemFiles

/// A log that is read on as it grows, in memory that does not grow with it.
public final class LogReading {
  private let path: String
  private var file: LogFile
  private var reader: (any LogReader)?
  private var summary = RunSummary()

  /// Opens the log at a path.
  ///
  /// - Throws: `LogError` where it cannot be opened.
  public init(_ path: String) throws(LogError) {
    self.path = path
    file = try LogFile(path)
  }

  /// Reads what there is: to the end of a file, or of a pipe. A file that was replaced or shortened since the
  /// last time is begun anew.
  ///
  /// - Returns: whether there was anything.
  /// - Throws: `LogError` where the file cannot be read, or is of no kind that is known.
  @discardableResult
  public func readOn() throws(LogError) -> Bool {
    if file.isSuperseded {
      file = try LogFile(path)
      reader = nil
      summary = RunSummary()
    }
    var hasRead = false
    while let block = try file.next() {
      hasRead = true
      if reader == nil { reader = try RunLog.reader(for: block, path) }
      reader?.read(block) { summary.add($0) }
    }
    return hasRead
  }

  /// The log as far as it was read, its last entry as if it ended there; nil while there is no record.
  public var log: RunLog? {
    guard var reader else { return nil }
    var summary = summary
    reader.finish { summary.add($0) }
    guard !reader.account.entries.isEmpty else { return nil }
    return RunLog(path: path, account: reader.account, summary: summary)
  }

  /// Why there is no record, of a log that is read to its end.
  var whyNoRecord: LogError {
    guard var reader else { return LogError(path, "empty") }
    reader.finish { _ in }
    var text = reader.account.isTruncated ? " (it ends inside an entry)" : ""
    if let line = reader.account.firstUnreadable {
      text += " (\(reader.account.unreadable) unreadable, the first in line \(line))"
    }
    return LogError(path, "no record of a training run in it" + text)
  }
}
