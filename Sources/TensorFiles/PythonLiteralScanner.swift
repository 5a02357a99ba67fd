/// Reads strings, booleans and tuples of lengths from the bytes of a Python literal.
///
/// Every read skips the white space before it. An error names the byte where the text departs from
/// what was expected.
struct PythonLiteralScanner {
  private let bytes: UnsafeRawBufferPointer
  private let file: String
  private var position = 0

  init(bytes: UnsafeRawBufferPointer, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Whether the next byte is `character`, which stays.
  mutating func isNext(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return position < bytes.count && bytes[position] == UInt8(ascii: character)
  }

  /// Takes `character` where it is next, and says whether it was.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard isNext(character) else { return false }
    position += 1
    return true
  }

  /// Takes `character`, which must be next.
  mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard skip(character) else { throw unexpected("'\(character)'") }
  }

  /// Makes sure that only white space is left.
  mutating func expectEnd() throws(FileError) {
    skipSpace()
    guard position == bytes.count else { throw unexpected("nothing more") }
  }

  /// A string in single or double quotes, without escapes.
  mutating func string(field: String) throws(FileError) -> String {
    guard isNext("'") || isNext("\"") else {
      throw unexpected(field == "header" ? "a key in quotes" : "\(field) as a string")
    }
    let quote = bytes[position]
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: quote) else {
      throw unexpected("a string with its closing quote")
    }
    guard !bytes[start..<end].contains(UInt8(ascii: "\\")) else {
      throw unexpected("a string without escapes")
    }
    position = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// `True` or `False`.
  mutating func boolean(field: String) throws(FileError) -> Bool {
    let start = position
    switch word() {
    case "True": return true
    case "False": return false
    default:
      position = start
      throw unexpected("\(field) True or False")
    }
  }

  /// A tuple of axis lengths: `()`, `(3,)`, `(2, 3)`.
  mutating func tuple(field: String) throws(FileError) -> [Int] {
    guard skip("(") else { throw unexpected("\(field) as a tuple of lengths") }
    var lengths: [Int] = []
    var hasComma = false
    while !skip(")") {
      guard lengths.isEmpty || hasComma else { throw unexpected("',' or ')'") }
      lengths.append(try length(field: field))
      hasComma = skip(",")
    }
    // In Python `(3)` is a number, not a tuple.
    guard lengths.count != 1 || hasComma else {
      throw FileError(
        file: file, field: field, value: "(\(lengths[0]))", valid: "a tuple, (\(lengths[0]),)")
    }
    return lengths
  }

  /// An axis length: decimal digits, with the `L` that Python 2 wrote after a long.
  private mutating func length(field: String) throws(FileError) -> Int {
    skipSpace()
    let start = position
    let text = word()
    let digits = text.hasSuffix("L") ? text.dropLast() : text[...]
    let isDecimal =
      !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (digits == "0" || digits.first != "0")
    guard isDecimal, let length = Int(digits) else {
      position = start
      guard text.isEmpty else {
        throw FileError(
          file: file, field: field, value: text,
          valid: "lengths from 0 to \(Int.max) in decimal digits")
      }
      throw unexpected("\(field) as a tuple of lengths")
    }
    return length
  }

  /// The letters, digits and signs that follow.
  private mutating func word() -> String {
    skipSpace()
    let start = position
    while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  /// The error of a text that does not go on with `expected`.
  mutating func unexpected(_ expected: String) -> FileError {
    skipSpace()
    let found =
      position < bytes.count
      ? "'" + String(decoding: bytes[position..<min(position + 16, bytes.count)], as: UTF8.self)
        + "' at byte \(position)"
      : "at its end after \(position) bytes"
    return FileError(file: file, field: "header", value: found, valid: expected)
  }
}

private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true  // 0–9 A–Z a–z
  case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
  default: false
  }
}
