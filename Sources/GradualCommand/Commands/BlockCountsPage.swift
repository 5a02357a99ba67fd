import BlockFormats
import JSON

/// What `cast --counts` says of a block format.
struct BlockCountsPage {
  let counts: BlockCounts
  let format: BlockFormat

  private var rows: [(name: String, label: String, count: UInt64, help: String)] {
    let numbers = counts.numbers
    return [
      ("elements", "numbers", numbers.elements, "in all"),
      ("zeros", "zeros", numbers.zeros, "before the cast"),
      ("nans", "NaN", numbers.nans, "before the cast"),
      ("infinities", "infinities", numbers.infinities, "before the cast"),
      ("flushed", "flushed", numbers.flushed, "not 0 before, 0 after"),
      ("subnormal", "subnormal", numbers.subnormal, "as elements"),
      ("saturated", "saturated", numbers.saturated, "beyond the largest element, now that one"),
      ("nansMade", "NaN made", numbers.nansMade, "of what shares a block with NaN or infinity"),
      ("blocks", "blocks", counts.blocks, "in all"),
      ("nanBlocks", "NaN blocks", counts.nanBlocks, "with a NaN or an infinity"),
      ("flushedBlocks", "flushed blocks", counts.flushedBlocks, "not all 0 before, all 0 after"),
    ]
  }

  private var measures: [(name: String, label: String, value: Double?)] {
    let numbers = counts.numbers
    let isNonzero = numbers.nonzero > 0
    return [
      ("flushedShare", "share flushed", numbers.flushedShare),
      ("saturatedShare", "share saturated", numbers.overflowedShare),
      ("energyLost", "energy lost", numbers.energyLost),
      ("cosine", "cosine", numbers.cosine),
      ("signalToNoise", "signal to noise, dB", counts.signalToNoise),
      ("rootMeanSquare", "root mean square", numbers.rootMeanSquare),
      ("largest", "largest magnitude", isNonzero ? numbers.largestMagnitude : nil),
      ("worstSignalToNoise", "worst block, dB", counts.worst?.signalToNoise),
      ("worstLargest", "its largest magnitude", counts.worst?.largest),
    ]
  }

  /// Counts, then shares of the finite numbers other than 0, and measures of harm.
  var text: String {
    var table = TextTable([.left, .right, .left])
    for row in rows { table.append([row.label, "\(row.count)", row.help]) }
    let text = table.text()
    table = TextTable([.left, .left])
    for measure in measures {
      table.append([measure.label, measure.value.map { "\($0)" } ?? "none"])
    }
    table.append(["worst block's place", counts.worst.map { "\($0.block)" } ?? "none"])
    return text + "\n" + table.text()
  }

  /// The same for programs; a share of nothing is null.
  var json: String {
    var members: [String: JSONValue] = [
      "format": .string(format.name),
      "worstBlock": counts.worst.map { .integer($0.block) } ?? .null,
    ]
    for row in rows { members[row.name] = .integer(Int(clamping: row.count)) }
    for measure in measures { members[measure.name] = measure.value.map { .number($0) } ?? .null }
    return JSONValue.object(members).indentedText + "\n"
  }
}
