import JSON

/// Comma-separated values (RFC 4180) with `\n` line ends.
public enum CSV {
  /// A header and rows as text: strings are quoted where they must be, numbers are
  /// `Double.description` (the shortest digits that read back as the same binary64; `nan`, `inf`),
  /// null is an empty field, arrays and objects are their canonical JSON.
  public static func text(header: [String], rows: [[JSONValue]]) -> String {
    var text = line(header.map { .string($0) })
    for row in rows { text += line(row) }
    return text
  }

  private static func line(_ row: [JSONValue]) -> String {
    row.map(field).joined(separator: ",") + "\n"
  }

  private static func field(_ value: JSONValue) -> String {
    switch value {
    case .null: return ""
    case .number(let number) where !number.isFinite: return number.description
    case .string(let text): return quoted(text)
    case .array, .object: return quoted(value.canonicalText)
    default: return value.canonicalText
    }
  }

  private static func quoted(_ text: String) -> String {
    let mustQuote = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
    if !mustQuote { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
