/// An error as the terminal gets it: one line, in which nothing that a user wrote can steer the terminal.
enum ErrorLine {
  /// As much is shown of a quoted value, in Unicode scalars.
  static let longestQuote = 80

  /// The text with control characters escaped and, where `cuts`, long quoted values cut off.
  ///
  /// Escaped are the control characters of Unicode (C0, DEL, C1), the separators of lines and
  /// paragraphs, and what turns the direction of text: `\n`, `\t`, `\r`, else `\u{1B}`.
  static func text(_ message: String, cuts: Bool = true) -> String {
    let scalars = Array(message.unicodeScalars)
    return (cuts ? cut(scalars) : scalars).map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format:
      return "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    default: return String(Character(scalar))
    }
  }

  /// The scalars with an ellipsis for the rest of every quoted value that is long.
  private static func cut(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var place = 0
    while place < scalars.count {
      let scalar = scalars[place]
      result.append(scalar)
      place += 1
      guard opens(scalars, at: place - 1) else { continue }
      // A quote that is never closed quotes nothing, nor does any after it.
      guard let end = (place..<scalars.count).first(where: { closes(scalars, at: $0, scalar) })
      else { return result + scalars[place...] }
      let quoted = scalars[place..<end]
      result += quoted.prefix(longestQuote)
      if quoted.count > longestQuote { result.append("…") }
      result.append(scalar)
      place = end + 1
    }
    return result
  }

  /// Whether a quotation begins here: an apostrophe has a letter in front of it.
  private static func opens(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
    guard scalars[place] == "'" || scalars[place] == "\"" else { return false }
    return place == 0 || !isWord(scalars[place - 1])
  }

  /// Whether a quotation by this mark ends here: an apostrophe has a letter behind it, and a backslash
  /// takes the mark's meaning away.
  private static func closes(
    _ scalars: [Unicode.Scalar], at place: Int, _ mark: Unicode.Scalar
  ) -> Bool {
    guard scalars[place] == mark, scalars[place - 1] != "\\" else { return false }
    return place + 1 == scalars.count || !isWord(scalars[place + 1])
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
