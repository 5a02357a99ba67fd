import ArbitraryPrecision
import TestSupport
import Testing

@Suite struct TextTests {
  @Test func exactDecimalTextHasEveryDigit() {
    let table: [(BigNumber, String)] = [
      (BigNumber(0.1), "0.1000000000000000055511151231257827021181583404541015625"),
      (BigNumber(isNegative: true, exponent: -3, significand: 1), "-0.125"),
      (BigNumber(isNegative: false, exponent: -24, significand: 1), "5.9604644775390625e-8"),
      (BigNumber(65504), "65504"),
      (BigNumber(1000), "1000"),
      (BigNumber(-1234.5), "-1234.5"),
      (
        BigNumber(isNegative: false, exponent: 100, significand: 1),
        "1.267650600228229401496703205376e+30"
      ),
      (BigNumber(0.0), "0"), (BigNumber(-0.0), "-0"),
      (.infinity(isNegative: true), "-inf"), (.nan, "nan"),
    ]
    for (number, text) in table { #expect(number.exactDecimalText() == text) }
  }

  /// 2^-1074 has 751 significant digits.
  @Test func theLimitOfExactTextIsKept() {
    let least = BigNumber(Double.leastNonzeroMagnitude)
    #expect(least.exactDecimalText(limit: 750) == nil)
    #expect(least.exactDecimalText(limit: 751)?.prefix(22) == "4.94065645841246544176")
    // Room for bits that are zero costs nothing, and zeros before the point are no digits.
    #expect(BigNumber(BigNumber(0.5), precision: 10_000).exactDecimalText(limit: 1) == "0.5")
    #expect(BigNumber(1e22).exactDecimalText(limit: 1) == "1e+22")
    #expect(BigNumber(1e22).description == "1e+22")
    let tiny = BigNumber(isNegative: false, exponent: -1_000_000_000, significand: 1)
    #expect(tiny.exactDecimalText() == nil)
    #expect(tiny.description.hasSuffix("e-301029996"))
  }

  @Test func hexadecimalTextIsShortAndExact() {
    let table: [(Double, String)] = [
      (12, "0x1.8p+3"), (-0.1, "-0x1.999999999999ap-4"), (1, "0x1p+0"), (0, "0x0p+0"),
      (-0.0, "-0x0p+0"), (.leastNonzeroMagnitude, "0x1p-1074"), (.infinity, "inf"),
      (.greatestFiniteMagnitude, "0x1.fffffffffffffp+1023"),
    ]
    for (value, text) in table { #expect(BigNumber(value).hexadecimalText() == text) }
  }

  @Test(arguments: [UInt64(7)])
  func textsComeBackAsTheSameNumber(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var failures: [String] = []
    for _ in 0..<5000 {
      let precision = Int.random(in: 1...128, using: &generator)
      let significand =
        UInt128.random(in: 1...(.max), using: &generator) >> UInt128(128 - precision)
      let x = BigNumber(
        isNegative: Bool.random(using: &generator),
        exponent: Int.random(in: -300...300, using: &generator), significand: significand)
      let exact = try #require(x.exactDecimalText())
      let texts = try [
        BigNumber(decimal: exact, precision: x.precision),
        BigNumber(hexadecimal: x.hexadecimalText()),
        BigNumber(decimal: x.description, precision: x.precision),
      ]
      if texts.contains(where: { $0 != x })
        || texts.contains(where: { $0.hashValue != x.hashValue })
      {
        failures.append(x.hexadecimalText())
      }
    }
    #expect(failures == [], "seed \(seed)")
  }

  /// Reading the shortest text of a double is what Swift's own reading gives.
  @Test func decimalReadingAgreesWithSwifts() throws {
    var generator = SeededGenerator(seed: 11)
    var failures: [Double] = []
    for _ in 0..<50_000 {
      let value = generator.double(exponents: -1000...1000)
      if try BigNumber(decimal: value.description, precision: 53).double() != value {
        failures.append(value)
      }
    }
    #expect(failures == [])
  }

  @Test func roundedTextFollowsTheRounding() {
    let x = BigNumber(2.71828)
    #expect(x.decimalText(digits: 3) == "2.72")
    #expect(x.decimalText(digits: 3, rounding: .towardZero) == "2.71")
    #expect(BigNumber(-0.00012345).decimalText(digits: 2) == "-0.00012")
    #expect(BigNumber(1e30).decimalText(digits: 4) == "1.000e+30")
    #expect(BigNumber(5).decimalText(digits: 4) == "5.000")
  }

  @Test func readingRoundsOnceAndTellsTheSide() throws {
    var x = BigFloat(precision: 11)
    // Half an ulp above 1, and a hair more than that: only reading the whole text tells them apart.
    #expect(try x.set(text: "1.00048828125") < 0 && x.double() == 1)
    #expect(try x.set(text: "1.000488281250000000000000000000000000001") > 0)
    #expect(x.double() == 1.0009765625)
    #expect(try x.set(text: "-INF") == 0 && x.double() == -.infinity)
    #expect(try x.set(text: "NaN") == 0 && x.isNaN)
    #expect(try x.set(text: ".5e+1") == 0 && x.double() == 5)
  }

  @Test(arguments: [
    "", "-", ".", "1.2.3", "e5", "1e", "1e+", "0x", "0x1p", "1 ", " 1", "1_0", "0x1.8e3p", "infin",
    "1,5", "@inf@", "0b1",
  ])
  func aTextThatIsNoNumberIsRefused(text: String) {
    #expect(throws: NumberTextError.self) { try BigNumber(decimal: text, precision: 53) }
  }

  @Test func aRefusalNamesTheTextAndWhatIsValid() {
    let error = #expect(throws: NumberTextError.self) {
      try BigNumber(decimal: "1.2.3", precision: 53)
    }
    #expect(error?.description == "'1.2.3': not a number; valid: 1.5, -2e-3, 0x1.8p+3, inf, nan")
    #expect(throws: NumberTextError.self) { try BigNumber(hexadecimal: "1.5") }
    #expect(throws: NumberTextError.self) { try BigNumber(hexadecimal: "0x1p+9999999999") }
  }
}
