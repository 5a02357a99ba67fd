import Testing

@testable import Studies

@Suite struct HashTests {
  /// FIPS 180-4's examples (NIST, "SHA-256 test values") and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmno"
        + "pqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func sha256GivesNISTsValues(message: String, digest: String) {
    #expect(SHA256.hexadecimal(of: message) == digest)
  }

  /// NIST's byte vectors whose lengths lie around the block's edge: zeros, digests from NIST's
  /// "additional SHA-256 test vectors" (55, 56, 57, 64 bytes).
  @Test(arguments: [
    (55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
    (56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
    (57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
    (64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
  ])
  func sha256PadsRightAroundABlocksEnd(count: Int, digest: String) {
    #expect(SHA256.hexadecimal(of: [UInt8](repeating: 0, count: count)) == digest)
  }

  /// In pieces of any lengths it is the digest of the whole.
  @Test func sha256OfPieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for length in [1, 63, 64, 65, 999] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: length) {
        hash.update(bytes[start..<min(start + length, bytes.count)])
      }
      #expect(hash.hexadecimal == SHA256.hexadecimal(of: bytes), "pieces of \(length)")
    }
  }

  /// The check value that catalogues give for this CRC.
  @Test func crc32GivesItsCheckValue() {
    #expect(CRC32.hexadecimal(of: "123456789") == "cbf43926")
  }
}
