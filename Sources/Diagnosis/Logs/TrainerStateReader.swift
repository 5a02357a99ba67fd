import JSON

/// Reads trainer_state.json, which Hugging Face's Trainer writes with each checkpoint: the members of its
/// array `log_history`, one by one, so that neither the file's length nor its line ends matter.
struct TrainerStateReader: LogReader {
  private(set) var account = ReadingAccount()
  private var line = 1
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The string that was read last outside of entries: a member's name, when a colon follows.
  private var word: [UInt8] = []
  /// Whether the array is open whose entries are the log.
  private var isInHistory = false
  private var entry: [UInt8] = []
  private var entryLine = 0
  private var isFull = false
  private var hasEnded = false

  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (RunRecord) -> Void) {
    for byte in bytes { step(byte, take) }
  }

  mutating func finish(_ take: (RunRecord) -> Void) { account.isTruncated = !hasEnded }

  private mutating func step(_ byte: UInt8, _ take: (RunRecord) -> Void) {
    if byte == 0x0A { line += 1 }
    let isInEntry = isInHistory && depth >= 3
    if isInEntry { hold(byte) }
    if isInString {
      stepInString(byte)
      return
    }
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      word.removeAll(keepingCapacity: true)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if depth == 1, byte == UInt8(ascii: "["), word.elementsEqual("log_history".utf8) {
        isInHistory = true
      }
      depth += 1
      if isInHistory, depth == 3 {
        entry.removeAll(keepingCapacity: true)
        entryLine = line
        isFull = false
        hold(byte)
      }
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth = max(0, depth - 1)
      if isInEntry, depth == 2 { end(take) }
      if depth == 1 { isInHistory = false }
      if depth == 0 { hasEnded = true }
    default: break
    }
  }

  private mutating func stepInString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
      return
    }
    // Longer than any name that matters.
    if word.count < 64 { word.append(byte) }
  }

  private mutating func hold(_ byte: UInt8) {
    if entry.count < longestEntry { entry.append(byte) } else { isFull = true }
  }

  private mutating func end(_ take: (RunRecord) -> Void) {
    if isFull { account.cut += 1 }
    guard let members = (try? JSONValue(parsing: entry, as: .python))?.object else {
      account.countUnreadable(at: entryLine)
      return
    }
    guard members["train_runtime"] == nil else { return }
    var record = RunRecord(line: entryLine, step: members["step"]?.integer)
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let quantity = Quantity(name: name), let number = value.double else { continue }
      record.add(quantity, number, "\(number)")
    }
    guard !record.isEmpty else { return }
    account.entries[.trainerState, default: 0] += 1
    take(record)
  }
}
