import FloatFormats
import Testing
import Theory

struct FormatLimitsTests {
  @Test func limitsOfFormats() {
    #expect(FormatLimits(FloatFormat(exponentWidth: 5, precision: 11)) == binary16)
    #expect(FormatLimits(FloatFormat(exponentWidth: 8, precision: 8)) == bfloat16)
    #expect(FormatLimits(FloatFormat(exponentWidth: 5, precision: 3)) == e5m2)
    #expect(
      FormatLimits(FloatFormat(exponentWidth: 4, precision: 4, nan: .maximum, infinity: false))
        == e4m3fn)
    #expect(binary16.firstOverflow == 65520)
    #expect(e4m3fn.firstOverflow == 464)
    #expect(e5m2.firstOverflow == 61440)
    #expect(binary16.flushBoundary == 0x1p-25)
  }

  /// Against Swift's own conversion, at every value of binary16, half-way to the next, and beside.
  @Test func roundingEqualsFloat16() {
    var failures: [Double] = []
    for pattern in UInt16(0)..<0x7C00 {
      let value = Double(Float16(bitPattern: pattern))
      let middle = value + binary16.step(at: value) / 2
      for x in [value, middle, middle.nextUp, middle.nextDown, -middle] {
        let expected = Double(Float16(x))
        let saturated = expected.isFinite ? expected : (x < 0 ? -65504 : 65504)
        if binary16.rounded(x) != saturated { failures.append(x) }
      }
    }
    #expect(failures.isEmpty, "\(failures.count) values differ, first \(failures.prefix(5))")
  }
}
