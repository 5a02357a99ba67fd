import ArbitraryPrecision
import Foundation
import TestSupport
import Testing

@Suite struct BigFloatTests {
  @Test func aTernaryValueTellsTheSideOfTheExactValue() {
    let one = BigFloat(1)
    let three = BigFloat(3)
    var third = BigFloat(precision: 53)
    let below = third.divide(one, three, rounding: .towardZero)
    let down = third.double()
    let above = third.divide(one, three, rounding: .awayFromZero)
    let up = third.double()
    #expect(below < 0 && above > 0)
    #expect(down.nextUp == up)
    #expect(third.add(one, three) == 0 && third.double() == 4)
  }

  /// The table in the documentation of `Rounding`, and ties to even from both sides.
  @Test func roundingToTwoBitsFollowsItsRule() {
    let table: [(BigFloat.Rounding, [Double])] = [
      (.nearestEven, [1, -1, 1, -1, 2]),
      (.towardZero, [1, -1, 1, -1, 1.5]),
      (.towardPositive, [1.5, -1, 1.5, -1, 2]),
      (.towardNegative, [1, -1.5, 1, -1.5, 1.5]),
      (.awayFromZero, [1.5, -1.5, 1.5, -1.5, 2]),
    ]
    for (rule, expected) in table {
      let observed = [1.25, -1.25, 1.1, -1.1, 1.75].map {
        BigNumber(BigNumber($0), precision: 2, rounding: rule).double()
      }
      #expect(observed == expected, "\(rule)")
    }
  }

  @Test(arguments: [UInt64(20_260_725)])
  func at53BitsArithmeticIsSwiftsDoubles(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var x = BigFloat(precision: 53)
    var y = BigFloat(precision: 53)
    var z = BigFloat(precision: 53)
    var result = BigFloat(precision: 53)
    var failures: [String] = []
    for _ in 0..<200_000 {
      let a = generator.double(exponents: -60...60)
      let b = generator.double(exponents: -60...60)
      let c = generator.double(exponents: -120...120)
      x.set(a)
      y.set(b)
      z.set(c)
      func check(_ name: String, _ expected: Double) {
        let observed = result.double()
        if observed.bitPattern != expected.bitPattern {
          failures.append("\(name) of \(a), \(b), \(c): expected \(expected), observed \(observed)")
        }
      }
      result.add(x, y)
      check("add", a + b)
      result.subtract(x, y)
      check("subtract", a - b)
      result.multiply(x, y)
      check("multiply", a * b)
      result.divide(x, y)
      check("divide", a / b)
      result.multiplyAdd(x, y, z)
      check("multiplyAdd", c.addingProduct(a, b))
      result.remainder(x, y)
      check("remainder", a.remainder(dividingBy: b))
      result.truncatingRemainder(x, y)
      check("truncatingRemainder", a.truncatingRemainder(dividingBy: b))
      x.makeMagnitude()
      result.squareRoot(x)
      check("squareRoot", a.magnitude.squareRoot())
      if failures.count > 10 { break }
    }
    #expect(failures == [], "seed \(seed)")
  }

  /// `z.add(x)` is z + x, and so on.
  @Test func oneOperandFormsStartFromThisNumber() {
    let three = BigFloat(3)
    let five = BigFloat(5)
    var z = BigFloat(7)
    z.add(three)
    #expect(z.double() == 10)
    z.subtract(five)
    #expect(z.double() == 5)
    z.multiply(by: three)
    #expect(z.double() == 15)
    z.divide(by: five)
    #expect(z.double() == 3)
    z.addProduct(three, five)
    #expect(z.double() == 18)
    z.divide(by: 3)
    #expect(z.double() == 6)
    z.scale(byPowerOfTwo: -3)
    #expect(z.double() == 0.75)
    z.negate()
    #expect(z.double() == -0.75 && z < three && three > z && z <= z && z >= z)
    #expect(z.compare(to: three) < 0 && z.compareMagnitude(to: three) < 0)
  }

  @Test func everyBitPatternOfADoubleComesBack() {
    var generator = SeededGenerator(seed: 3)
    var x = BigFloat(precision: 53)
    var patterns: [UInt64] = [0, 1 << 63, 1, 0x000F_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000]
    patterns += (0..<100_000).map { _ in generator.next() }
    patterns += (0..<1000).map { _ in generator.next() & 0x800F_FFFF_FFFF_FFFF }
    let failures = patterns.filter { pattern in
      let value = Double(bitPattern: pattern)
      let ternary = x.set(value)
      return !value.isNaN
        && (ternary != 0 || x.double().bitPattern != pattern
          || x.isNegative != (value.sign == .minus)
          || (!value.isZero && value.isFinite && x.exponent != Int(value.exponent)))
    }
    #expect(failures.map { String($0, radix: 16) } == [])
  }

  /// 600,000 numbers of 4 KiB made and dropped: 2.4 GB if they were kept. The bound of 1 GiB leaves
  /// room for whatever other tests of this process hold meanwhile.
  @Test func numbersGiveTheirMemoryBack() throws {
    let before = try residentPages()
    let x = BigNumber(BigFloat(1))
    for k in 0..<300_000 {
      let y = BigNumber(x, precision: 32768)
      _ = y.adding(BigNumber(k), precision: 32768)
    }
    let after = try residentPages()
    #expect(after - before < 1 << 18, "resident pages before \(before), after \(after)")
  }

  /// The resident set in pages of 4 KiB.
  private func residentPages() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(Int(text.split(separator: " ")[1]))
  }
}
