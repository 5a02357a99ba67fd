import Testing

@testable import ArbitraryPrecision

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
}
