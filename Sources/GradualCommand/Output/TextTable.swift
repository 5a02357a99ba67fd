/// Rows of text in aligned columns, two spaces apart, for a terminal.
struct TextTable {
  /// Where a column's text stands.
  enum Alignment {
    case left, right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table with columns of these alignments.
  init(_ alignments: [Alignment]) { self.alignments = alignments }

  /// A table under a heading.
  init(_ columns: [(heading: String, alignment: Alignment)]) {
    self.init(columns.map(\.alignment))
    append(columns.map(\.heading))
  }

  /// Adds a row, which may be shorter than the table is wide.
  mutating func append(_ row: [String]) { rows.append(row) }

  /// The table; each line indented and ended, without spaces at its end.
  func text(indent: Int = 0) -> String {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = String(repeating: " ", count: indent)
      for (column, cell) in row.enumerated() where column < alignments.count {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ")
        line += alignments[column] == .left ? cell + space : space + cell
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
