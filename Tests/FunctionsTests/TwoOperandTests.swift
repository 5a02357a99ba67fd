import ArbitraryPrecision
import FloatFormats
import Functions
import Reference
import TestSupport
import Testing

/// Functions of two operands against the judge's second route, to nearest even.
@Suite struct TwoOperandTests {
  /// powr of operands where it is defined is pow of the magnitude; where it is not, SpecialCaseTests
  /// has it.
  static func isJudged(_ function: BinaryFunction, _ x: ExactValue, _ y: ExactValue) -> Bool {
    guard function == .powr else { return true }
    if case .finite(let base) = x, !base.isNegative, case .finite = y { return true }
    return false
  }

  static func failures(
    _ name: String, _ format: FloatFormat, _ function: BinaryFunction, _ route: SecondRoute,
    _ evaluator: inout FunctionEvaluator, _ x: UInt64, _ y: UInt64
  ) -> [String] {
    let (a, b) = (format.unpack(x), format.unpack(y))
    guard isJudged(function, a, b) else { return [] }
    let expected = route.verdict(function, x, y)
    let observed = format.round(evaluator.value(of: function, a, b))
    guard !route.accepts(observed, expected) else { return [] }
    let question = "\(name) \(function)(\(format.decode(x)), \(format.decode(y)))"
    return [Sweep.line(question, format, expected, observed)]
  }

  @Test func allPairsOfFormatsOfUpToSixBits() {
    let formats = Sweep.narrowFormats.filter { $0.format.bitWidth <= 6 }
    #expect(formats.count > 40)
    let failures = Sweep.lines(formats.count) { index in
      let (name, format) = (formats[index].name, formats[index].format)
      guard let route = SecondRoute(FormatValues(format)) else { return [] }
      var evaluator = FunctionEvaluator(for: format)
      var lines: [String] = []
      for function in BinaryFunction.allCases {
        for x in 0...format.largestCode {
          for y in 0...format.largestCode {
            lines += Self.failures(name, format, function, route, &evaluator, x, y)
          }
        }
      }
      return lines
    }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  /// Random pairs, half of them of close exponents and half of any codes, and all pairs of codes at
  /// the edges.
  @Test(arguments: ["binary16", "bfloat16", "binary32", "binary64"])
  func samples(name: String) throws {
    let format = try #require(FormatCatalogue.all.first { $0.name == name }).format
    let values = FormatValues(format)
    let edges = edgeCodes(of: format)
    let failures = Sweep.lines(16) { part in
      guard let route = SecondRoute(values) else { return [] }
      var evaluator = FunctionEvaluator(for: format)
      var generator = SeededGenerator(seed: UInt64(part))
      var lines: [String] = []
      for function in BinaryFunction.allCases {
        for _ in 0..<500 {
          let x = generator.next() & format.largestCode
          let near = x ^ generator.next() & (4 << UInt64(format.trailingWidth) - 1)
          let any = generator.next() & format.largestCode
          lines += Self.failures(name, format, function, route, &evaluator, x, near)
          lines += Self.failures(name, format, function, route, &evaluator, x, any)
        }
        for (index, x) in edges.enumerated() where index % 16 == part {
          for y in edges {
            lines += Self.failures(name, format, function, route, &evaluator, x, y)
          }
        }
      }
      return lines
    }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  @Test func powersAndRootsOfEightBitFormats() {
    let formats = Sweep.narrowFormats.filter { $0.format.bitWidth == 8 }
    // MPFR's own roots of negative degree are right for small ones; RootTests has the others.
    let exponents = Array(-12...12) + [100, 101, 1 << 30, Int.max - 1, Int.max]
    let failures = Sweep.lines(formats.count) { index in
      let (name, format) = (formats[index].name, formats[index].format)
      guard let route = SecondRoute(FormatValues(format)) else { return [] }
      var evaluator = FunctionEvaluator(for: format)
      var lines: [String] = []
      for function in IntegerFunction.allCases {
        for n in exponents {
          for x in 0...format.largestCode {
            let expected = route.verdict(function, x, n)
            let observed = format.round(evaluator.value(of: function, format.unpack(x), n))
            guard !route.accepts(observed, expected) else { continue }
            let question = "\(name) \(function)(\(format.decode(x)), \(n))"
            lines.append(Sweep.line(question, format, expected, observed))
          }
        }
      }
      return lines
    }
    #expect(failures.isEmpty, "\(Sweep.summary(failures))")
  }

  /// Codes around zero, the least normal, 1, 2, ½, small integers, the largest; infinity, NaN; signs.
  func edgeCodes(of format: FloatFormat) -> [UInt64] {
    let one = format.oneCode ?? 0
    let magnitudes: [UInt64] =
      [
        0, 1, 2, format.leastNormalCode - 1, format.leastNormalCode, format.leastNormalCode + 1,
        one - 1, one, one + 1, format.largestFiniteCode - 1, format.largestFiniteCode,
        format.infinityCode ?? 0, format.nanCode ?? 0,
      ] + [0.5, 2, 3, 4, 5, 1.5, 2.5, 1024].map { format.encode($0).code }
    return magnitudes + magnitudes.map { $0 | format.signMask }
  }
}
