import Testing

@testable import Reporting

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.0123456, 3, "0.0123"), (1234.5, 2, "1200"), (0.00012345, 3, "0.000123"),
    (0.000012345, 3, "1.23e-5"), (999.96, 4, "1000"), (9.996, 3, "10.0"), (1, 3, "1.00"),
    (-0.5, 1, "-0.5"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (1e300, 2, "1.0e300"),
    (123_456, 3, "123000"), (1_234_567, 3, "1.23e6"), (0x1p-1074, 2, "5.0e-324"), (0, 3, "0"),
    (0.99999, 5, "0.99999"), (0.99999, 4, "1.000"), (7, 1, "7"),
  ])
  func significantDigitsAreAsManyAsMeant(value: Double, digits: Int, expected: String) {
    #expect(NumberText.significant(value, digits: digits) == expected)
  }

  @Test(arguments: [
    (12.345, 1, "12.3"), (-0.04, 1, "0.0"), (0.06, 1, "0.1"), (9.96, 1, "10.0"), (0.5, 0, "0"),
    (1.5, 0, "2"), (99.5, 0, "100"), (0, 2, "0.00"), (1e-9, 3, "0.000"), (-3, 0, "-3"),
    (0.005, 2, "0.00"), (0.0051, 2, "0.01"), (1234, 2, "1234.00"),
  ])
  func fixedPlacesRoundOnceToEven(value: Double, places: Int, expected: String) {
    #expect(NumberText.fixed(value, places: places) == expected)
  }

  @Test func powersOfTwoAreWrittenAsPowers() {
    #expect(NumberText.powerOfTwo(65536) == "2^16")
    #expect(NumberText.powerOfTwo(0x1p-24) == "2^-24")
    #expect(NumberText.powerOfTwo(1) == "1")
    #expect(NumberText.powerOfTwo(1000) == "1000")
  }

  /// The value read back is within half a unit of the last digit kept, for numbers of all sizes.
  @Test func roundingIsWithinHalfAUnitOfTheLastDigit() {
    var bits: UInt64 = 1
    var wrong: [String] = []
    for _ in 0..<20_000 {
      bits &+= 0x9E37_79B9_7F4A_7C15
      let value = Double(bitPattern: bits)
      guard value.isFinite, value.magnitude < 1e300, value.magnitude > 1e-300 else { continue }
      let digits = Int(bits % 9) + 1
      let text = NumberText.significant(value, digits: digits)
      // Half a unit of the last of n digits is at most 5·10^-n of the value, and 2 % for the
      // arithmetic of this test.
      let tolerance = value.magnitude * (0..<digits).reduce(5.1) { tolerance, _ in tolerance / 10 }
      if let back = Double(text), (back - value).magnitude <= tolerance { continue }
      wrong.append("\(value) to \(digits): \(text)")
    }
    #expect(wrong == [])
  }
}
