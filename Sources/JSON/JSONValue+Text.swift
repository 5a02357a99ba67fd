extension JSONValue {
  /// The one spelling of this value, without spaces or line ends: members in the order of their
  /// names' UTF-8 bytes, numbers as `Double.description` (the shortest digits that read back as the
  /// same binary64, so −0.0 keeps its sign), NaN and the infinities as strings.
  ///
  /// Two values have the same text exactly when they are the same JSON: this is what content hashes
  /// are taken of.
  public var canonicalText: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The value over several lines, for people and for `git diff`: two spaces a level; an array or an
  /// object that holds only scalars stands on one line. Ends without a line end.
  public var indentedText: String {
    var text = ""
    writeIndented(to: &text, level: 0)
    return text
  }

  /// As an error message shows it: short, on one line.
  public var shown: String {
    switch self {
    case .null, .bool, .integer, .number: canonicalText
    case .string(let text):
      JSONValue.string(text.count <= 40 ? text : text.prefix(40) + "…").canonicalText
    case .array(let values): "a list of \(values.count)"
    case .object(let fields): "an object of \(fields.count) fields"
    }
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += value.description
    case .number(let value):
      if value.isFinite {
        text += value.description
      } else {
        text += value.isNaN ? "\"nan\"" : value < 0 ? "\"-inf\"" : "\"inf\""
      }
    case .string(let value): Self.write(value, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in Self.sorted(members).enumerated() {
        if index > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private func writeIndented(to text: inout String, level: Int) {
    let inner = String(repeating: "  ", count: level + 1)
    let outer = String(repeating: "  ", count: level)
    switch self {
    case .array(let elements) where !elements.allSatisfy(\.isScalar):
      for (index, element) in elements.enumerated() {
        text += (index == 0 ? "[\n" : ",\n") + inner
        element.writeIndented(to: &text, level: level + 1)
      }
      text += "\n" + outer + "]"
    case .object(let members) where !members.values.allSatisfy(\.isScalar) || level == 0:
      if members.isEmpty { text += "{" }
      for (index, member) in Self.sorted(members).enumerated() {
        text += (index == 0 ? "{\n" : ",\n") + inner
        Self.write(member.key, to: &text)
        text += ": "
        member.value.writeIndented(to: &text, level: level + 1)
      }
      text += (members.isEmpty ? "" : "\n" + outer) + "}"
    default: write(to: &text)
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func sorted(_ members: [String: JSONValue]) -> [(key: String, value: JSONValue)] {
    members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
