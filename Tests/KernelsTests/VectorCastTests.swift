import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Casts by vector loops against the scalar loop, the same bits at every level: ArrayCastTests holds the
/// scalar and the best level against the rounding core.
@Suite struct VectorCastTests {
  static let roundings: [Rounding] =
    ArrayCastTests.roundings
    + [(StochasticVariant.a, 30), (.b, 29), (.c, 10), (.c, 30)].map {
      .stochastic($0.0, bits: $0.1)
    }

  /// Without this the other tests could compare the scalar loop with itself.
  @Test func whichFormatsHaveVectorLoops() throws {
    let names = ["binary16", "bfloat16", "tf32", "e4m3fn", "e5m2", "e4m3fnuz", "e2m1fn", "e5m7"]
    for name in names {
      let format = try FormatCatalogue.format(named: name).format
      for rounding in Self.roundings where rounding.randomBitCount <= 29 {
        #expect(
          try ArrayCast<Float>(to: format, RoundingContext(rounding)).vector != nil,
          "\(name), \(rounding)")
        #expect(
          try ArrayCast<Double>(to: format, RoundingContext(rounding)).vector != nil,
          "\(name), \(rounding)")
      }
    }
    #expect(try ArrayCast<Double>(to: .binary32).vector != nil)
    #expect(try ArrayCast<Float>(to: .binary32).vector != nil)
    #expect(try ArrayCast<Double>(to: .binary64).vector != nil)
    #expect(try ArrayCast<Float>(to: .binary16, level: .scalar).vector == nil)
  }

  /// Every value of binary32's 16-bit formats, midpoints, and the neighbours of both; of wider formats
  /// and in binary64 a spread.
  @Test(arguments: ArrayCastTests.formats)
  func everyValue(named: NamedFormat) throws {
    try Levels.compare(
      named, nil, FloatCasts.operands(named.format, as: Float.self, codes: 1 << 15))
    try Levels.compare(named, nil, FloatCasts.operands(named.format, as: Double.self, codes: 1000))
  }

  /// Each policy, where the format's own says otherwise.
  @Test(arguments: ArrayCastTests.formats)
  func overflowPolicies(named: NamedFormat) throws {
    for policy in [OverflowPolicy.ieee, .saturate, .saturateFinite, .nan] {
      try Levels.compare(
        named, policy, FloatCasts.operands(named.format, as: Float.self, codes: 50))
    }
  }

  /// Lengths around every vector's, from addresses that no vector is aligned to; nothing before or
  /// after the target is touched.
  @Test(arguments: [Rounding.nearestEven, .towardPositive, .stochastic(.a, bits: 12)])
  func lengthsAndStarts(rounding: Rounding) throws {
    let random = RandomStream(StreamKey(seed: 4, domain: .rounding, id: 0))
    let source = random.normals(count: 80).map { Float($0) }
    var failures: [String] = []
    for format in [FloatFormat.binary16, .bfloat16] {
      let context = RoundingContext(rounding)
      let expected = try ArrayCast<Float>(to: format, context, level: .scalar)
        .values(source, random: random)
      for level in VectorLevel.available {
        let cast = try ArrayCast<Float>(to: format, context, level: level)
        for start in 0..<9 {
          for length in 0...70 {
            var target = [Float](repeating: 7, count: 90)
            var codes = [UInt16](repeating: 7, count: 90)
            let range = start..<(start + length)
            let part = source.span.extracting(range)
            target.withUnsafeMutableBufferPointer { buffer in
              var into = UnsafeMutableBufferPointer(rebasing: buffer[range]).mutableSpan
              cast.cast(part, into: &into, random: random, from: UInt64(start))
            }
            codes.withUnsafeMutableBufferPointer { buffer in
              var into = UnsafeMutableBufferPointer(rebasing: buffer[range]).mutableSpan
              cast.encode(part, into: &into, random: random, from: UInt64(start))
            }
            let isRight =
              range.allSatisfy {
                target[$0] == expected[$0]
                  && Float(format.decode(UInt64(codes[$0]))) == expected[$0]
              }
              && target.indices.allSatisfy {
                range.contains($0) || target[$0] == 7 && codes[$0] == 7
              }
            if !isRight { failures.append("\(level): \(length) elements from \(start)") }
          }
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(10).joined(separator: "\n"))")
  }

  /// Three threads, over several chunks and a rest: values, codes and counts of one.
  @Test(arguments: [Rounding.nearestEven, .towardZero, .stochastic(.a, bits: 11)])
  func threadsDoNotShow(rounding: Rounding) throws {
    let random = RandomStream(StreamKey(seed: 9, domain: .rounding, id: 0))
    let source = random.normals(count: 3 * ArrayCast<Float>.chunkLength + 777).map { Float($0) }
    for level in [VectorLevel.scalar, .best] {
      let cast = try ArrayCast<Float>(to: .e5m2, RoundingContext(rounding), level: level)
      func all(threads: Int) -> ([Float], [UInt8], [Float], CastCounts, CastCounts) {
        var values = [Float](repeating: 0, count: source.count)
        var codes = [UInt8](repeating: 0, count: source.count)
        var counted = values
        var target = values.mutableSpan
        cast.cast(source.span, into: &target, random: random, from: 5, threads: threads)
        var codeTarget = codes.mutableSpan
        cast.encode(source.span, into: &codeTarget, random: random, from: 5, threads: threads)
        var countedTarget = counted.mutableSpan
        let counts = cast.castCounting(
          source.span, into: &countedTarget, random: random, from: 5, threads: threads)
        let scaled = cast.counts(
          source.span, scaledBy: 0x1p-12, random: random, from: 5, threads: threads)
        return (values, codes, counted, counts, scaled)
      }
      let one = all(threads: 1)
      let three = all(threads: 3)
      #expect(one.0 == three.0 && one.1 == three.1 && one.2 == three.2, "\(level)")
      #expect(one.3 == three.3 && one.4 == three.4, "\(level): \(one.3), \(three.3)")
    }
  }

  /// Sums over several chunks, with blocks that hold infinities and NaNs and blocks that do not.
  @Test(arguments: [Rounding.nearestEven, .odd, .stochastic(.b, bits: 9)])
  func countsOfManyChunks(rounding: Rounding) throws {
    let random = RandomStream(StreamKey(seed: 6, domain: .data, id: 0))
    var source = random.normals(count: 20_011).map { Float($0 * 300) }
    for index in stride(from: 5000, to: 6000, by: 7) { source[index] *= 0x1p-140 }
    for index in stride(from: 7000, to: 7100, by: 3) { source[index] = .infinity }
    for index in stride(from: 9001, to: 9100, by: 5) { source[index] = -.nan }
    for format in [FloatFormat.e4m3fn, .e5m2, .binary16, .bfloat16, .e4m3fnuz] {
      for policy in [OverflowPolicy.ieee, .saturate] {
        let context = RoundingContext(rounding, overflow: policy)
        let scalar = try ArrayCast<Float>(to: format, context, level: .scalar)
        let expected = scalar.counts(source.span, scaledBy: 3, random: random, from: 77)
        for level in VectorLevel.available {
          let cast = try ArrayCast<Float>(to: format, context, level: level)
          let observed = cast.counts(source.span, scaledBy: 3, random: random, from: 77)
          #expect(observed == expected, "\(level), \(format), \(policy)")
        }
      }
    }
  }
}

/// The comparison of levels.
enum Levels {
  static func compare<Number: Carrier>(
    _ named: NamedFormat, _ policy: OverflowPolicy?, _ operands: [Number]
  ) throws {
    let random = RandomStream(StreamKey(seed: 2, domain: .rounding, id: 0))
    var failures: [String] = []
    for rounding in VectorCastTests.roundings {
      let context = RoundingContext(rounding, overflow: policy)
      // What only the scalar loop casts has nothing to be compared with.
      guard VectorCast<Number>(named.format, context, .best) != nil else { continue }
      let scalar = try Outcome<Number>(named.format, context, .scalar, operands, random)
      for level in VectorLevel.available where level > .scalar {
        let observed = try Outcome<Number>(named.format, context, level, operands, random)
        guard observed != scalar else { continue }
        let index = operands.indices.first {
          observed.values[$0] != scalar.values[$0] || observed.codes[$0] != scalar.codes[$0]
        }
        let place = index.map {
          "\(operands[$0]): expected \(scalar.values[$0]), code \(scalar.codes[$0]), "
            + "observed \(observed.values[$0]), code \(observed.codes[$0])"
        }
        failures.append(
          "\(named.name) \(rounding) \(level) "
            + (place ?? "counts: expected \(scalar.counts), observed \(observed.counts)"))
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(10).joined(separator: "\n"))")
  }
}

/// All that a cast yields, as bits: NaNs are equal to themselves.
private struct Outcome<Number: Carrier>: Equatable {
  let values: [Number.Bits]
  let codes: [UInt64]
  let narrowCodes: [UInt64]
  let counts: CastCounts

  init(
    _ format: FloatFormat, _ context: RoundingContext, _ level: VectorLevel, _ operands: [Number],
    _ random: RandomStream
  ) throws {
    let cast = try ArrayCast<Number>(to: format, context, level: level)
    var target = [Number](repeating: 0, count: operands.count)
    var span = target.mutableSpan
    counts = cast.castCounting(operands.span, into: &span, random: random)
    values = target.map(\.carrierBits)
    func encode<Code: FixedWidthInteger & UnsignedInteger & SendableMetatype>(_: Code.Type)
      -> [UInt64]
    {
      var codes = [Code](repeating: 0, count: operands.count)
      var target = codes.mutableSpan
      cast.encode(operands.span, into: &target, random: random)
      return codes.map { UInt64($0) }
    }
    codes = encode(UInt64.self)
    narrowCodes =
      switch format.bitWidth {
      case ...8: encode(UInt8.self)
      case ...16: encode(UInt16.self)
      case ...32: encode(UInt32.self)
      default: []
      }
    // Values of the cast that does not count.
    guard values == cast.values(operands, random: random).map(\.carrierBits) else {
      throw Disagreement()
    }
  }

  /// Counting changed a value.
  struct Disagreement: Error {}
}
