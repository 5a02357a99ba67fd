/// The CRC-32 of gzip and PNG (ISO 3309; reflected polynomial 0xEDB88320): it finds a line of a
/// part file that was damaged on its way to or from the disk.
enum CRC32 {
  /// The checksum of a text's UTF-8 bytes as 8 lower-case hexadecimal digits.
  static func hexadecimal(of text: String) -> String {
    var remainder = UInt32.max
    for byte in text.utf8 {
      remainder = table[Int((remainder ^ UInt32(byte)) & 0xFF)] ^ remainder >> 8
    }
    let digits = String(~remainder, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { word, _ in word >> 1 ^ (word & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
}
