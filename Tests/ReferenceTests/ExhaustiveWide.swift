import FloatFormats
import Reference
import Testing

/// The rounding core against the judge where not every operand can be tried: fused multiply-add, and
/// formats of 16 bits and more.
@Suite struct ExhaustiveWideTests {
  static let sixteenBits: [NamedFormat] =
    FormatCatalogue.all.filter { $0.format.bitWidth == 16 } + [
      ExhaustiveSmallTests.named(
        "e6m9,fnuz,no-subnormals",
        FloatFormat(
          exponentWidth: 6, precision: 10, nan: .negativeZero, infinity: true, subnormals: false)),
      ExhaustiveSmallTests.named(
        "e3m13,unsigned",
        FloatFormat(
          exponentWidth: 3, precision: 14, signed: false, nan: .maximum, infinity: false)),
    ]

  static let wider: [NamedFormat] = FormatCatalogue.all.filter { $0.format.bitWidth > 16 }

  /// Every triple of e4m3fn and of every format of at most 6 bits; of 7 bits in the exhaustive run.
  @Test func everyTripleOfFusedMultiplyAdd() {
    let bits = ExhaustiveSmallTests.isExhaustive ? 7 : 6
    let formats = ExhaustiveSmallTests.small.filter {
      $0.name == "e4m3fn" || $0.format.bitWidth <= bits
    }.map { ($0, FormatValues($0.format)) }
    let slices = 8
    let result = Comparisons.inParallel(formats.count * slices) { part in
      let (named, values) = formats[part / slices]
      var pair = CoreAndJudge(named, values, .byOneTurn, seed: UInt64(part))
      let codes = UInt64(1) << UInt64(named.format.bitWidth)
      for a in stride(from: UInt64(part % slices), to: codes, by: slices) {
        for b in 0..<codes {
          for c in 0..<codes { pair.compare(.multiplyAdd, a, b, c) }
        }
      }
      return pair
    }
    #expect(result.count > 200_000_000)
    #expect(result.failures == [])
  }

  @Test func sampledTriplesOfTheOtherSmallFormats() {
    let formats = ExhaustiveSmallTests.small.filter { $0.format.bitWidth >= 7 }
      .map { ($0, FormatValues($0.format)) }
    let result = sample(formats, [.multiplyAdd], count: 200_000, .byOneTurn)
    #expect(result.failures == [])
  }

  @Test func everySquareRootAndConversionOf16Bits() {
    let formats = Self.sixteenBits.map { ($0, FormatValues($0.format)) }
    let result = Comparisons.inParallel(formats.count) { part in
      let (named, values) = formats[part]
      var pair = CoreAndJudge(named, values, .byTurns, seed: UInt64(part))
      for a in UInt64(0)..<65536 {
        pair.compare(.squareRoot, a)
        for (_, source) in formats { pair.compareConversion(of: a, from: source) }
        // The value, and a hair below and above it and the midpoint to the next.
        let value = values.value(a).double()
        let next = values.value(a == 65535 ? a : a + 1).double()
        let middle = (value + next) / 2
        for x in [value, value.nextUp, value.nextDown, middle, middle.nextUp, middle.nextDown] {
          pair.compareConversion(of: x)
        }
      }
      return pair
    }
    #expect(result.count > 30_000_000)
    #expect(result.failures == [])
  }

  /// A million pairs an operation and deterministic mode for binary16 and bfloat16, fewer for the rest.
  @Test func aMillionPairsAnOperationOf16Bits() {
    let formats = Self.sixteenBits.map { ($0, FormatValues($0.format)) }
    let operations = ArithmeticOperation.allCases.filter { $0 != .squareRoot }
    let result = sample(formats, operations, count: 1_000_000, .byOneTurn)
    #expect(result.count > 125_000_000)
    #expect(result.failures == [])
  }

  @Test func sampledOperandsOfWiderFormats() {
    let formats = Self.wider.map { ($0, FormatValues($0.format)) }
    let result = sample(formats, ArithmeticOperation.allCases, count: 100_000, .byTurns)
    #expect(result.count > 28_000_000)
    #expect(result.failures == [])
  }

  private func sample(
    _ formats: [(NamedFormat, FormatValues)], _ operations: [ArithmeticOperation], count: Int,
    _ contexts: Contexts
  ) -> Comparisons {
    Comparisons.inParallel(formats.count * operations.count) { part in
      let (named, values) = formats[part / operations.count]
      let operation = operations[part % operations.count]
      var pair = CoreAndJudge(named, values, contexts, seed: UInt64(part))
      var operands = OperandGenerator(named.format, seed: 1000 + UInt64(part))
      // Formats outside the catalogue only show that nothing hangs on the catalogue's fields.
      let isKnown = FormatCatalogue.all.contains(named)
      for _ in 0..<(isKnown ? count : count / 10) {
        let (a, b) = operands.pair()
        var c: UInt64 = 0
        if operation == .multiplyAdd {
          pair.judge.examine(.multiply, a, b)
          c = operands.addend(product: pair.judge.verdict(RoundingContext(.towardZero)).code)
        }
        pair.compare(operation, a, b, c)
      }
      return pair
    }
  }
}
