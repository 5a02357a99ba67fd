/// SplitMix64 (Steele, Lea and Flood 2014): a seeded source for tests, so that a failure repeats.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// A generator; the same seed, the same numbers.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A double of random sign and significand whose exponent is uniform in `exponents`.
  public mutating func double(exponents: ClosedRange<Int>) -> Double {
    let bits = next()
    let magnitude = Double(
      sign: .plus, exponent: Int.random(in: exponents, using: &self),
      significand: Double(bitPattern: 0x3FF0_0000_0000_0000 | (bits >> 12)))
    return bits & 1 == 0 ? magnitude : -magnitude
  }
}
