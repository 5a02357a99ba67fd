import RandomStreams
import Testing

/// The known answers that Random123 distributes (tests/kat_vectors): counter, key, result.
@Suite struct PhiloxTests {
  private struct KnownAnswer {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let sevenRounds: SIMD4<UInt32>
    let tenRounds: SIMD4<UInt32>
  }

  private let answers = [
    KnownAnswer(
      counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      sevenRounds: SIMD4(0x5f6f_b709, 0x0d89_3f64, 0x4f12_1f81, 0x4f73_0a48),
      tenRounds: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      sevenRounds: SIMD4(0x5207_ddc2, 0x4516_5e59, 0x4d8e_e751, 0x8c52_f662),
      tenRounds: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    // Digits of π.
    KnownAnswer(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0),
      sevenRounds: SIMD4(0x4dfc_caba, 0x190a_87f0, 0xc473_62ba, 0xb6b5_242a),
      tenRounds: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test func tenRounds() {
    for answer in answers {
      let observed = Philox4x32.block(counter: answer.counter, key: answer.key)
      #expect(
        observed == answer.tenRounds,
        "counter \(answer.counter), key \(answer.key): \(observed), not \(answer.tenRounds)")
    }
  }

  @Test func sevenRounds() {
    for answer in answers {
      let observed = Philox4x32.block(counter: answer.counter, key: answer.key, rounds: 7)
      #expect(
        observed == answer.sevenRounds,
        "counter \(answer.counter), key \(answer.key): \(observed), not \(answer.sevenRounds)")
    }
  }
}
