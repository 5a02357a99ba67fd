extension RunLog {
  /// Reads a log that is in memory.
  ///
  /// - Parameter path: what it is called.
  /// - Throws: `LogError` where there is no record in it.
  public init(text: String, named path: String) throws(LogError) {
    let bytes = ArraySlice(text.utf8)
    var summary = RunSummary()
    var reader = try Self.reader(for: bytes, path)
    reader.read(bytes) { summary.add($0) }
    reader.finish { summary.add($0) }
    guard !reader.account.entries.isEmpty else {
      throw LogError(path, "no record of a training run in it")
    }
    self.path = path
    account = reader.account
    self.summary = summary
  }
}
