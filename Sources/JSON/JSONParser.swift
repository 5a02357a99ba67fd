extension JSONValue {
  /// Reads one JSON text (RFC 8259) of UTF-8 bytes, with nothing but white space around it.
  ///
  /// Stricter than the RFC where it leaves a choice: a repeated member name, an unpaired surrogate,
  /// a number beyond binary64 and nesting deeper than 256 levels are refused.
  ///
  /// - Parameter dialect: what else is read; the RFC alone by default.
  public init(
    parsing bytes: some Sequence<UInt8>, as dialect: JSONDialect = .rfc8259
  ) throws(JSONError) {
    var parser = JSONParser(bytes: Array(bytes), dialect: dialect)
    self = try parser.document()
  }

  /// Reads one JSON text; see `init(parsing:)` for bytes.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: text.utf8)
  }
}

/// Whose JSON a text is.
public enum JSONDialect: Hashable, Sendable {
  /// The standard's.
  case rfc8259
  /// What Python's module json writes unless it is told not to: `NaN`, `Infinity` and `-Infinity` are
  /// numbers too.
  case python
}

/// A recursive-descent reader over a whole text in memory.
struct JSONParser {
  private let bytes: [UInt8]
  private let dialect: JSONDialect
  private var position = 0

  init(bytes: [UInt8], dialect: JSONDialect) {
    self.bytes = bytes
    self.dialect = dialect
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("more text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < 256 else { throw error("nesting deeper than 256 levels") }
    skipSpace()
    guard let first = peek else { throw error("the text ends where a value should stand") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N") where dialect == .python: return try word("NaN", .number(.nan))
    case UInt8(ascii: "I") where dialect == .python:
      return try word("Infinity", .number(.infinity))
    case UInt8(ascii: "-")
    where dialect == .python && bytes[position...].starts(with: "-I".utf8):
      return try word("-Infinity", .number(-.infinity))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("not the start of a value")
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    var members: [String: JSONValue] = [:]
    position += 1
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("a member name in quotes is missing") }
      let start = position
      let name = try string()
      skipSpace()
      guard take(":") else { throw error("':' is missing after a member name") }
      let value = try value(depth: depth + 1)
      guard members.updateValue(value, forKey: name) == nil else {
        throw JSONError(offset: start, reason: "the member \"\(name)\" stands twice")
      }
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("',' or '}' is missing in an object") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("',' or ']' is missing in an array") }
    return .array(elements)
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes[position...].starts(with: expected) else {
      throw error("not the start of a value")
    }
    position += expected.count
    return value
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    var isWhole = true
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") {
      isWhole = false
      try digits()
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, text != "-0", let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw JSONError(offset: start, reason: "\(text) is beyond binary64")
    }
    return .number(value)
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    guard position > start else { throw error("a digit is missing") }
  }

  private mutating func string() throws(JSONError) -> String {
    let start = position
    var utf8: [UInt8] = []
    position += 1
    while true {
      guard let byte = peek else { throw error("the text ends inside a string") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: utf8, as: UTF8.self) else {
          throw JSONError(offset: start, reason: "a string that is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): utf8.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20:
        position -= 1
        throw error("a control character inside a string")
      default: utf8.append(byte)
      }
    }
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = peek else { throw error("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimalUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // Only a high surrogate followed by a low one is a character.
      guard unit < 0xDC00, take("\\"), take("u") else { throw error("an unpaired surrogate") }
      let low = try hexadecimalUnit()
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
      else { throw error("an unpaired surrogate") }
      return scalar
    default:
      position -= 1
      throw error("an unknown escape")
    }
  }

  private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
    guard bytes.count - position >= 4 else { throw error("\\u needs four hexadecimal digits") }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw error("\\u needs four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = peek, UInt32(byte) == character.value else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D {
      position += 1
    }
  }

  private func error(_ reason: String) -> JSONError {
    JSONError(offset: position, reason: reason)
  }
}
