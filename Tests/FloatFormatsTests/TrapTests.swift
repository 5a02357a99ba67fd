import FloatFormats
import Foundation
import Testing

/// The mistakes that other tools and the standard library's generic code make, one test each.
@Suite struct TrapTests {
  typealias E4 = Simulated<E4M3FN, ToNearestEven>
  typealias FNUZ = Simulated<E4M3FNUZ, ToNearestEven>
  typealias FP4 = Simulated<E2M1FN, ToNearestEven>

  @Test func largestOfE4M3IsNot480() {
    #expect(E4.greatestFiniteMagnitude.value == 448)
    #expect(E4(464.0).value == 448)
    #expect(E4((464.0).nextUp).isNaN)
    #expect(E4(exactly: 480) == nil)
    #expect(E4(exactly: 480.0) == nil)
  }

  @Test func halfOverflowsAt65520() {
    #expect(Half(70000.0).isInfinite)
    #expect(Half(65520.0).isInfinite)
    #expect(Half((65520.0).nextDown).value == 65504)
  }

  @Test func nearestTiesToEven() {
    #expect(Half(2049.0).value == 2048)
    #expect(Half(2051.0).value == 2052)
    #expect(Half(0x1p-25).value == 0)
    #expect(Half((0x1p-25).nextUp).value == 0x1p-24)
    #expect(Half(0x3p-25).value == 0x1p-23)
  }

  @Test func toOddKeepsExactValues() {
    let even = FloatFormat.binary16.encode(2048.0, RoundingContext(.odd))
    #expect(FloatFormat.binary16.decode(even.code) == 2048 && even.flags == [])
    let inexact = FloatFormat.binary16.encode(2048.5, RoundingContext(.odd))
    #expect(FloatFormat.binary16.decode(inexact.code) == 2050)
  }

