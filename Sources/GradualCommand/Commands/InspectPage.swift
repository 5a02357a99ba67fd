import Inspection
import JSON
import Reporting

/// What `inspect` says of arrays.
struct InspectPage {
  let result: InspectionResult
  /// Rows of a table, beside that of all arrays.
  let top: Int

  var text: String {
    let all = result.all
    var text =
      "\(counted(result.arrays.count, "array")), \(grouped(Int(clamping: all.elements))) numbers: "
      + "\(grouped(Int(clamping: all.zeros))) zeros, \(grouped(Int(clamping: all.nans))) NaN, "
      + "\(grouped(Int(clamping: all.infinities))) infinities"
    if all.nonzero > 0 {
      text +=
        "; magnitudes \(NumberText.significant(all.least, digits: 4)) to "
        + NumberText.significant(all.largest, digits: 4)
    }
    text += "\nshares are of the finite numbers other than 0; room is in binades, SQNR in dB\n"
    for format in result.formats.indices {
      text += "\n\(result.formats[format].name)\n" + table(result.table(format, top: top))
    }
    let hidden = result.arrays.count - top
    if hidden > 0 {
      text +=
        "\n\(counted(hidden, "more array")) in every table with --top \(result.arrays.count)\n"
    }
    return text
  }

  private func table(_ table: Table) -> String {
    var text = TextTable(
      table.columns.enumerated().map { ($1.title, $0 < 2 ? .left : .right) })
    for row in table.rows {
      text.append(
        zip(table.columns, row).map { ErrorLine.text(Table.text($1, $0), cuts: false) })
    }
    return text.text(indent: 2)
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  var json: [String: JSONValue] { result.json.object ?? [:] }
}
