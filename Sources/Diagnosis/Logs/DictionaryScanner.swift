/// Finds dictionaries in a line, as Python prints them (`{'loss': nan}`) or as JSON (`{"loss": NaN}`), among
/// any other text.
struct DictionaryScanner {
  /// A member: its name without quotes, and the bytes of its value.
  typealias Member = (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// Whether the line ends inside a dictionary.
  private(set) var isTruncated = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The members of the next dictionary; nil after the last. `isJSON` says whether its first name is in
  /// double quotes.
  mutating func next() -> (members: [Member], isJSON: Bool)? {
    while let open = bytes[position...].firstIndex(of: UInt8(ascii: "{")) {
      position = open + 1
      var members: [Member] = []
      if let isJSON = scan(&members) { return (members, isJSON) }
      if position >= bytes.endIndex { break }
    }
    position = bytes.endIndex
    return nil
  }

  /// Scans behind an opening brace to the closing one; nil where something else than a dictionary stands.
  private mutating func scan(_ members: inout [Member]) -> Bool? {
    var isJSON: Bool?
    while true {
      skipSpace()
      guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        // A comma may stand behind the last member.
        guard isJSON != nil, peek == UInt8(ascii: "}") else { return nil }
        position += 1
        return isJSON
      }
      isJSON = isJSON ?? (quote == UInt8(ascii: "\""))
      guard let name = quoted() else { return nil }
      skipSpace()
      guard peek == UInt8(ascii: ":") else { return nil }
      position += 1
      guard let value = value() else { return nil }
      members.append((name, value))
      let isLast = peek == UInt8(ascii: "}")
      position += 1
      if isLast { return isJSON }
    }
  }

  /// What stands in quotes here.
  private mutating func quoted() -> ArraySlice<UInt8>? {
    let quote = bytes[position]
    let start = position + 1
    position = start
    while let byte = peek {
      if byte == quote {
        defer { position += 1 }
        return bytes[start..<position]
      }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return truncated()
  }

  /// The bytes up to a comma or a closing brace outside of quotes and of parentheses of any kind.
  private mutating func value() -> ArraySlice<UInt8>? {
    let start = position
    var depth = 0
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard quoted() != nil else { return nil }
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ","), UInt8(ascii: "}"):
        if depth == 0 { return bytes[start..<position] }
        if byte == UInt8(ascii: "}") { depth -= 1 }
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
      default: break
      }
      position += 1
    }
    return truncated()
  }

  /// The line ends: nothing more is looked for in it, lest every brace in it be tried to its end.
  private mutating func truncated() -> ArraySlice<UInt8>? {
    position = bytes.endIndex
    isTruncated = true
    return nil
  }

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
  }
}
