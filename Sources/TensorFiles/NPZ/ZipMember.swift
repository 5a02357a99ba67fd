import CZlib

/// A member of a zip file: where its bytes are, and what they must come to.
struct ZipMember: Sendable {
  let name: String
  let isDeflated: Bool
  /// The stored bytes, in the file.
  let range: Range<Int>
  /// The number of bytes that they stand for.
  let size: Int
  let checksum: UInt32
  let file: MappedFile

  /// How many bytes one of deflate's can stand for at most (zlib's technical details).
  static let largestRatio = 1032

  /// How errors name a part of the member.
  func error(_ field: String, _ value: String, _ valid: String) -> FileError {
    FileError(file: file.path, field: "member '\(name)' \(field)", value: value, valid: valid)
  }

  /// Gives the bytes to `body` in pieces, the first of one length and the others, but for the last, of another,
  /// until it returns false. In the end the checksum is compared.
  ///
  /// No more than a piece is in memory.
  func read(
    first: Int, then length: Int, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Bool
  ) throws(FileError) {
    let pieces = isDeflated ? Inflater(self) : nil
    var (position, sum) = (0, crc32(0, nil, 0))
    while position < size {
      let count = min(position == 0 ? first : length, size - position)
      let goesOn = try file.withUnsafeBytes { (bytes) throws(FileError) in
        let stored = UnsafeRawBufferPointer(rebasing: bytes[range])
        let piece: UnsafeRawBufferPointer
        if let pieces {
          piece = try pieces.next(count, of: stored)
        } else {
          piece = UnsafeRawBufferPointer(rebasing: stored[position..<position + count])
        }
        sum = crc32_z(sum, piece.bindMemory(to: UInt8.self).baseAddress, piece.count)
        return try body(piece)
      }
      guard goesOn else { return }
      position += count
    }
    if let pieces {
      try file.withUnsafeBytes { (bytes) throws(FileError) in
        try pieces.end(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }
    guard sum == UInt(checksum) else {
      throw error(
        "bytes", "of checksum \(sum)", "\(checksum), as the file's directory says (damaged?)")
    }
  }
}

/// Inflates a member, from its start to its end.
private final class Inflater {
  private let member: ZipMember
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var buffer = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
  /// How many of the stored bytes were given to zlib.
  private var given = 0
  private var status = Z_OK

  init(_ member: ZipMember) {
    self.member = member
    stream.initialize(to: z_stream())
    // Without the frame of zlib's own files: zip has its own.
    status = inflateInit2_(
      stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    buffer.deallocate()
  }

  /// The next so many bytes, which are there until the next call.
  func next(
    _ count: Int, of stored: UnsafeRawBufferPointer
  ) throws(FileError) -> UnsafeRawBufferPointer {
    if buffer.count < count {
      buffer.deallocate()
      buffer = .allocate(capacity: count)
    }
    let made = inflate(into: buffer, count, stored)
    guard made == count else {
      throw member.error(
        "bytes", status == Z_STREAM_END ? "fewer than it claims" : "not deflate's (damaged?)",
        "\(member.size) bytes, deflated")
    }
    return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
  }

  /// Checks that nothing follows.
  func end(_ stored: UnsafeRawBufferPointer) throws(FileError) {
    var more: [UInt8] = [0]
    let made = more.withUnsafeMutableBufferPointer { inflate(into: $0, 1, stored) }
    guard made == 0, status == Z_STREAM_END, stream.pointee.avail_in == 0, given == stored.count
    else {
      throw member.error("bytes", "more than it claims", "\(member.size) bytes, deflated")
    }
  }

  private func inflate(
    into target: UnsafeMutableBufferPointer<UInt8>, _ count: Int, _ stored: UnsafeRawBufferPointer
  ) -> Int {
    var made = 0
    while made < count, status == Z_OK || status == Z_BUF_ERROR {
      if stream.pointee.avail_in == 0 {
        let part = min(stored.count - given, 1 << 30)
        let start = stored.bindMemory(to: UInt8.self).baseAddress.map { $0 + given }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        stream.pointee.avail_in = UInt32(part)
        given += part
      }
      let room = min(count - made, 1 << 30)
      stream.pointee.next_out = target.baseAddress.map { $0 + made }
      stream.pointee.avail_out = UInt32(room)
      let before = stream.pointee.avail_in
      status = CZlib.inflate(stream, Z_NO_FLUSH)
      let step = room - Int(stream.pointee.avail_out)
      made += step
      // Neither is anything read nor made: the stored bytes end too early.
      if step == 0, before == stream.pointee.avail_in, given == stored.count { break }
    }
    return made
  }
}
