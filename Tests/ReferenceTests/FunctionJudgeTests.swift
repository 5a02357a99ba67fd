import ArbitraryPrecision
import FloatFormats
import Reference
import Testing

/// The two routes to a rounded function, many bits and one rounding by comparison, and MPFR in the
/// format's own range, must meet.
@Suite struct FunctionJudgeTests {
  static let modes: [(BigFloat.Rounding, RoundingMode)] = [
    (.nearestEven, .nearestEven), (.towardZero, .towardZero), (.towardPositive, .towardPositive),
    (.towardNegative, .towardNegative), (.awayFromZero, .awayFromZero),
  ]

  static let formats: [(String, FloatFormat)] = [
    ("e4m3fn", Formats.e4m3fn), ("e5m2", Formats.e5m2), ("e4m3", Formats.e4m3),
    ("e4m3fnuz", Formats.e4m3fnuz), ("e5m2fnuz", Formats.e5m2fnuz), ("e3m4", Formats.e3m4),
    ("e3m2fn", Formats.e3m2fn), ("e2m3fn", Formats.e2m3fn), ("e2m1fn", Formats.e2m1fn),
    ("no subnormals", FloatFormat(exponentWidth: 4, precision: 4, subnormals: false)),
    ("unsigned", FloatFormat(exponentWidth: 4, precision: 4, signed: false)),
  ]

  @Test func bothRoutesMeetOnEveryValueOfSmallFormats() throws {
    var failures: [String] = []
    for (name, format) in Self.formats {
      for function in UnaryFunction.allCases {
        failures += try disagreements(
          name, FormatValues(format), function, 1, Self.modes, OverflowPolicy.allCases)
      }
    }
    #expect(failures == [])
  }

  /// Every 7th value of binary16 and bfloat16, in every mode.
  @Test func bothRoutesMeetOn16Bits() throws {
    var failures: [String] = []
    for (name, format) in [("binary16", Formats.binary16), ("bfloat16", Formats.bfloat16)] {
      let values = FormatValues(format)
      for function in UnaryFunction.allCases {
        failures += try disagreements(name, values, function, 7, Self.modes, [format.overflow])
      }
    }
    #expect(failures == [])
  }

  private func disagreements(
    _ name: String, _ values: FormatValues, _ function: UnaryFunction, _ stride: Int,
    _ modes: [(BigFloat.Rounding, RoundingMode)], _ policies: [OverflowPolicy]
  ) throws -> [String] {
    let second = try #require(FunctionJudge(values))
    let first = Judge(values)
    var fine = BigFloat(precision: 120)
    var failures: [String] = []
    for code in Swift.stride(from: UInt64(0), to: 1 << UInt64(values.bitWidth), by: stride) {
      let argument = values.value(code)
      let ternary = argument.withBigFloat { fine.set(function, of: $0, rounding: .towardZero) }
      // NaNs and poles are the second route's alone.
      if !fine.isFinite && ternary == 0 { continue }
      // Results outside MPFR's own exponents: only their side of the format's range matters.
      if fine.isZero && ternary != 0 { fine.stepUp() }
      first.examine(fine, isCut: ternary != 0)
      for (rounding, mode) in modes {
        for policy in policies {
          let expected = first.verdict(RoundingContext(.mode(mode), overflow: policy))
          let observed = second.verdict(function, code, rounding: rounding, overflow: policy)
          if expected != observed {
            failures.append(
              "\(name) \(function)(\(argument)) \(mode) \(policy): one rounding "
                + "\(hex(expected.code)) \(expected.flags), own range \(hex(observed.code)) "
                + "\(observed.flags)")
          }
        }
      }
      if failures.count > 3 { break }
    }
    return failures
  }

  @Test func specialCasesRaiseTheirFlags() throws {
    let judge = try #require(FunctionJudge(FormatValues(Formats.binary16)))
    let table: [(UnaryFunction, UInt64, UInt64, Bool, ExceptionFlags)] = [
      (.log, 0, 0xFC00, false, .divisionByZero), (.log, 0xBC00, 0, true, .invalid),
      (.exp, 0xFC00, 0, false, []), (.exp, 0x7C00, 0x7C00, false, []),
      (.exp, 0x7B00, 0x7C00, false, [.overflow, .inexact]),
      (.exp, 0xFB00, 0, false, [.underflow, .inexact]),
      (.atanh, 0x3C00, 0x7C00, false, .divisionByZero),
      (.sin, 0x8000, 0x8000, false, []), (.sqrt, 0x4400, 0x4000, false, []),
      (.exp2, 0xCE00, 0x0001, false, []), (.exp2, 0xCE40, 0, false, [.underflow, .inexact]),
      (.gamma, 0xC000, 0, true, .invalid), (.tanh, 0x7D00, 0, true, .invalid),
      (.tanh, 0x7E00, 0, true, []), (.cos, 0x7C00, 0, true, .invalid),
    ]
    for (function, x, code, isNaN, flags) in table {
      let verdict = judge.verdict(function, x, rounding: .nearestEven)
      #expect(
        verdict.isNaN == isNaN && verdict.flags == flags && (isNaN || verdict.code == code),
        "\(function)(\(hex(x))): \(hex(verdict.code)) \(verdict.flags)")
    }
    let power = judge.verdict(0xC000, 0x4200, rounding: .nearestEven) { $0.power($1, $2) }
    #expect(power.code == 0xC800 && power.flags == [])  // (−2)³ = −8
  }

  @Test func formatsBeyondTheRouteAreRefused() {
    #expect(FunctionJudge(FormatValues(Formats.e8m0fnu)) == nil)
    #expect(FunctionJudge(FormatValues(Formats.binary8p1se)) == nil)
  }
}
