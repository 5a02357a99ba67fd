import ArbitraryPrecision
import FloatFormats
import Foundation
import Functions
import Reference
import Testing

/// What the second route does not know, against the judge's first: formats of precision 1 and without a
/// zero, and the modes that MPFR does not have. MPFR's result at 180 bits, cut off toward zero, is
/// placed between the format's values by comparison.
@Suite struct FirstRouteTests {
  static let contexts =
    RoundingMode.allCases.map { RoundingContext(.mode($0)) } + [
      RoundingContext(.stochastic(.a, bits: 5)), RoundingContext(.stochastic(.b, bits: 8)),
      RoundingContext(.stochastic(.c, bits: 13)),
      RoundingContext(.nearestEven, overflow: .saturate),
      RoundingContext(.odd, overflow: .nan),
      RoundingContext(.towardPositive, tininess: .beforeRounding),
    ]

  /// The failures of a function in all `contexts`, over every `stride`-th code.
  static func failures(
    _ named: NamedFormat, _ values: FormatValues, _ function: UnaryFunction,
    _ contexts: [RoundingContext], stride: Int = 1
  ) -> [String] {
    let format = named.format
    return Sweep.lines(ofCodes: format) { codes in
      let judge = Judge(values)
      var evaluator = FunctionEvaluator(for: format, .stochastic(.c, bits: 13))
      var x = BigFloat(precision: 64)
      var result = BigFloat(precision: 180)
      var lines: [String] = []
      for code in Swift.stride(from: codes.lowerBound, through: codes.upperBound, by: stride)
      where !isBeyondJudging(function, code, format) && !format.isNaN(code) {
        x.set(format.decode(code))
        let ternary = result.set(function, of: x, rounding: .towardZero)
        // Domain errors and poles have flags of their own, and are SpecialCaseTests'.
        guard result.isFinite else { continue }
        // Too small for MPFR: any number far below every format's will do.
        if result.isZero && ternary != 0 {
          result.set(isNegative: result.isNegative, exponent: -100_000, significand: 1)
        }
        judge.examine(result, isCut: ternary != 0)
        let unrounded = evaluator.value(of: function, format.unpack(code))
        for context in contexts {
          let bits = code &* 0x9E37_79B9_7F4A_7C15 >> 40
          let expected = judge.verdict(context, randomBits: bits)
          let observed = format.round(unrounded, context, randomBits: bits)
          guard !judge.accepts(observed.code, observed.flags, expected) else { continue }
          let question =
            "\(named.name) \(function)(\(format.decode(code))) \(context.rounding) bits \(bits)"
          lines.append(Sweep.line(question, format, expected, observed))
        }
      }
      return lines
    }
  }

  @Test func narrowFormatsInEveryMode() {
    let failures = Sweep.narrowFormats.flatMap { named in
      let values = FormatValues(named.format)
      return UnaryFunction.allCases.flatMap {
        Self.failures(named, values, $0, Self.contexts)
      }
    }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  @Test func samplesOfWideFormatsInEveryMode() {
    let failures = Sweep.wideFormats.flatMap { named in
      let values = FormatValues(named.format)
      return UnaryFunction.allCases.flatMap {
        Self.failures(named, values, $0, Self.contexts, stride: 61)
      }
    }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["GRADUAL_EXHAUSTIVE"] == "1"))
  func wideFormatsInEveryMode() {
    let failures = Sweep.wideFormats.flatMap { named in
      let values = FormatValues(named.format)
      return UnaryFunction.allCases.flatMap {
        Self.failures(named, values, $0, Self.contexts)
      }
    }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }
}
