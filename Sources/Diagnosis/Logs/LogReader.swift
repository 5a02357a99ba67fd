/// Reads one kind of log from its bytes as they come, in pieces of any size.
protocol LogReader {
  /// What was met so far beside records.
  var account: ReadingAccount { get }

  /// Takes the next bytes, and hands on the records that they complete.
  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (RunRecord) -> Void)

  /// Takes the end of the log for the end of its last entry.
  mutating func finish(_ take: (RunRecord) -> Void)
}

/// What a reader met beside records.
public struct ReadingAccount: Hashable, Sendable {
  /// How many entries of each sort were read.
  public var entries: [EntrySort: Int] = [:]
  /// Entries that should be records and cannot be read.
  public var unreadable = 0
  /// The line of the first of them.
  public var firstUnreadable: Int?
  /// Lines or entries of which only a part is looked at, since they are longer than 1 MiB.
  public var cut = 0
  /// Whether the log ends inside an entry.
  public var isTruncated = false

  /// Counts an entry that cannot be read.
  mutating func countUnreadable(at line: Int) {
    unreadable += 1
    if firstUnreadable == nil { firstUnreadable = line }
  }
}

/// A sort of entry in a log; its description is a name for people.
public enum EntrySort: String, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  case trainerState = "trainer_state.json of Hugging Face's Trainer"
  case console = "console of Hugging Face's Trainer"
  case jsonLines = "JSON lines"
  case megatron = "Megatron's console"
  case deepSpeed = "DeepSpeed's console"
  case apex = "apex's console"
  case eventFile = "TensorBoard event file"
  case csv = "CSV export"
  case hook = "file of gradual hook"

  /// For people.
  public var description: String { rawValue }

  /// By the order in which a log's sorts are told.
  public static func < (left: Self, right: Self) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }
}

/// The most bytes of one entry that are held.
let longestEntry = 1 << 20
