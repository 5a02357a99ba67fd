import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Array casts against the rounding core, element by element: the scalar loops and the vector loops.
@Suite struct ArrayCastTests {
  static let formats: [NamedFormat] =
    FloatCasts.names.compactMap { try? FormatCatalogue.format(named: $0) }

  @Test func everyNameIsAFormat() {
    #expect(Self.formats.count == FloatCasts.names.count)
    let narrow = Self.formats.filter { (try? ArrayCast<Float>(to: $0.format)) != nil }
    #expect(
      narrow.count == Self.formats.count - 2, "all but binary64 and e8m3:bias=126 fit binary32")
  }

  static let roundings: [Rounding] =
    RoundingMode.allCases.map { .mode($0) }
    + [(StochasticVariant.a, 1), (.a, 8), (.a, 32), (.b, 5), (.b, 60), (.c, 3), (.c, 24)].map {
      .stochastic($0.0, bits: $0.1)
    }

  @Test(arguments: formats)
  func binary32(named: NamedFormat) throws {
    guard (try? ArrayCast<Float>(to: named.format)) != nil else { return }
    try FloatCasts.compare(named, FloatCasts.operands(named.format, as: Float.self))
  }

  @Test(arguments: formats)
  func binary64(named: NamedFormat) throws {
    try FloatCasts.compare(named, FloatCasts.operands(named.format, as: Double.self))
  }

  @Test func carriersThatAreTooNarrow() {
    #expect(throws: CarrierError.self) { try ArrayCast<Float>(to: .binary64) }
    #expect(throws: CarrierError.self) {
      try ArrayCast<Float>(to: FloatFormat(exponentWidth: 8, precision: 8, bias: 160))
    }
  }

  /// A split array draws the same random bits as a whole one, also across the end of a row of the
  /// stream.
  @Test func splittingChangesNothing() throws {
    let stream = RandomStream(StreamKey(seed: 3, domain: .rounding, id: 0))
    let source = (0..<1000).map { Float($0) * 0.00731 }
    let cast = try ArrayCast<Float>(to: .e5m2, RoundingContext(.stochastic(.a, bits: 16)))
    let first = UInt64(RandomStream.sequenceRowLength) - 300
    var whole = [Float](repeating: 0, count: 1000)
    var all = whole.mutableSpan
    cast.cast(source.span, into: &all, random: stream, from: first)
    var parts = [Float](repeating: 0, count: 1000)
    for start in stride(from: 0, to: 1000, by: 77) {
      let end = min(start + 77, 1000)
      var part = [Float](repeating: 0, count: end - start)
      var target = part.mutableSpan
      cast.cast(
        source.span.extracting(start..<end), into: &target, random: stream,
        from: first + UInt64(start))
      parts.replaceSubrange(start..<end, with: part)
    }
    #expect(whole == parts)
  }

  @Test func encodingAndDecoding() throws {
    let cast = try ArrayCast<Float>(to: .e4m3fn)
    var codes = [UInt8](repeating: 0, count: 4)
    var target = codes.mutableSpan
    cast.encode([1, -448, 0x1p-9, .nan].span, into: &target)
    #expect(codes == [0x38, 0xfe, 0x01, 0x7f])
    var values = [Float](repeating: 0, count: 4)
    var decoded = values.mutableSpan
    cast.decode(codes.span, into: &decoded)
    #expect(values[..<3] == [1, -448, 0x1p-9] && values[3].isNaN)
  }

  /// Integers that no vector loop stores.
  @Test func codesOf128Bits() throws {
    let source = (0..<100).map { Float($0) * 0.37 - 9 }
    for format in [FloatFormat.e4m3fn, .binary16] {
      let cast = try ArrayCast<Float>(to: format)
      var codes = [UInt128](repeating: .max, count: source.count)
      var target = codes.mutableSpan
      cast.encode(source.span, into: &target)
      #expect(codes == source.map { UInt128(format.encode($0).code) })
      var values = [Float](repeating: 0, count: source.count)
      var decoded = values.mutableSpan
      cast.decode(codes.span, into: &decoded)
      #expect(values == cast.values(source))
    }
  }

  /// Every code of every format of up to 16 bits against the core's decoding.
  @Test(arguments: formats.filter { $0.format.bitWidth <= 16 })
  func decodingEveryCode(named: NamedFormat) throws {
    let codes = (0...UInt16(named.format.largestCode)).map { $0 }
    func failures<Number: Carrier>(_: Number.Type) throws -> [String] {
      let cast = try ArrayCast<Number>(to: named.format)
      var values = [Number](repeating: 0, count: codes.count)
      var target = values.mutableSpan
      cast.decode(codes.span, into: &target)
      return zip(codes, values).compactMap { code, observed in
        let expected = named.format.decode(UInt64(code))
        let isRight =
          Double(observed).bitPattern == expected.bitPattern || observed.isNaN && expected.isNaN
        return isRight ? nil : "\(named.name) code \(code): expected \(expected), \(observed)"
      }
    }
    var all = try failures(Double.self)
    if (try? ArrayCast<Float>(to: named.format)) != nil { all += try failures(Float.self) }
    #expect(all.isEmpty, "\(all.prefix(10).joined(separator: "\n"))")
  }
}

