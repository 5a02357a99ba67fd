/// Reads a TensorBoard event file: TFRecords, each a length of 8 bytes, its check, the event, its check. An
/// event's line is its number in the file.
struct EventFileReader: LogReader {
  private(set) var account = ReadingAccount()
  private var held: [UInt8] = []
  /// Bytes of a record that is too long to be held, yet to come.
  private var toSkip = 0
  private var number = 0
  /// Whether a length is wrong, after which nothing can be found.
  private var isLost = false
  /// The scalars of one step: trainers write each as an event of its own.
  private var record = RunRecord(line: 0)

  /// Bytes in front of an event, and after it.
  private static let headSize = 12
  private static let tailSize = 4

  /// Whether a file that begins with these bytes is one.
  static func canRead(_ head: ArraySlice<UInt8>) -> Bool {
    head.count >= headSize && isLength(head.prefix(headSize))
  }

  private static func isLength(_ head: ArraySlice<UInt8>) -> Bool {
    UInt64(CRC32C.masked(head.prefix(8))) == head.dropFirst(8).littleEndian
  }

  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (RunRecord) -> Void) {
    guard !isLost else { return }
    let skipped = min(toSkip, bytes.count)
    toSkip -= skipped
    held += bytes.dropFirst(skipped)
    var start = 0
    while !isLost, let end = readRecord(at: start, take) { start = end }
    held.removeFirst(min(start, held.count))
  }

  mutating func finish(_ take: (RunRecord) -> Void) {
    account.isTruncated = !isLost && (!held.isEmpty || toSkip > 0)
    emit(take)
  }

  /// Reads the record at a place, and says where the next begins; nil where it is not whole yet.
  private mutating func readRecord(at start: Int, _ take: (RunRecord) -> Void) -> Int? {
    guard held.count - start >= Self.headSize else { return nil }
    let head = held[start..<start + Self.headSize]
    guard Self.isLength(head), let length = Int(exactly: head.prefix(8).littleEndian),
      length <= Int.max / 2
    else {
      account.countUnreadable(at: number + 1)
      isLost = true
      return nil
    }
    let whole = Self.headSize + length + Self.tailSize
    guard length <= longestEntry else {
      // An image, or a graph.
      number += 1
      toSkip = max(0, whole - (held.count - start))
      return min(start + whole, held.count)
    }
    guard held.count - start >= whole else { return nil }
    number += 1
    let event = held[start + Self.headSize..<start + Self.headSize + length]
    let check = held[start + whole - Self.tailSize..<start + whole].littleEndian
    if UInt64(CRC32C.masked(event)) == check {
      takeScalars(of: ScalarEvent(event), take)
    } else {
      account.countUnreadable(at: number)
    }
    return start + whole
  }

  private mutating func takeScalars(of event: ScalarEvent, _ take: (RunRecord) -> Void) {
    for (tag, value) in event.scalars {
      guard let quantity = Quantity(name: tag) else { continue }
      if record.step != event.step || record[quantity] != nil {
        emit(take)
        record = RunRecord(line: number, step: event.step)
      }
      record.add(quantity, value, "\(value)")
    }
  }

  private mutating func emit(_ take: (RunRecord) -> Void) {
    guard !record.isEmpty else { return }
    account.entries[.eventFile, default: 0] += 1
    take(record)
    record = RunRecord(line: 0)
  }
}
