import ArbitraryPrecision
import TestSupport
import Testing

@Suite struct BigNumberTests {
  @Test func exactOperatorsLoseNothing() {
    let big = BigNumber(isNegative: false, exponent: 300, significand: 1)
    let small = BigNumber(isNegative: false, exponent: -300, significand: 3)
    #expect((big + small) - big == small)
    #expect(small - (small + big) == -big)
    #expect(big * small == 3)
    #expect(
      (BigNumber(0.1) * BigNumber(0.1)).hexadecimalText() == "0x1.47ae147ae147b851eb851eb852p-7")
    #expect((BigNumber(1) + .infinity()).isInfinite && (BigNumber.nan + 1).isNaN)
  }

  @Test func copiesShareAnUnchangingNumber() {
    let x = BigNumber(3)
    let y = x
    _ = x.adding(1, precision: 10)
    #expect(y == 3 && x == y && x.hashValue == BigNumber(3.0).hashValue)
    #expect(Set([BigNumber(0.0), BigNumber(-0.0), 0]).count == 1)
  }

  @Test func comparisonIsByValue() {
    #expect(BigNumber(0.5) < BigNumber(0.75) && BigNumber(-1) < 0 && BigNumber(2) >= 2)
    #expect(BigNumber.nan != .nan && !(BigNumber.nan < 1) && !(BigNumber.nan >= 1))
    #expect([3, 1, 2].map { BigNumber($0 as Int) }.sorted().map { $0.double() } == [1, 2, 3])
  }

  @Test func conversionToSwiftsTypesRoundsOnce() {
    let x = BigNumber(1) + BigNumber(isNegative: false, exponent: -60, significand: 1)
    #expect(x.double() == 1 && x.double(rounding: .towardPositive) == 1.0.nextUp)
    #expect(x.float(rounding: .awayFromZero) == Float(1).nextUp)
    #expect(x.int() == 1 && x.int(rounding: .towardPositive) == 2)
    #expect(BigNumber(UInt64.max).int() == nil && BigNumber.nan.int() == nil)
    #expect(BigNumber(Int.min).int() == Int.min)
    #expect(BigNumber(1e300).float() == .infinity)
    let halfOfLeast = BigNumber(isNegative: false, exponent: -1075, significand: 1)
    #expect(halfOfLeast.double() == 0)
    #expect(halfOfLeast.double(rounding: .towardPositive) == .leastNonzeroMagnitude)
  }

  /// The bounds in the documentation of `TruncatedNumber`, at every width and several precisions.
  @Test(arguments: [UInt64(99)])
  func truncationKeepsTheLeadingBits(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var failures: [String] = []
    for precision in [1, 2, 11, 63, 64, 65, 127, 128, 129, 192, 300] {
      for bits in 1...128 {
        let x = BigNumber(precision: precision) { x in
          x.set(generator.double(exponents: -100...100))
          for _ in 0..<5 { x.multiply(by: BigFloat(generator.double(exponents: 0...1))) }
        }
        let cut = try #require(x.truncated(toBits: bits))
        let low = BigNumber(
          isNegative: false, exponent: cut.exponent, significand: cut.significand)
        let unit = BigNumber(isNegative: false, exponent: cut.exponent, significand: 1)
        let length = 128 - cut.significand.leadingZeroBitCount
        if cut.isNegative != x.isNegative || length != min(bits, precision)
          || !(low <= x.magnitude && x.magnitude < low + unit)
          || cut.isInexact != (low != x.magnitude)
        {
          failures.append("\(x.hexadecimalText()) to \(bits) bits: \(cut)")
        }
      }
    }
    #expect(failures == [], "seed \(seed)")
  }

  @Test func truncationOfSpecialValues() {
    #expect(BigNumber.nan.truncated(toBits: 64) == nil)
    #expect(BigNumber.infinity().truncated(toBits: 64) == nil)
    #expect(
      BigNumber(-0.0).truncated(toBits: 64)
        == TruncatedNumber(isNegative: true, exponent: 0, significand: 0, isInexact: false))
    let third = BigFloat(3)
    #expect(third.truncated(toBits: 2, ternary: -1)?.isInexact == true)
    #expect(third.truncated(toBits: 2)?.isInexact == false)
    #expect(third.truncated(toBits: 1)?.isInexact == true)
  }
}