  /// Just below a power of two log2 rounds up to it, and an exponent taken so is one too high.
  @Test func exponentJustBelowPowersOfTwo() {
    var failures: [String] = []
    for exponent in -20...15 {
      let below = Double(sign: .plus, exponent: exponent, significand: 1).nextDown
      let truncated = FloatFormat.binary16.encode(below, RoundingContext(.towardZero))
      let step = max(exponent - 11, -24)
      let expected =
        Double(sign: .plus, exponent: exponent, significand: 1)
        - Double(sign: .plus, exponent: step, significand: 1)
      let observed = FloatFormat.binary16.decode(truncated.code)
      if observed != expected {
        failures.append("\(below): expected \(expected), observed \(observed)")
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test func nanWithLowPayloadStaysNaN() {
    let payload = Double(bitPattern: 0x7ff0_0000_0000_0001)
    #expect(FloatFormat.bfloat16.isNaN(FloatFormat.bfloat16.encode(payload).code))
    #expect(FloatFormat.bfloat16.encode(payload).flags == .invalid)
    #expect(E4(payload).isNaN)
  }

  @Test func oneRoundingNotTwo() {
    let tf32 = FloatFormat.tf32
    let one = tf32.encode(1.0).code
    let tiny = tf32.encode(0x1p-60).code
    #expect(tf32.decode(tf32.add(one, tiny, RoundingContext(.towardPositive)).code) == 1 + 0x1p-10)
    let bf16 = FloatFormat.bfloat16
    let codes = [9.0, 29.0, 0x1p-100].map { bf16.encode($0).code }
    #expect(bf16.decode(bf16.multiplyAdd(codes[0], codes[1], codes[2]).code) == 262)
  }

  /// Float16's own fused multiply-add goes through Float's on Linux, and rounds twice.
  @Test func fusedMultiplyAddOfHalf() {
    let (a, b, c): (Half, Half, Half) = (322.5, -0.698, -0.004387)
    #expect(c.addingProduct(a, b).value == -225.125)
    #if os(Linux)
      let native = Float16(-0.004387).addingProduct(322.5, -0.698)
      #expect(
        native != -225.125, "Float16.addingProduct is right here; say so in the documentation")
    #endif
  }

  @Test func conversionsThroughStandardTypes() {
    // The generic initialiser of the standard library takes 448's significand width for the field's.
    #expect(E4(1.125).value == 1.125 && E4(Float(1.5)).value == 1.5)
    // Left out, these recurse until they crash.
    #expect(Half(Float(1.5)).value == 1.5 && Half(Double(1.5)).value == 1.5)
    #expect(Half(Float16(1.5)).value == 1.5)
    #if arch(x86_64)
      #expect(Half(Float80(1.5)).value == 1.5)
    #endif
    func generic<Source: BinaryFloatingPoint>(_ source: Source) -> Half { Half(source) }
    #expect(generic(1.5 as Float).value == 1.5 && generic(Half(1.5)).value == 1.5)
    #expect(generic(Simulated<E5M2, ToNearestEven>(1.75)).value == 1.75)
    #expect(Float(Half(65504.0)) == 65504 && Float16(Half(0x1p-24)) == 0x1p-24)
    #expect(Double(E4(448.0)) == 448 && Int(Half(-3.75)) == -3)
    #expect(Half(200).integer(as: Int8.self) == nil && Half(200).integer(as: UInt8.self) == 200)
    #expect(E4(-3.75).integer(as: Int.self) == -3)
    #expect(E4(-3.5).integer(as: Int.self, rounding: .nearestEven) == -4)
    #expect(Int(exactly: Half(2.5)) == nil && Int8(exactly: Half(-128)) == -128)
  }

  /// A format with binary16's field widths and another bias must not be read as binary16's bits.
  @Test func sameWidthsOtherBias() {
    enum Shifted: SignedFormatTag {
      static let format = FloatFormat(exponentWidth: 5, precision: 11, bias: 16)
    }
    #expect(Half(Simulated<Shifted, ToNearestEven>(1.5)).value == 1.5)
  }

  @Test func formatsWithoutInfinity() {
    #expect(E4.infinity.isNaN)
    #expect(FP4.infinity.value == 6)
    #expect(E4.greatestFiniteMagnitude.nextUp.isNaN)
    #expect(FP4.greatestFiniteMagnitude.nextUp.value == 6)
    #expect((E4(1) / E4(0)).isNaN)
    #expect(FloatFormat.e4m3fn.divide(0x38, 0).flags == .divisionByZero)
    #expect(FloatFormat.e2m1fn.divide(2, 0) == Rounded(7, .divisionByZero))
  }

  @Test func formatsWithoutNaN() {
    #expect(FP4.nan.code == 0x8 && FP4(-Double.nan).code == 0)
    #expect(FloatFormat.e2m1fn.divide(0, 0).flags == .invalid)
  }

  @Test func formatsWithoutNegativeZero() {
    #expect((-FNUZ(0)).code == 0 && FNUZ(-0.0).code == 0)
    #expect(FNUZ.leastNonzeroMagnitude.nextDown.code == 0)
    #expect((-FNUZ.leastNonzeroMagnitude).nextUp.code == 0)
    #expect((FNUZ(0)).nextDown.code == 0x81)
    #expect((FNUZ(-1) * FNUZ(0)).code == 0)
  }

  @Test func nanAtTheCodeOfNegativeZero() {
    let nan = FNUZ(code: 0x80)
    #expect(nan.isNaN && !nan.isZero && nan.sign == .plus)
    #expect(nan.magnitude.isNaN && (-nan).isNaN)
    let (first, second) = (nan, nan)
    #expect(first != second)
    #expect(FNUZ(1).isTotallyOrdered(belowOrEqualTo: nan))
    #expect(!nan.isTotallyOrdered(belowOrEqualTo: FNUZ(-1)))
  }

  @Test func constants() {
    #expect(Half.pi.value == 3.140625 && E4.pi.value == 3.0)
    #expect(Simulated<Binary64, ToNearestEven>.pi.value == Double.pi)
    #expect(Simulated<Binary32, AwayFromZero>.pi.code == Float.pi.bitPattern)
    #expect(Half.zero.exponent == Int.min && Half.infinity.exponent == Int.max)
    #expect(Half.nan.exponent == Int.max && Half(0x1p-24).exponent == -24)
    enum Flushing: SignedFormatTag {
      static let format = FloatFormat(exponentWidth: 5, precision: 11, subnormals: false)
    }
    typealias F = Simulated<Flushing, ToNearestEven>
    #expect(
      F.leastNonzeroMagnitude == F.leastNormalMagnitude && F.leastNormalMagnitude.value == 0x1p-14)
    #expect(F(0x1p-15).value == 0 && F((0x1p-15).nextUp).value == 0x1p-14)
    #expect(F.leastNormalMagnitude.nextDown.value == 0 && F(0).nextUp.value == 0x1p-14)
  }

  @Test func literalsPassThroughDouble() {
    // Halfway between 2048 and 2050 in binary16, and a little above: Double drops the little.
    let text = "2049.0000000000000000000000001"
    #expect(Half(decimal: text)?.value == 2050)
    #expect(Half(2049.0000000000000000000000001).value == 2048)
    #expect(Simulated<Binary16, TowardZero>(decimal: text)?.value == 2048)
    #expect(Half(decimal: "0x1.0028000000000000000001p+11")?.value == 2050)
    #expect(Half(decimal: "1.5.2") == nil && Half(decimal: "") == nil && Half(decimal: "0x") == nil)
    #expect(
      Half(decimal: "-1e400")?.description == "-inf"
        && Half(decimal: "-1e-999999999999")?.description == "-0.0")
  }

