import ArbitraryPrecision
import Testing

@Suite struct FunctionTests {
  @Test func everyFunctionAgreesWithKnownValuesTo100Digits() throws {
    var failures: [String] = []
    for known in KnownValues.functions {
      let function = try #require(UnaryFunction(rawValue: known.name))
      let observed = BigNumber.apply(function, BigNumber(known.argument), precision: 400)
        .decimalText(digits: 100)
      if observed != known.value {
        failures.append(
          "\(known.name)(\(known.argument)): expected \(known.value), observed \(observed)")
      }
    }
    #expect(failures == [])
    #expect(Set(KnownValues.functions.map(\.name)) == Set(UnaryFunction.allCases.map(\.rawValue)))
  }

  @Test func functionsOfTwoArgumentsAgreeWithKnownValuesTo100Digits() {
    #expect(BigNumber.pi(precision: 400).decimalText(digits: 100) == KnownValues.pi)
    #expect(
      BigNumber.pow(BigNumber(2.5), BigNumber(0.375), precision: 400).decimalText(digits: 100)
        == KnownValues.pow)
    #expect(BigNumber.root(7, 5, precision: 400).decimalText(digits: 100) == KnownValues.root)
    #expect(BigNumber.hypot(1, 2, precision: 400).decimalText(digits: 100) == KnownValues.hypot)
    #expect(
      BigNumber.atan2(y: 2, x: -1, precision: 400).decimalText(digits: 100) == KnownValues.atan2)
  }

  /// The names under which people call the functions reach the same functions.
  @Test func namedFunctionsAreTheFunctionsOfTheirNames() {
    typealias Named = (BigNumber, Int, BigNumber.Rounding) -> BigNumber
    let named: [(UnaryFunction, Named)] = [
      (.exp, BigNumber.exp), (.expMinusOne, BigNumber.expMinusOne), (.exp2, BigNumber.exp2),
      (.exp10, BigNumber.exp10), (.log, BigNumber.log(_:precision:rounding:)),
      (.log2, BigNumber.log2),
      (.logOnePlus, { BigNumber.log(onePlus: $0, precision: $1, rounding: $2) }),
      (.log10, BigNumber.log10), (.sin, BigNumber.sin), (.cos, BigNumber.cos),
      (.tan, BigNumber.tan), (.asin, BigNumber.asin), (.acos, BigNumber.acos),
      (.atan, BigNumber.atan), (.sinh, BigNumber.sinh), (.cosh, BigNumber.cosh),
      (.tanh, BigNumber.tanh), (.asinh, BigNumber.asinh), (.acosh, BigNumber.acosh),
      (.atanh, BigNumber.atanh), (.sqrt, BigNumber.sqrt), (.erf, BigNumber.erf),
      (.erfc, BigNumber.erfc), (.gamma, BigNumber.gamma), (.logGamma, BigNumber.logGamma),
    ]
    var failures: [String] = []
    for (function, call) in named {
      let x = BigNumber(function == .acosh ? 1.8125 : 0.8125)
      let observed = call(x, 90, .towardPositive)
      let expected = BigNumber.apply(function, x, precision: 90, rounding: .towardPositive)
      if observed != expected { failures.append("\(function): \(observed), not \(expected)") }
    }
    #expect(failures == [])
  }

  /// Toward −∞ and toward +∞ enclose the value and are neighbours; the ternary values say so.
  @Test func directedResultsEncloseTheValue() {
    var failures: [String] = []
    for function in UnaryFunction.allCases {
      let x = BigFloat(function == .acosh ? 1.6875 : 0.6875)
      var down = BigFloat(precision: 61)
      var up = BigFloat(precision: 61)
      var fine = BigFloat(precision: 300)
      let below = down.set(function, of: x, rounding: .towardNegative)
      let above = up.set(function, of: x, rounding: .towardPositive)
      fine.set(function, of: x)
      let encloses = below < 0 && above > 0 && down < fine && fine < up
      down.stepUp()
      if !encloses || !(down == up) {
        failures.append("\(function): \(down.hexadecimalText()), \(up.hexadecimalText())")
      }
    }
    #expect(failures == [])
  }

  @Test func specialCasesAreIEEE754s() {
    let p = 53
    #expect(BigNumber.log(0, precision: p).double() == -.infinity)
    #expect(BigNumber.log(-1, precision: p).isNaN)
    #expect(BigNumber.sqrt(BigNumber(-0.0), precision: p).isNegative)
    #expect(BigNumber.pow(-2, 3, precision: p).double() == -8)
    #expect(BigNumber.pow(.nan, BigNumber(0.0), precision: p).double() == 1)
    #expect(BigNumber.root(-27, 3, precision: p).double() == -3)
    #expect(BigNumber.root(16, -4, precision: p).double() == 0.5)
    #expect(BigNumber.root(-16, 4, precision: p).isNaN)
    // Near 1 from either side; MPFR 4.2.0 itself gives 1 for the second.
    #expect(BigNumber.root(2, 1 << 40, precision: p) > 1)
    #expect(BigNumber.root(2, -(1 << 40), precision: p) < 1)
    #expect(BigNumber.root(-2, -(1 << 40) - 1, precision: p) > -1)
    #expect(BigNumber.root(8, -3, precision: p, rounding: .awayFromZero).double() == 0.5)
    #expect(BigNumber.gamma(5, precision: p).double() == 24)
    #expect(BigNumber.logGamma(BigNumber(-0.5), precision: 200).isNegative == false)
    #expect(BigNumber.hypot(.infinity(), .nan, precision: p).isInfinite)
  }
}
