/// Reads what a training program prints, line by line: dictionaries of Hugging Face's Trainer and of TRL, JSON
/// lines, Megatron's lines, and the notices of skipped updates of DeepSpeed and apex, in any mixture with
/// anything else.
struct ConsoleReader: LogReader {
  private(set) var account = ReadingAccount()
  private var lines = LineSplitter()
  /// What lines of JSON are counted as.
  private let jsonSort: EntrySort
  /// The step that the last progress bar showed.
  private var barStep: Int?

  /// A reader of a console, or of a hook's file, which need not have a record.
  init(isHook: Bool = false) {
    jsonSort = isHook ? .hook : .jsonLines
    if isHook { account.entries[.hook] = 0 }
  }

  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (RunRecord) -> Void) {
    var splitter = LineSplitter()
    swap(&splitter, &lines)
    splitter.read(bytes) { readLine($0, $1, take) }
    lines = splitter
    account.cut = lines.cut
  }

  mutating func finish(_ take: (RunRecord) -> Void) {
    account.isTruncated = false
    var splitter = LineSplitter()
    swap(&splitter, &lines)
    splitter.finish { readLine($0, $1, take) }
    lines = splitter
    account.cut = lines.cut
  }

  private mutating func readLine(
    _ line: ArraySlice<UInt8>, _ number: Int, _ take: (RunRecord) -> Void
  ) {
    if line.contains(UInt8(ascii: "{")), readDictionaries(line, number, take) { return }
    if let step = ProgressBar.step(in: line) {
      barStep = step
    } else if let notice = SkipNotice(line) {
      account.entries[notice.sort, default: 0] += 1
      var record = RunRecord(line: number, step: notice.step)
      record.add(.skippedSteps, 1, "1")
      if let scale = notice.scale { record.add(.lossScale, scale.value, scale.text) }
      take(record)
    } else if let record = MegatronLine.record(of: line, number) {
      account.entries[.megatron, default: 0] += 1
      take(record)
    }
  }

  /// Whether a dictionary was read.
  private mutating func readDictionaries(
    _ line: ArraySlice<UInt8>, _ number: Int, _ take: (RunRecord) -> Void
  ) -> Bool {
    // A bar may stand in front of the dictionary, in the same line.
    let open = line.firstIndex(of: UInt8(ascii: "{")) ?? line.endIndex
    if let step = ProgressBar.step(in: line[..<open]) { barStep = step }
    var scanner = DictionaryScanner(line)
    var hasRead = false
    while let (members, isJSON) = scanner.next() {
      hasRead = true
      guard let record = RunRecord(line: number, step: isJSON ? nil : barStep, members: members)
      else { continue }
      account.entries[isJSON ? jsonSort : .console, default: 0] += 1
      take(record)
    }
    account.isTruncated = scanner.isTruncated
    return hasRead
  }
}

/// A progress bar as tqdm draws it: `6%|▌         | 10/180 [00:12<03:24,  1.20s/it]`.
enum ProgressBar {
  /// The step of the last bar in a text.
  static func step(in text: ArraySlice<UInt8>) -> Int? {
    guard let percent = text.lastIndex(of: UInt8(ascii: "%")),
      let bar = text[percent...].after("%|"),
      let end = bar.firstIndex(of: UInt8(ascii: "|"))
    else { return nil }
    let rest = bar[(end + 1)...]
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return rest[..<slash].leadingInteger
  }
}
