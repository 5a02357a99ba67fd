import ArbitraryPrecision
import CMPFR
import FloatFormats
import Foundation
import Functions
import Reference
import Testing

/// Tables against the judge's second route: MPFR made to work in the format itself, one rounding by its
/// own range check and subnormalisation, without the rounding core.
@Suite struct SecondRouteTests {
  /// The failures of all functions of a format in one rounding.
  static func failures(_ named: NamedFormat, _ rounding: BigFloat.Rounding) throws -> [String] {
    let format = named.format
    let values = FormatValues(format)
    let mode = try #require(RoundingMode(rawValue: rounding.rawValue))
    return try UnaryFunction.allCases.flatMap { function in
      let table = try FunctionTable(function, format, RoundingContext(.mode(mode)))
      return Sweep.lines(ofCodes: format) { codes in
        guard let route = SecondRoute(values) else { return [] }
        var lines: [String] = []
        for code in codes where !isBeyondJudging(function, code, format) {
          let expected = route.verdict(function, code, rounding)
          let observed = Rounded(UInt64(table[UInt16(code)]), table.flags[Int(code)])
          guard !route.accepts(observed, expected) else { continue }
          let question = "\(named.name) \(function)(\(format.decode(code))) \(rounding.rawValue)"
          lines.append(Sweep.line(question, format, expected, observed))
        }
        return lines
      }
    }
  }

  @Test func narrowFormatsToNearest() throws {
    let failures = try Sweep.narrowFormats.flatMap { try Self.failures($0, .nearestEven) }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  @Test(arguments: Sweep.wideFormats.map(\.name)) func wideFormatsToNearest(name: String) throws {
    let format = try #require(Sweep.wideFormats.first { $0.name == name })
    let failures = try Self.failures(format, .nearestEven)
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  /// Every mode that MPFR has, of every format above.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GRADUAL_EXHAUSTIVE"] == "1"))
  func everyFormatInMPFRsOtherModes() throws {
    for rounding in BigFloat.Rounding.allCases where rounding != .nearestEven {
      let failures = try (Sweep.narrowFormats + Sweep.wideFormats).flatMap {
        try Self.failures($0, rounding)
      }
      #expect(failures.isEmpty, "\(rounding): \(Sweep.summary(failures))")
    }
  }
}

/// The second route with a judge beside it that compares.
struct SecondRoute {
  private let route: FunctionJudge
  private let judge: Judge

  /// Nil for a format that the route does not know: without a zero, or of precision 1
  /// (`FirstRouteTests` has these).
  init?(_ values: FormatValues) {
    guard let route = FunctionJudge(values) else { return nil }
    self.route = route
    judge = Judge(values)
  }

  func verdict(_ function: UnaryFunction, _ code: UInt64, _ rounding: BigFloat.Rounding) -> Verdict
  {
    route.verdict(function, code, rounding: rounding)
  }

  func verdict(_ function: BinaryFunction, _ a: UInt64, _ b: UInt64) -> Verdict {
    route.verdict(a, b, rounding: .nearestEven) { result, x, y in
      switch function {
      case .pow, .powr: result.power(x, y)
      case .hypot: result.hypotenuse(x, y)
      case .atan2: result.arcTangent(y: x, x: y)
      }
    }
  }

  func verdict(_ function: IntegerFunction, _ a: UInt64, _ n: Int) -> Verdict {
    route.verdict(a, a, rounding: .nearestEven) { result, x, _ in
      switch function {
      case .pown: Int(mpfr_pow_si(result.mpfr, x.mpfr, n, MPFR_RNDN))
      // MPFR's own, where the evaluator has another way for negative n.
      case .rootn: Int(mpfr_rootn_si(result.mpfr, x.mpfr, n, MPFR_RNDN))
      }
    }
  }

  func accepts(_ observed: Rounded, _ expected: Verdict) -> Bool {
    judge.accepts(observed.code, observed.flags, expected)
  }
}
