/// Reads a table of comma-separated values whose first line has names: wandb's export of a run's history or
/// of a chart (`"Step","run-1 - train/loss","run-1 - train/loss__MIN",…`), or any other with known names.
struct CSVReader: LogReader {
  private(set) var account = ReadingAccount()
  private var lines = LineSplitter()
  private var columns: [Column]?

  /// What a column holds.
  enum Column: Hashable {
    case quantity(Quantity)
    case step
    case other

    var isQuantity: Bool { if case .quantity = self { true } else { false } }

    init(name: String) {
      // A chart's columns begin with the run's name.
      let own = name.split(separator: " - ").last.map(String.init) ?? name
      if let quantity = Quantity(name: own) {
        self = .quantity(quantity)
      } else {
        self = StepName.isKnown(own) ? .step : .other
      }
    }
  }

  /// Whether a file that begins with these bytes is one: its first line names a quantity, and a
  /// step or another quantity.
  static func canRead(_ head: ArraySlice<UInt8>) -> Bool {
    let line = head.prefix { $0 != 0x0A && $0 != 0x0D }
    guard line.contains(UInt8(ascii: ",")), !line.contains(UInt8(ascii: "{")) else { return false }
    let columns = columns(of: line)
    // A sentence may have a comma behind a known name.
    return columns.contains { $0.isQuantity } && columns.count { $0 != .other } >= 2
  }

  private static func columns(of line: ArraySlice<UInt8>) -> [Column] {
    // Spreadsheets put a byte-order mark in front.
    let line = line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    return fields(of: line).map { Column(name: $0.trimmed.text) }
  }

  /// The fields of a line, without the quotes around them; a doubled quote inside stays doubled.
  private static func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var start = line.startIndex
    var isQuoted = false
    for index in line.indices {
      if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard line[index] == UInt8(ascii: ","), !isQuoted else { continue }
      fields.append(unquoted(line[start..<index]))
      start = index + 1
    }
    fields.append(unquoted(line[start...]))
    return fields
  }

  private static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "\"")
    return field.count >= 2 && field.first == quote && field.last == quote
      ? field.dropFirst().dropLast() : field
  }

  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (RunRecord) -> Void) {
    var splitter = LineSplitter()
    swap(&splitter, &lines)
    splitter.read(bytes) { readLine($0, $1, take) }
    lines = splitter
    account.cut = lines.cut
  }

  mutating func finish(_ take: (RunRecord) -> Void) {
    var splitter = LineSplitter()
    swap(&splitter, &lines)
    splitter.finish { readLine($0, $1, take) }
    lines = splitter
  }

  private mutating func readLine(
    _ line: ArraySlice<UInt8>, _ number: Int, _ take: (RunRecord) -> Void
  ) {
    guard let columns else {
      columns = Self.columns(of: line)
      return
    }
    var record = RunRecord(line: number)
    for (column, field) in zip(columns, Self.fields(of: line)) {
      switch column {
      case .quantity(let quantity):
        if let number = LoggedNumber.parse(field) {
          record.add(quantity, number.value, number.text)
        }
      case .step: record.step = record.step ?? field.leadingInteger
      case .other: break
      }
    }
    guard !record.isEmpty else { return }
    account.entries[.csv, default: 0] += 1
    take(record)
  }
}
