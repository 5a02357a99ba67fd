/// An entry of a zip file's central directory.
struct ZipEntry {
  private let name: String
  private let flags: UInt16
  private let method: UInt16
  private let checksum: UInt32
  private var stored: UInt64
  private var size: UInt64
  private var header: UInt64
  /// Where the next entry begins.
  let end: Int

  private static let signature: UInt32 = 0x0201_4B50
  private static let length = 46
  private static let headerSignature: UInt32 = 0x0403_4B50
  private static let headerLength = 30

  init(_ reader: ZipReader, at place: Int, in range: Range<Int>) throws(FileError) {
    guard range.upperBound - place >= Self.length, reader.word(place) == Self.signature else {
      throw reader.error("directory", "not one at byte \(place)", "a zip file (damaged?)")
    }
    flags = reader.half(place + 8)
    method = reader.half(place + 10)
    checksum = reader.word(place + 16)
    stored = UInt64(reader.word(place + 20))
    size = UInt64(reader.word(place + 24))
    header = UInt64(reader.word(place + 42))
    let nameLength = Int(reader.half(place + 28))
    let extraLength = Int(reader.half(place + 30))
    let nameStart = place + Self.length
    end = nameStart + nameLength + extraLength + Int(reader.half(place + 32))
    guard end <= range.upperBound else {
      throw reader.error(
        "directory", "cut off at byte \(range.upperBound)", "a zip file (damaged?)")
    }
    // Names that are not UTF-8 are shown with marks in place of what is not.
    name = String(decoding: reader.bytes[nameStart..<nameStart + nameLength], as: UTF8.self)
    readWideNumbers(reader, in: nameStart + nameLength..<nameStart + nameLength + extraLength)
  }

  /// Numbers that do not fit 32 bits are in the extra field 1, in this order.
  private mutating func readWideNumbers(_ reader: ZipReader, in range: Range<Int>) {
    var place = range.lowerBound
    while place + 4 <= range.upperBound {
      let (kind, length) = (reader.half(place), Int(reader.half(place + 2)))
      let next = place + 4 + length
      guard next <= range.upperBound else { return }
      if kind == 1 {
        var number = place + 4
        func take(_ value: inout UInt64) {
          guard value == UInt64(UInt32.max), number + 8 <= next else { return }
          value = reader.long(number)
          number += 8
        }
        take(&size)
        take(&stored)
        take(&header)
      }
      place = next
    }
  }

  /// The member, whose bytes lie before the directory.
  func member(_ reader: ZipReader, before directory: Int) throws(FileError) -> ZipMember {
    func invalid(_ field: String, _ value: String, _ valid: String) -> FileError {
      reader.error("member '\(name)' \(field)", value, valid)
    }
    guard flags & 1 == 0 else { throw invalid("bytes", "encrypted", "bytes as they are") }
    guard method == 0 || method == 8 else {
      throw invalid("method", "\(method)", "0 (stored) or 8 (deflated)")
    }
    guard let start = Int(exactly: header), start <= directory - Self.headerLength,
      reader.word(start) == Self.headerSignature
    else {
      throw invalid("header", "not at byte \(header)", "where the file's directory says (damaged?)")
    }
    let first =
      start + Self.headerLength + Int(reader.half(start + 26)) + Int(reader.half(start + 28))
    guard first <= directory, stored <= UInt64(directory - first) else {
      throw invalid(
        "bytes", "\(stored) from \(first) on", "within the \(directory) before the directory")
    }
    let (most, overflow) = stored.multipliedReportingOverflow(by: UInt64(ZipMember.largestRatio))
    guard let bytes = Int(exactly: size), method == 8 || size == stored,
      method == 0 || overflow || size <= most
    else {
      throw invalid(
        "size", "\(size) bytes",
        method == 0
          ? "\(stored), as many as are stored"
          : "at most \(most), to which \(stored) deflated bytes can come")
    }
    return ZipMember(
      name: name, isDeflated: method == 8, range: first..<first + Int(stored), size: bytes,
      checksum: checksum, file: reader.file)
  }
}
