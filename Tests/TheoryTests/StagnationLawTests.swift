import Testing
import Theory

/// The law against sums that are carried out, in formats without a largest number.
struct StagnationLawTests {
  /// s + x rounded to `precision` bits; exact in binary64 before.
  private func rounded(_ x: Double, _ law: StagnationLaw) -> Double {
    guard x != 0 else { return 0 }
    let step = Double(sign: .plus, exponent: Int(x.exponent) + 1 - law.precision, significand: 1)
    let rule: FloatingPointRoundingRule =
      law.rounding == .nearestEven ? .toNearestOrEven : .towardZero
    return (x / step).rounded(rule) * step
  }

  @Test(arguments: [(8, 256.0), (11, 2048), (4, 16), (3, 8), (24, 0x1p24)])
  func onesStallAtTwoToTheP(precision: Int, sum: Double) {
    #expect(StagnationLaw(precision: precision).ceiling(largestTerm: 1) == sum)
  }

  /// Wang et al. 2018: 10 bits, terms up to 1 + √3.
  @Test func uniformTermsStallAt4096() {
    let law = StagnationLaw(precision: 10)
    #expect(law.ceiling(largestTerm: 1 + 3.0.squareRoot()) == 4096)
  }

  /// Every term of 5 bits between 1 and 4, 6 and 7 bits of sum, both roundings: no sum passes, and
  /// equal terms end on a number where they change nothing.
  @Test func noSumPassesItsCeiling() {
    var wrong: [String] = []
    for precision in [6, 7] {
      for rounding in [StagnationLaw.Rounding.nearestEven, .towardZero] {
        let law = StagnationLaw(precision: precision, rounding: rounding)
        for numerator in 16..<64 {
          let largest = Double(numerator) / 16
          let ceiling = law.ceiling(largestTerm: largest)
          if rounded(ceiling + largest, law) != ceiling { wrong.append("\(largest) moves it") }
          var equal = 0.0
          var mixed = 0.0
          for k in 0..<4096 {
            equal = rounded(equal + largest, law)
            mixed = rounded(mixed + largest * Double(k % 7 + 1) / 8, law)
            if equal > ceiling || mixed > ceiling { wrong.append("\(largest) passes it") }
          }
          if rounded(equal + largest, law) != equal { wrong.append("\(largest) still moves") }
        }
      }
    }
    #expect(wrong == [])
  }

  @Test func noTermsNoSum() {
    #expect(StagnationLaw(precision: 8).ceiling(largestTerm: 0) == 0)
  }
}
