/// Seeded operands: a linear congruential generator with a mixed output.
struct Operands {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var x = state
    x ^= x >> 32
    x = x &* 0xd6e8_feb8_6659_fd93
    return x ^ x >> 29
  }
}
