/// The characters by which GPT-2's byte-level vocabularies write bytes.
///
/// The printable ones of Latin-1 stand for themselves, the other 68 bytes, in ascending order, for U+0100 and
/// following: a space is Ġ. Radford et al. 2019, `bytes_to_unicode`.
enum ByteAlphabet {
  /// The character of each byte.
  static let scalars: [Unicode.Scalar] = {
    var next: UInt8 = 0
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        // U+0100 to U+0143.
        return Unicode.Scalar(0x100 | UInt16(next)) ?? Unicode.Scalar(byte)
      }
    }
  }()

  private static let bytes = Dictionary(
    uniqueKeysWithValues: zip(scalars, UInt8.min...UInt8.max))

  /// The bytes that a text of the alphabet writes; nil where a character is not of the alphabet.
  static func bytes(of text: Substring) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }
}
