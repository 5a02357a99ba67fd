import JSON
import Kernels

/// What `dot` and `matmul` say of what they counted.
struct ProductPage {
  let options: ProductOptions
  /// How many results there are.
  let results: Int
  /// How many products each of them sums.
  let terms: Int
  let counts: AccumulatorCounts

  /// Writes it as text, or as JSON if the arguments ask for that.
  func write(_ arguments: Arguments) throws {
    try StandardOutput.write(arguments.has(.json) ? json : text)
  }

  private var rows: [(name: String, count: UInt64, help: String)] {
    [
      ("terms", counts.terms, "products other than 0, and in nested models sums of chunks"),
      ("flushed", counts.flushed, "not 0 before a rounding or alignment, 0 after"),
      ("additions", counts.additions, "of something other than 0 to a partial sum other than 0"),
      ("swamped", counts.swamped, "additions that left the partial sum as it was"),
      ("overflowed", counts.overflowed, "roundings to beyond the largest number"),
    ]
  }

  private var text: String {
    var table = TextTable([.left, .right, .left])
    for row in rows { table.append([row.name, "\(row.count)", row.help]) }
    let share = counts.swampedShare.map(ShortNumber.decimal) ?? "none"
    return "\(options.arithmetic.products.model): \(results) × \(terms) products\n\n"
      + table.text() + "\nshare swamped  \(share)\n"
  }

  private var json: String {
    var members: [String: JSONValue] = [
      "accumulator": .string(options.arithmetic.products.model.name),
      "inputs": .array([.string(options.formats.a.name), .string(options.formats.b.name)]),
      "results": .integer(results), "productsPerResult": .integer(terms),
      "swampedShare": counts.swampedShare.map { .number($0) } ?? .null,
    ]
    for row in rows { members[row.name] = .integer(Int(row.count)) }
    return JSONValue.object(members).indentedText + "\n"
  }
}
