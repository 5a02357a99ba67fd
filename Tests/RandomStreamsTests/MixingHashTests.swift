import RandomStreams
import Testing

@Suite struct MixingHashTests {
  /// Undoes `mixed` step by step: an xor-shift by repeating it, a product by the inverse of its
  /// multiplier modulo 2^32.
  private func unmixed(_ output: UInt32) -> UInt32 {
    func unshifted(_ y: UInt32, _ shift: UInt32) -> UInt32 {
      var x = y
      for _ in 0..<(32 / shift) { x = y ^ (x >> shift) }
      return x
    }
    func inverse(_ multiplier: UInt32) -> UInt32 {
      var x = multiplier  // right to 3 bits; each step doubles that
      for _ in 0..<4 { x &*= 2 &- multiplier &* x }
      return x
    }
    var x = unshifted(output, 15)
    x &*= inverse(0x735a_2d97)
    x = unshifted(x, 15)
    x &*= inverse(0x21f0_aaad)
    return unshifted(x, 16)
  }

  @Test func isABijection() {
    var wrong: UInt32?
    var x: UInt32 = 0
    for _ in 0..<1_000_000 {
      if unmixed(mixed(x)) != x { wrong = x }
      x &+= 0x9e37_79b9
    }
    #expect(wrong == nil)
  }

  /// Each of 3 · 32 · 32 flips is a coin of 20,000 throws: 6 standard deviations happen to one of
  /// them once in 160,000 tests.
  @Test func everyBitOfIndexAndKeysReachesEveryBit() {
    let trials = 20_000
    let stream = RandomStream(StreamKey(seed: 11, domain: .data, name: "avalanche"))
    var worst = 0.0
    var place = ""
    for source in 0..<3 {
      for bit in 0..<UInt32(32) {
        var flips = [Int](repeating: 0, count: 32)
        for trial in 0..<trials {
          let words = stream.draws(UInt32(trial), bit, UInt32(source))
          let (index, outer, inner) = (
            words.0.uint32, words.1.uint32, UInt32(truncatingIfNeeded: words.0.bits)
          )
          let mask = UInt32(1) << bit
          let base = MixingKey(outer: outer, inner: inner).word(at: index)
          let other = MixingKey(
            outer: source == 1 ? outer ^ mask : outer, inner: source == 2 ? inner ^ mask : inner
          ).word(at: source == 0 ? index ^ mask : index)
          let changed = base ^ other
          for output in 0..<32 { flips[output] += Int(changed >> UInt32(output) & 1) }
        }
        for (output, count) in flips.enumerated() {
          let deviation = (Double(count) - Double(trials) / 2) / (Double(trials) / 4).squareRoot()
          if deviation.magnitude > worst {
            worst = deviation.magnitude
            place = "\(["index", "outer key", "inner key"][source]) bit \(bit) to bit \(output)"
          }
        }
      }
    }
    #expect(worst < 6, "\(place): \(worst) standard deviations; bound 6; seed 11")
  }
}
