import CZlib

/// A zip file that is put together by hand, with everything that can be wrong in it.
struct ZipBytes {
  struct Member {
    var name = "a.npy"
    var bytes: [UInt8] = []
    var isDeflated = false
    /// What the directory says in place of what is true.
    var claimedSize: Int?
    var claimedStored: Int?
    var checksum: UInt?
    var method: Int?
    var flags = 0
    var offset: Int?
  }

  var members: [Member] = []
  var comment = ""
  var claimedCount: Int?
  /// Whether sizes and places are told in 64 bits, as numpy does for large files.
  var isWide = false

  /// Deflated without the frame of zlib's own files.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: bytes.count + 1024)
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    deflateInit2_(
      stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    var source = bytes
    let count = source.withUnsafeMutableBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        stream.pointee.next_in = source.baseAddress
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        deflate(stream, Z_FINISH)
        return target.count - Int(stream.pointee.avail_out)
      }
    }
    deflateEnd(stream)
    return Array(target[..<count])
  }

  func encoded() -> [UInt8] {
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for member in members {
      let stored = member.isDeflated ? Self.deflated(member.bytes) : member.bytes
      let name = Array(member.name.utf8)
      let start = member.offset ?? file.count
      let method = member.method ?? (member.isDeflated ? 8 : 0)
      let sum = member.checksum ?? crc32_z(0, member.bytes, member.bytes.count)
      let (size, count) = (
        member.claimedSize ?? member.bytes.count, member.claimedStored ?? stored.count
      )
      file += number(0x0403_4B50, 4) + number(20, 2) + number(member.flags, 2) + number(method, 2)
      file += number(0, 4) + number(Int(sum), 4) + number(count, 4) + number(size, 4)
      file += number(name.count, 2) + number(0, 2) + name + stored
      let extra =
        isWide
        ? number(1, 2) + number(24, 2) + number(size, 8) + number(count, 8) + number(start, 8) : []
      let told = isWide ? [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF] : [count, size, start]
      directory += number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(member.flags, 2)
      directory += number(method, 2) + number(0, 4) + number(Int(sum), 4) + number(told[0], 4)
      directory +=
        number(told[1], 4) + number(name.count, 2) + number(extra.count, 2) + number(0, 2)
      directory += number(0, 2) + number(0, 2) + number(0, 4) + number(told[2], 4) + name + extra
    }
    let (start, count) = (file.count, claimedCount ?? members.count)
    file += directory
    if isWide {
      let end = file.count
      file += number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 4)
      file += number(0, 4) + number(count, 8) + number(count, 8) + number(directory.count, 8)
      file += number(start, 8)
      file += number(0x0706_4B50, 4) + number(0, 4) + number(end, 8) + number(1, 4)
    }
    file += number(0x0605_4B50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
    file += number(directory.count, 4) + number(start, 4) + number(comment.utf8.count, 2)
    return file + Array(comment.utf8)
  }

  private func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
