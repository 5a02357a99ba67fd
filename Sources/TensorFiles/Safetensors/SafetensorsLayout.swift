import JSON

/// Where each tensor goes in a file that is to be written, and the header that says so.
struct SafetensorsLayout {
  /// The tensors in the order of their bytes, with the number of these.
  let parts: [(entry: SafetensorsEntry, byteCount: Int)]

  /// The number of bytes of all tensors.
  let byteCount: Int

  /// The file's beginning: the header's length and the header.
  let header: [UInt8]

  /// The reference implementation's layout: the largest alignment first (its list of dtypes from the
  /// end), then by name; the header is padded with spaces to 8 bytes, so that every element is
  /// aligned in a memory map.
  ///
  /// Throws ``FileError`` for a name that is there twice or is that of the notes, for a shape that no
  /// file can hold, and where the header would be longer than a file's may be.
  init(
    _ entries: [SafetensorsEntry], metadata: [String: String], file: String
  ) throws(FileError) {
    var names: Set<String> = [SafetensorsHeader.metadataKey]
    var members: [String] = []
    if !metadata.isEmpty {
      let notes = JSONValue.object(metadata.mapValues { .string($0) })
      members.append("\"\(SafetensorsHeader.metadataKey)\":\(notes.canonicalText)")
    }
    var parts: [(entry: SafetensorsEntry, byteCount: Int)] = []
    var offset = 0
    for entry in Self.sorted(entries) {
      guard names.insert(entry.name).inserted else {
        throw FileError(
          file: file, field: "tensor '\(entry.name)'", value: "taken",
          valid: "names that differ, and from \(SafetensorsHeader.metadataKey)")
      }
      let count = try entry.size(file: file).bytes
      let (end, overflow) = offset.addingReportingOverflow(count)
      guard !overflow else {
        throw FileError(
          file: file, field: entry.field("shape"), value: "\(entry.shape)",
          valid: "at most \(Int.max) bytes in a file")
      }
      let name = JSONValue.string(entry.name).canonicalText
      let shape = JSONValue.array(entry.shape.map { .integer($0) }).canonicalText
      members.append(
        name + ":{\"dtype\":\"\(entry.dtype.rawValue)\",\"shape\":\(shape),"
          + "\"data_offsets\":[\(offset),\(end)]}")
      parts.append((entry, count))
      offset = end
    }
    self.parts = parts
    byteCount = offset
    header = try Self.header(members, file: file)
  }

  private static func sorted(_ entries: [SafetensorsEntry]) -> [SafetensorsEntry] {
    let dtypes = SafetensorsDtype.allCases
    let rank = Dictionary(uniqueKeysWithValues: zip(dtypes, dtypes.indices))
    return entries.sorted { a, b in
      a.dtype == b.dtype
        ? utf8Precedes(a.name, b.name) : rank[a.dtype, default: 0] > rank[b.dtype, default: 0]
    }
  }

  /// The header of these members of its object, with its length in front.
  static func header(_ members: [String], file: String) throws(FileError) -> [UInt8] {
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text += Array(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    guard text.count <= SafetensorsHeader.longest else {
      throw FileError(
        file: file, field: "header length", value: "\(text.count)",
        valid: "at most \(SafetensorsHeader.longest) bytes (shorter or fewer names)")
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}
