import FloatFormats
import JSON
import Kernels

/// What `cast --counts` says.
enum CountsPage {
  /// A count by its name in JSON and as people write it.
  private struct Row {
    let name: String
    let label: String
    let count: UInt64
    let help: String
  }

  private static func rows(_ counts: CastCounts) -> [Row] {
    [
      Row(name: "elements", label: "elements", count: counts.elements, help: "in all"),
      Row(name: "zeros", label: "zeros", count: counts.zeros, help: "before the cast"),
      Row(name: "nans", label: "NaN", count: counts.nans, help: "before the cast"),
      Row(
        name: "infinities", label: "infinities", count: counts.infinities, help: "before the cast"),
      Row(name: "flushed", label: "flushed", count: counts.flushed, help: "not 0 before, 0 after"),
      Row(name: "subnormal", label: "subnormal", count: counts.subnormal, help: "after the cast"),
      Row(
        name: "overflowedToInfinity", label: "overflowed to infinity",
        count: counts.overflowedToInfinity, help: "finite before"),
      Row(
        name: "overflowedToNaN", label: "overflowed to NaN", count: counts.overflowedToNaN,
        help: "finite before"),
      Row(
        name: "saturated", label: "saturated", count: counts.saturated,
        help: "beyond the largest number, now that number"),
      Row(
        name: "nansMade", label: "NaN made", count: counts.nansMade,
        help: "of infinities or negative numbers that the format lacks"),
    ]
  }

  private static func measures(
    _ counts: CastCounts, _ format: FloatFormat
  ) -> [(name: String, label: String, value: Double?)] {
    [
      ("flushedShare", "share flushed", counts.flushedShare),
      ("subnormalShare", "share subnormal", counts.subnormalShare),
      ("overflowedShare", "share overflowed", counts.overflowedShare),
      ("energyLost", "energy lost", counts.energyLost),
      ("cosine", "cosine", counts.cosine),
      ("rootMeanSquare", "root mean square", counts.rootMeanSquare),
      ("headroomAbove", "headroom above, binades", counts.headroomAbove(in: format)),
      ("headroomBelow", "headroom below, binades", counts.headroomBelow(in: format)),
    ]
  }

  /// Counts, then shares of the finite elements other than 0, measures of harm, and how many binades the
  /// numbers were away from the format's largest and least one.
  static func text(_ counts: CastCounts, in format: FloatFormat) -> String {
    var table = TextTable([.left, .right, .left])
    for row in rows(counts) { table.append([row.label, "\(row.count)", row.help]) }
    let text = table.text()
    table = TextTable([.left, .left])
    for measure in measures(counts, format) {
      table.append([measure.label, measure.value.map { "\($0)" } ?? "none"])
    }
    return text + "\n" + table.text()
  }

  /// The same for programs; a share of nothing is null.
  static func json(_ counts: CastCounts, in format: FloatFormat) -> String {
    var members: [String: JSONValue] = [:]
    for row in rows(counts) { members[row.name] = .integer(Int(row.count)) }
    for measure in measures(counts, format) {
      members[measure.name] = measure.value.map { .number($0) } ?? .null
    }
    return JSONValue.object(members).indentedText + "\n"
  }
}
