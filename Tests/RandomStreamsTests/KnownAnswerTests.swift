import RandomStreams
import Testing

/// The key rule, against values that a separate program in Python computed from its description:
/// Philox, FNV-1a and the hash were written there a second time.
@Suite struct KnownAnswerTests {
  private let stream = RandomStream(
    StreamKey(seed: 0x0123_4567_89ab_cdef, domain: .weight, name: "layers.3.mlp.up"))

  @Test func mixingHash() {
    #expect(mixed(1) == 0x86d2_fa73)
  }

  @Test func indices() {
    let (first, second) = stream.draws(5, 6, 7, slot: 8)
    #expect(first.bits == 0x0531_4a67_af15_f962, "0x\(String(first.bits, radix: 16))")
    #expect(second.bits == 0x3e45_793a_db7e_e94e, "0x\(String(second.bits, radix: 16))")
  }

  @Test func row() {
    let row = stream.row(5, 6, 7, slot: 8)
    #expect(row.key == MixingKey(outer: 0x459a_378c, inner: 0x2b7d_9123), "\(row.key)")
    let bits = row.uint64(at: 1000)
    #expect(bits == 0x2d8b_a5e7_4551_2109, "0x\(String(bits, radix: 16))")
  }

  @Test func sequence() {
    // Row 2^32 + 3 of the sequence, place 77.
    let bits = stream.draw(at: 1 << 52 + 3 << 20 + 77).bits
    #expect(bits == 0xa283_5bb4_3ece_e9a7, "0x\(String(bits, radix: 16))")
  }

  /// The bytes of 10^5 normal numbers: the same on every machine.
  @Test func normalNumbers() {
    let hash = Self.hash(stream.normals(count: 100_000).map(\.bitPattern))
    #expect(hash == 0x83ea_5a9b_f29a_4e3e, "0x\(String(hash, radix: 16))")
  }

  /// The same of the law in binary32, which NumPy computed.
  @Test func normalNumbersInBinary32() {
    let row = stream.row(5, 6, 7, slot: 8)
    let hash = Self.hash((0..<UInt32(100_000)).map { row.normal32(at: $0).bitPattern })
    #expect(hash == 0xd436_9ded_d5d1_186e, "0x\(String(hash, radix: 16))")
  }

  /// FNV-1a over the bytes, least first.
  private static func hash(_ numbers: [some FixedWidthInteger]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for number in numbers {
      for place in stride(from: 0, to: number.bitWidth, by: 8) {
        hash = (hash ^ UInt64(truncatingIfNeeded: number >> place) & 0xff) &* 0x0000_0100_0000_01b3
      }
    }
    return hash
  }
}