  @Test func codable() throws {
    let numbers: [Half] = [-0.0, 1.5, .nan, .infinity]
    let data = try JSONEncoder().encode(numbers)
    #expect(String(decoding: data, as: UTF8.self) == #"["-0.0","1.5","nan","inf"]"#)
    let back = try JSONDecoder().decode([Half].self, from: data)
    #expect(back.map(\.code) == numbers.map(\.code))
    #expect(try JSONDecoder().decode([Half].self, from: Data("[1.5]".utf8)) == [1.5])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Half].self, from: Data(#"["x"]"#.utf8))
    }
  }

  @Test func stochasticRoundingTakesItsBits() {
    let x: Half = 2048
    let up = x.adding(0.5, rounding: .stochastic(.a, bits: 2), randomBits: 3)
    let down = x.adding(0.5, rounding: .stochastic(.a, bits: 2), randomBits: 2)
    #expect(up.value == 2050 && down.value == 2048)
    #expect(x.adding(2, rounding: .stochastic(.a, bits: 2), randomBits: 3).value == 2050)
  }

  @Test func roundingToIntegers() {
    let x: Half = 2.5
    #expect(x.rounded(.toNearestOrEven).value == 2 && x.rounded(.up).value == 3)
    #expect((-x).rounded(.down).value == -3 && Half(-0.25).rounded(.towardZero).sign == .minus)
    #expect(Simulated<E3M4, ToNearestEven>(15.5).rounded().isInfinite)
  }

  /// Values read back whatever becomes of overflow.
  @Test func infinitiesReadBack() throws {
    enum Saturating: SignedFormatTag {
      static let format = FloatFormat(exponentWidth: 5, precision: 11, overflow: .saturate)
    }
    typealias S = Simulated<Saturating, ToNearestEven>
    #expect(S(exactly: Double.infinity)?.isInfinite == true && S("inf")?.isInfinite == true)
    #expect(S.infinity.rounded().isInfinite && S.infinity.isCanonical)
    #expect(
      try JSONDecoder().decode([S].self, from: JSONEncoder().encode([S.infinity])) == [.infinity])
    #expect(S(Double.infinity).value == 65504 && E4(exactly: Double.infinity) == nil)
  }

  /// Simulated numbers are numbers of a binary type, and narrow ones, too.
  @Test func simulatedNumbersAsSources() {
    let number = Simulated<E3M4, ToNearestEven>(15.5)
    #expect(FloatFormat.binary16.decode(FloatFormat.binary16.encode(number).code) == 15.5)
    let least = Simulated<E3M4, ToNearestEven>.leastNonzeroMagnitude
    #expect(FloatFormat.binary16.decode(FloatFormat.binary16.encode(least).code) == 0x1p-6)
    #expect(
      ExactArithmetic.quotient(ExactValue(Float80(1)), ExactValue(Float80(3))).value
        == ExactArithmetic.quotient(ExactValue(1.0), ExactValue(3.0)).value)
    #expect(Simulated<BFloat16, ToNearestEven>(0x1p70).integer(as: Int128.self) == 1 << 70)
    #expect(Half("0x１") == nil)
  }

  @Test func unsignedAndZeroless() {
    typealias Scale = Simulated<E8M0FNU, ToNearestEven>
    #expect(Scale(0.0).isNaN && Scale(-1.0).isNaN && Scale(1.5).value == 2)
    #expect(Scale(0x1p-149).value == 0x1p-127 && (Scale(2) * Scale(4)).value == 8)
    #expect(FloatFormat.e8m0fnu.encode(-1.0).flags == .invalid)
  }
}
