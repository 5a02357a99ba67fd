import JSON

/// What the header of a safetensors file says, checked: the tensors and where they are, and notes.
///
/// The format is huggingface's own: the header's length (8 bytes, little-endian), a JSON object of
/// name → {dtype, shape, data_offsets}, with notes as strings under `__metadata__`, then the bytes of
/// the tensors, one behind the other without gaps. What the reference implementation (its function
/// `validate`) checks is checked here, and what the format's description forbids beyond that: a name
/// twice, and anything but `{` at the header's beginning.
struct SafetensorsHeader {
  let metadata: [String: String]

  /// In the order of their bytes in the file; those without bytes, by name.
  let tensors: [SafetensorsTensor]

  /// The reference implementation's limit on the header's length in bytes.
  static let longest = 100_000_000

  /// The name that stands for notes, and for no tensor.
  static let metadataKey = "__metadata__"

  /// The header of a file.
  ///
  /// Nothing is allocated in proportion to a number that the file claims.
  init(parsing file: MappedFile) throws(FileError) {
    let (members, dataOffset) = try file.withUnsafeBytes { (bytes) throws(FileError) in
      let range = try Self.range(of: bytes, file: file.path)
      return (try Self.members(of: bytes[range], file: file.path), range.upperBound)
    }
    metadata = try Self.metadata(members[Self.metadataKey], file: file.path)
    var tensors: [SafetensorsTensor] = []
    // In the order of the names, so that of several faults always the same one is told.
    for (name, value) in members.sorted(by: { utf8Precedes($0.key, $1.key) })
    where name != Self.metadataKey {
      let fields = SafetensorsFields(value, name: name, file: file.path)
      tensors.append(try fields.tensor(dataOffset: dataOffset, file: file))
    }
    // A stable sort: those without bytes stay in the order of their names.
    tensors.sort {
      ($0.offsets.lowerBound, $0.offsets.upperBound)
        < ($1.offsets.lowerBound, $1.offsets.upperBound)
    }
    self.tensors = tensors
    try checkPlaces(dataLength: file.count - dataOffset, file: file.path)
  }

  /// Where the JSON text is in the file.
  private static func range(
    of bytes: UnsafeRawBufferPointer, file: String
  ) throws(FileError) -> Range<Int> {
    guard bytes.count >= 8 else {
      throw FileError(
        file: file, field: "file size", value: "\(bytes.count) bytes",
        valid: "at least 8 bytes, which hold the header's length (truncated?)")
    }
    let claimed = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard let length = Int(exactly: claimed), length <= longest else {
      throw FileError(
        file: file, field: "header length", value: "\(claimed)",
        valid: "at most \(longest) bytes (not a safetensors file?)")
    }
    guard length >= 2 else {
      throw FileError(
        file: file, field: "header length", value: "\(length)",
        valid: "at least 2 bytes, an empty object")
    }
    guard length <= bytes.count - 8 else {
      throw FileError(
        file: file, field: "header length", value: "\(length)",
        valid: "at most \(bytes.count - 8) bytes, which is all that follows (truncated?)")
    }
    return 8..<8 + length
  }

  /// The members of the JSON object.
  private static func members(
    of text: Slice<UnsafeRawBufferPointer>, file: String
  ) throws(FileError) -> [String: JSONValue] {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: text)
    } catch {
      throw FileError(
        file: file, field: "header", value: "not JSON (\(error))", valid: "a JSON object in UTF-8")
    }
    // White space before it would be JSON, but is not the format.
    guard text.first == UInt8(ascii: "{"), let members = value.object else {
      throw FileError(
        file: file, field: "header", value: "a text that does not begin with '{'",
        valid: "a JSON object from its first byte on")
    }
    return members
  }

  /// The notes; none where there is no object for them.
  private static func metadata(
    _ value: JSONValue?, file: String
  ) throws(FileError) -> [String: String] {
    guard let value, value != .null else { return [:] }
    let notes = value.object?.compactMapValues(\.string)
    guard let notes, notes.count == value.object?.count else {
      throw FileError(
        file: file, field: metadataKey, value: value.canonicalText, valid: "an object of strings")
    }
    return notes
  }

  /// Checks that the tensors' bytes are all that follows the header, each once.
  private func checkPlaces(dataLength: Int, file: String) throws(FileError) {
    var end = 0
    for tensor in tensors {
      let offsets = tensor.offsets
      guard offsets.lowerBound == end else {
        throw FileError(
          file: file, field: tensor.entry.field("data_offsets"),
          value: "[\(offsets.lowerBound), \(offsets.upperBound)]",
          valid: "from \(end) on, where what comes before it ends (no gap, no overlap)")
      }
      end = offsets.upperBound
    }
    guard end == dataLength else {
      throw FileError(
        file: file, field: "data",
        value: "\(dataLength) bytes"
          + (dataLength < end ? " (truncated?)" : " (something follows)"),
        valid: "\(end) bytes, where the last tensor ends")
    }
  }
}

/// Whether a name comes before another by the bytes of UTF-8, as the reference implementation sorts.
func utf8Precedes(_ a: String, _ b: String) -> Bool {
  a.utf8.lexicographicallyPrecedes(b.utf8)
}
