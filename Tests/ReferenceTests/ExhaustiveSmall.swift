import FloatFormats
import Foundation
import Reference
import Testing

/// The rounding core against the judge on every operand of every small format, in every mode.
@Suite struct ExhaustiveSmallTests {
  static let isExhaustive = ProcessInfo.processInfo.environment["GRADUAL_EXHAUSTIVE"] == "1"

  /// All formats of at most 8 bits: the catalogue's, P3109's, and some that use every field.
  static let small: [NamedFormat] =
    FormatCatalogue.all.filter { $0.format.bitWidth <= 8 } + p3109 + unusual

  static let p3109: [NamedFormat] = (3...8).flatMap { P3109Format.all(bitWidth: $0) }.compactMap {
    try? FormatCatalogue.format(named: $0.name)
  }

  static let unusual: [NamedFormat] = [
    named("e3m3,no-subnormals", FloatFormat(exponentWidth: 3, precision: 4, subnormals: false)),
    named(
      "e4m0,no-subnormals",
      FloatFormat(exponentWidth: 4, precision: 1, nan: .maximum, subnormals: false)),
    named("e5m0,nan=none", FloatFormat(exponentWidth: 5, precision: 1, nan: .none)),
    named("e2m3,nan=none", FloatFormat(exponentWidth: 2, precision: 4, nan: .none)),
    named(
      "e3m2,no-infinity,nan=ieee", FloatFormat(exponentWidth: 3, precision: 3, infinity: false)),
    named(
      "e3m2,nan=none,largest",
      FloatFormat(
        exponentWidth: 3, precision: 3, nan: .none, infinity: false, nanSubstitute: .largest)),
    named(
      "e4m2,unsigned", FloatFormat(exponentWidth: 4, precision: 3, signed: false)),
    named(
      "e4m2,unsigned,nan=none",
      FloatFormat(exponentWidth: 4, precision: 3, signed: false, nan: .none, infinity: false)),
    named(
      "e4m2,no-zero",
      FloatFormat(exponentWidth: 4, precision: 3, nan: .maximum, infinity: true, zero: false)),
    named(
      "e4m2,no-zero,unsigned,nan=none",
      FloatFormat(
        exponentWidth: 4, precision: 3, signed: false, nan: .none, infinity: false, zero: false)),
    named(
      "e5m0,no-zero,ties=up",
      FloatFormat(
        exponentWidth: 5, precision: 1, nan: .maximum, infinity: false, zero: false, ties: .up)),
    named("e3m3,bias=-4", FloatFormat(exponentWidth: 3, precision: 4, bias: -4)),
  ]

  /// Formats of 7 and 8 bits ask every context only in the exhaustive run.
  static func contexts(_ format: FloatFormat) -> Contexts {
    isExhaustive || format.bitWidth <= 6 ? .all : .byOneTurn
  }

  static func named(_ name: String, _ format: FloatFormat) -> NamedFormat {
    NamedFormat(name: name, format: format, summary: "")
  }

  @Test func everyPairInEveryModeOfEverySmallFormat() {
    let operations: [ArithmeticOperation] = [
      .add, .subtract, .multiply, .divide, .remainder, .truncatingRemainder,
    ]
    let formats = Self.small.map { ($0, FormatValues($0.format)) }
    let result = Comparisons.inParallel(formats.count * operations.count) { part in
      let (named, values) = formats[part / operations.count]
      let operation = operations[part % operations.count]
      var pair = CoreAndJudge(named, values, Self.contexts(named.format), seed: UInt64(part))
      let codes = UInt64(1) << UInt64(named.format.bitWidth)
      for a in 0..<codes {
        for b in 0..<codes { pair.compare(operation, a, b) }
      }
      return pair
    }
    #expect(result.count > 200_000_000)
    #expect(result.failures == [])
  }

  @Test func everySquareRootAndConversionOfEverySmallFormat() {
    let formats = Self.small.map { ($0, FormatValues($0.format)) }
    let result = Comparisons.inParallel(formats.count) { part in
      let (named, values) = formats[part]
      var pair = CoreAndJudge(named, values, Self.contexts(named.format), seed: UInt64(part))
      for a in 0..<(UInt64(1) << UInt64(named.format.bitWidth)) { pair.compare(.squareRoot, a) }
      for (_, source) in formats where source.bitWidth >= 7 {
        for a in 0..<(UInt64(1) << UInt64(source.bitWidth)) {
          pair.compareConversion(of: a, from: source)
        }
      }
      return pair
    }
    #expect(result.count > 50_000_000)
    #expect(result.failures == [])
  }
}
