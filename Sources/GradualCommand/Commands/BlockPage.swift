import BlockFormats
import FloatFormats
import JSON

/// What `show` says of a block format.
enum BlockPage {
  static func text(_ format: BlockFormat) -> String {
    var text = Help.wrap("\(format.name): \(format.summary)", indent: 0)
    var table = TextTable([.left, .left])
    for (label, value) in rows(format) { table.append([label, value]) }
    text += "\n" + table.text()
    text += "\nscale of a block\n"
    for note in notes(format) { text += Help.wrap(note, indent: 2) }
    return text
  }

  private static func rows(_ format: BlockFormat) -> [(String, String)] {
    let (element, scaling) = (format.element, format.scaling)
    let scale = scaling.scale.format
    return [
      ("spelling", format.spelling),
      (
        "element",
        "\(element.name), \(element.bitWidth) bits"
          + (element.isInteger ? ", two's complement" : "")
      ),
      ("largest element", ShortNumber.text(element.format.greatestFiniteMagnitude)),
      ("least element", ShortNumber.text(element.format.leastNonzeroMagnitude)),
      ("block", shape(scaling.shape)),
      (
        "scale",
        "\(scaling.scale.name), \(scale.bitWidth) bits: \(ShortNumber.text(scale.leastNonzeroMagnitude)) to "
          + ShortNumber.text(scale.greatestFiniteMagnitude)
      ),
      ("rule", "\(scaling.rule.rawValue): \(scaling.rule.summary)"),
      ("tensor scale", scaling.hasTensorScale ? "binary32, beside the blocks'" : "none"),
      ("bits a number", ShortNumber.decimal(format.bitsPerNumber)),
    ]
  }

  private static func shape(_ shape: BlockShape) -> String {
    switch shape {
    case .line(let length): "\(length) neighbours along the last axis"
    case .tile(let rows, let columns): "\(rows) × \(columns) of the last two axes"
    case .tensor: "the whole tensor"
    }
  }

  private static func notes(_ format: BlockFormat) -> [String] {
    var notes = [
      "A number over its scale is rounded once, and saturates; a value is element × scale"
        + (format.scaling.hasTensorScale ? " × tensor scale" : "") + ", exact in binary64.",
      "A NaN or an infinity makes the scale NaN, and all numbers of its block.",
    ]
    if format.scaling.hasTensorScale {
      notes.append(
        "The tensor scale is the largest magnitude of all ÷ (largest element × largest scale), rounded to "
          + "binary32.")
    }
    return notes
  }

  static func json(_ format: BlockFormat) -> String {
    let scaling = format.scaling
    let value: JSONValue = [
      "name": .string(format.name), "summary": .string(format.summary),
      "spelling": .string(format.spelling), "element": .string(format.element.name),
      "elementBits": .integer(format.element.bitWidth),
      "largestElement": .number(format.element.format.greatestFiniteMagnitude),
      "shape": .string(scaling.shape.name), "scale": .string(scaling.scale.name),
      "rule": .string(scaling.rule.rawValue), "tensorScale": .bool(scaling.hasTensorScale),
      "bitsPerNumber": .number(format.bitsPerNumber),
    ]
    return value.indentedText + "\n"
  }
}