/// Operands that matter, and the comparison.
enum FloatCasts {
  static let names =
    FormatCatalogue.all.map(\.name) + [
      "binary8p3se", "binary8p1ue", "binary6p2uf", "binary12p5se", "e5m10:no-subnormals",
      "e5m2:overflow=saturate", "e5m2:overflow=saturate-finite", "e4m3fn:overflow=saturate",
      "e4m3fn:overflow=nan", "e3m4:bias=30", "e8m3:bias=126",
    ]

  /// Every value, midpoint and both neighbours of each, or those of a spread of about `count` codes of
  /// formats that have more; special values; random bit patterns.
  static func operands<Number: Carrier>(
    _ format: FloatFormat, as: Number.Type, codes count: UInt64 = 600
  ) -> [Number] {
    var operands: [Number] = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    let codes = format.largestFiniteCode
    let step = max(1, codes / count)
    for code in stride(from: 0, through: codes, by: Int(step)) {
      let value = Number(format.decode(code))
      let next = Number(format.decode(min(code + 1, codes)))
      for point in [value, value + (next - value) / 2, next + (next - value) / 2] {
        operands += [point, point.nextUp, point.nextDown, -point, -point.nextUp, -point.nextDown]
      }
    }
    let random = RandomStream(StreamKey(seed: 1, domain: .data, id: 0))
    for index in 0..<4096 {
      operands.append(
        Number(carrierBits: .init(truncatingIfNeeded: random.draw(at: UInt64(index)).bits)))
    }
    return operands
  }

  static func compare<Number: Carrier>(_ named: NamedFormat, _ operands: [Number]) throws {
    let format = named.format
    let random = RandomStream(StreamKey(seed: 2, domain: .rounding, id: 0))
    var failures: [String] = []
    for rounding in ArrayCastTests.roundings {
      let context = RoundingContext(rounding)
      let expectations = operands.enumerated().map { index, operand in
        let bits = random.roundingBits(at: UInt64(index), count: max(1, rounding.randomBitCount))
        return format.encode(operand, context, randomBits: bits).code
      }
      for level in [VectorLevel.scalar, .best] {
        let cast = try ArrayCast<Number>(to: format, context, level: level)
        let values = cast.values(operands, random: random)
        var codes = [UInt64](repeating: 0, count: operands.count)
        var target = codes.mutableSpan
        cast.encode(operands.span, into: &target, random: random)
        for (index, operand) in operands.enumerated() {
          let expected = expectations[index]
          let value = format.decode(expected)
          let isRight =
            codes[index] == expected
            && (Double(values[index]).bitPattern == value.bitPattern
              || value.isNaN && values[index].isNaN)
          guard !isRight else { continue }
          failures.append(
            "\(named.name) \(rounding) \(level) \(operand): expected \(value), observed "
              + "\(values[index]), code \(codes[index]) for \(expected)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(10).joined(separator: "\n"))")
  }
}
