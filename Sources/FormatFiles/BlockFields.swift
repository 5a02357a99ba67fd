import BlockFormats
import FloatFormats
import JSON

/// The fields of a block format's file.
struct BlockFields {
  private enum Key: String, CaseIterable {
    case element, shape, scale, rule, tensorScale, summary
  }

  let file: String
  let fields: [String: JSONValue]

  /// Whether an object is meant as a block format's.
  static func isMeant(_ fields: [String: JSONValue]) -> Bool {
    fields[Key.element.rawValue] != nil
  }

  /// The format.
  func format(name: String) throws(FormatFileError) -> BlockFormat {
    let known = Key.allCases.map(\.rawValue)
    if let key = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw FormatFileError(
        file, "unknown key \"\(key)\"; valid: \(known.joined(separator: ", "))")
    }
    let (element, shape) = (try text(.element), try text(.shape))
    let (scale, rule) = (try text(.scale), try text(.rule))
    var tensorScale = false
    switch fields[Key.tensorScale.rawValue] {
    case nil, .null: break
    case .bool(let flag): tensorScale = flag
    case .some(let other):
      throw FormatFileError(
        file, "tensorScale is \(other.canonicalText); valid: true or false")
    }
    do throws(BlockFormatError) {
      return try BlockFormat(
        name: name, summary: fields[Key.summary.rawValue]?.string ?? "from \(file)",
        element: BlockCatalogue.element(named: element),
        scaling: BlockCatalogue.scaling(
          shape: shape, scale: scale, rule: rule, tensorScale: tensorScale))
    } catch {
      throw FormatFileError(file, "\(error)")
    }
  }

  private func text(_ key: Key) throws(FormatFileError) -> String {
    let needed = "needed: element, shape, scale, rule"
    guard let value = fields[key.rawValue], value != .null else {
      throw FormatFileError(file, "\(key.rawValue) is missing; \(needed)")
    }
    // A shape may be a number: so many in a line.
    guard let text = value.string ?? value.integer.map({ "\($0)" }) else {
      throw FormatFileError(file, "\(key.rawValue) is \(value.canonicalText); valid: a string")
    }
    return text.lowercased()
  }
}
