/// The members of a zip file, by its central directory (PKWARE's APPNOTE 6.3.10), everything checked that leads to
/// them: places within the file, no two members in the same bytes, sizes that their bytes can come to.
struct ZipDirectory {
  let members: [ZipMember]

  private static let endSignature: UInt32 = 0x0605_4B50
  private static let endLength = 22
  private static let locatorSignature: UInt32 = 0x0706_4B50
  private static let locatorLength = 20
  private static let wideEndSignature: UInt32 = 0x0606_4B50

  init(of file: MappedFile) throws(FileError) {
    members = try file.withUnsafeBytes { (bytes) throws(FileError) in
      let reader = ZipReader(bytes: bytes, file: file)
      let place = try Self.directory(reader)
      return try Self.members(reader, place)
    }
  }

  /// Where the directory is, and of how many members.
  private static func directory(
    _ reader: ZipReader
  ) throws(FileError) -> (range: Range<Int>, count: UInt64) {
    // The end may be followed by a comment of up to 65,535 bytes.
    let last = reader.bytes.count - endLength
    var end = last
    while end >= 0, end >= last - 65_535 {
      if reader.word(end) == endSignature, Int(reader.half(end + 20)) == last - end { break }
      end -= 1
    }
    guard end >= 0, end >= last - 65_535 else {
      throw reader.error("end", "without a zip file's directory", "a zip file (truncated?)")
    }
    var (count, size, start) = (
      UInt64(reader.half(end + 10)), UInt64(reader.word(end + 12)), UInt64(reader.word(end + 16))
    )
    let locator = end - locatorLength
    if locator >= 0, reader.word(locator) == locatorSignature {
      guard let wide = Int(exactly: reader.long(locator + 8)), wide <= locator - 56,
        reader.word(wide) == wideEndSignature
      else {
        throw reader.error("zip64 end", "not where its locator says", "a zip file (damaged?)")
      }
      (count, size, start) = (
        reader.long(wide + 32), reader.long(wide + 40), reader.long(wide + 48)
      )
    }
    guard size <= UInt64(end), start <= UInt64(end) - size else {
      throw reader.error(
        "directory", "\(size) bytes from \(start) on",
        "within the \(end) bytes before the file's end")
    }
    return (Int(start)..<Int(start + size), count)
  }

  private static func members(
    _ reader: ZipReader, _ place: (range: Range<Int>, count: UInt64)
  ) throws(FileError) -> [ZipMember] {
    var members: [ZipMember] = []
    var position = place.range.lowerBound
    while position < place.range.upperBound {
      let entry = try ZipEntry(reader, at: position, in: place.range)
      members.append(try entry.member(reader, before: place.range.lowerBound))
      position = entry.end
    }
    guard UInt64(members.count) == place.count else {
      throw reader.error(
        "directory", "of \(members.count) members", "\(place.count), as the end says")
    }
    var end = 0
    for member in members.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard member.range.lowerBound >= end || member.range.isEmpty else {
        throw member.error("bytes", "another member's, too", "bytes of its own")
      }
      end = max(end, member.range.upperBound)
    }
    let names = Set(members.map(\.name))
    guard names.count == members.count else {
      throw reader.error("directory", "of members of one name", "names that differ")
    }
    return members
  }
}

/// Little-endian numbers of a file. Places outside of it read as 0.
struct ZipReader {
  let bytes: UnsafeRawBufferPointer
  let file: MappedFile

  func half(_ place: Int) -> UInt16 { number(place) }
  func word(_ place: Int) -> UInt32 { number(place) }
  func long(_ place: Int) -> UInt64 { number(place) }

  private func number<Number: FixedWidthInteger & BitwiseCopyable>(_ place: Int) -> Number {
    let size = MemoryLayout<Number>.size
    guard place >= 0, bytes.count >= size, place <= bytes.count - size else { return 0 }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
  }

  func error(_ field: String, _ value: String, _ valid: String) -> FileError {
    FileError(file: file.path, field: field, value: value, valid: valid)
  }
}
