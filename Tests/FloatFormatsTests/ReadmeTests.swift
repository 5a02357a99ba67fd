import FloatFormats
import Testing

/// The README's Swift.
@Suite struct ReadmeTests {
  enum MyFormat: SignedFormatTag {
    static let format = FloatFormat(
      exponentWidth: 3, precision: 5, bias: 5, nan: .none, infinity: false)
  }
  typealias MyFloat = Simulated<MyFormat, ToNearestEven>

  @Test func customFormat() {
    let sum = MyFloat(1.5) + MyFloat(0.03125)
    #expect(sum == 1.5)
    let up = sum.adding(0.01, rounding: .stochastic(.a, bits: 8), randomBits: 220)
    #expect(up == 1.5625)
  }
}
