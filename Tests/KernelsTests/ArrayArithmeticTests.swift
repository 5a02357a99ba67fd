import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Arithmetic on arrays against the rounding core's operations on codes.
@Suite struct ArrayArithmeticTests {
  static let seed: UInt64 = 8
  static let formats = [
    "binary16", "bfloat16", "tf32", "binary32", "e4m3fn", "e5m2", "e4m3fnuz", "e2m1fn", "e5m7",
    "e4m3:no-subnormals", "e8m0fnu",
  ]
  static let roundings: [Rounding] =
    RoundingMode.allCases.map { .mode($0) }
    + [(StochasticVariant.a, 13), (.b, 3), (.c, 20)].map { .stochastic($0.0, bits: $0.1) }

  @Test(arguments: formats)
  func everyOperation(name: String) throws {
    let format = try FormatCatalogue.format(named: name).format
    // All pairs of a small format; of others, pairs that are near one another and any pairs.
    let codes: [UInt64]
    let others: [UInt64]
    let stream = RandomStream(StreamKey(seed: Self.seed, domain: .data, id: 0))
    if format.bitWidth <= 6 {
      let all = Array(0...format.largestCode)
      codes = all.flatMap { code in all.map { _ in code } }
      others = all.flatMap { _ in all }
    } else {
      codes = (0..<3000).map { stream.draw(at: $0).bits & format.largestCode }
      others = codes.indices.map { index in
        let draw = stream.draw(at: UInt64(10_000 + index)).bits
        return index % 2 == 0
          ? draw & format.largestCode : (codes[index] ^ draw & 0x3f) & format.largestCode
      }
    }
    let thirds = others.indices.map { index in
      let product = format.multiply(codes[index], others[index], RoundingContext()).code
      return index % 3 == 0 ? product : others[(index * 7 + 1) % others.count]
    }
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 0))
    var failures: [String] = []
    for rounding in Self.roundings {
      for policy in [OverflowPolicy?.none, .saturate] {
        let context = RoundingContext(rounding, overflow: policy)
        for operation in ArrayArithmetic<Double>.Operation.allCases {
          let expected = codes.indices.map { index in
            let bits = random.roundingBits(at: UInt64(index), count: rounding.randomBitCount)
            let (a, b, c) = (codes[index], others[index], thirds[index])
            let code =
              switch operation {
              case .add: format.add(a, b, context, randomBits: bits).code
              case .subtract: format.subtract(a, b, context, randomBits: bits).code
              case .multiply: format.multiply(a, b, context, randomBits: bits).code
              case .divide: format.divide(a, b, context, randomBits: bits).code
              case .squareRoot: format.squareRoot(a, context, randomBits: bits).code
              case .multiplyAdd: format.multiplyAdd(a, b, c, context, randomBits: bits).code
              }
            return format.decode(code)
          }
          for level in VectorLevel.available {
            func compare<Number: Carrier>(_: Number.Type) throws {
              guard let arithmetic = try? ArrayArithmetic<Number>(in: format, context, level: level)
              else { return }
              func values(_ codes: [UInt64]) -> [Number] { codes.map { Number(format.decode($0)) } }
              let operands = operation.operandCount
              let observed = arithmetic.result(
                .init(rawValue: operation.rawValue) ?? .add, values(codes),
                operands > 1 ? values(others) : [], operands > 2 ? values(thirds) : [],
                random: random)
              for index in observed.indices
              where !Operands.isSame(Double(observed[index]), expected[index]) {
                failures.append(
                  "\(operation) \(rounding) \(level) \(Number.self): "
                    + "\(format.decode(codes[index])), \(format.decode(others[index])), "
                    + "\(format.decode(thirds[index])): expected \(expected[index]), "
                    + "observed \(observed[index])")
                break
              }
            }
            try compare(Double.self)
            try compare(Float.self)
          }
        }
      }
    }
    #expect(
      failures.isEmpty,
      "\(name), seed \(Self.seed), \(failures.count):\n\(failures.prefix(10).joined(separator: "\n"))"
    )
  }

  /// Without this the other test could compare the rounding core with itself.
  @Test func whichFormatsHaveLoops() throws {
    for name in [
      "binary16", "bfloat16", "tf32", "binary32", "e4m3fn", "e5m2", "e4m3fnuz", "e2m1fn",
    ] {
      let format = try FormatCatalogue.format(named: name).format
      for rounding in Self.roundings {
        #expect(
          ArithmeticConstants(format, RoundingContext(rounding)) != nil, "\(name) \(rounding)")
      }
    }
  }

  @Test func threadsDoNotShow() throws {
    let arithmetic = try ArrayArithmetic<Float>(
      in: .binary16, RoundingContext(.stochastic(.a, bits: 11)))
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 2))
    let count = 2 * ArrayCast<Float>.chunkLength + 99
    func operand(_ id: UInt64) throws -> [Float] {
      let stream = RandomStream(StreamKey(seed: Self.seed, domain: .data, id: id))
      return try ArrayCast<Float>(to: .binary16).values(
        stream.normals(count: count).map { Float($0) })
    }
    let (a, b, c) = (try operand(1), try operand(2), try operand(3))
    for operation in ArrayArithmetic<Float>.Operation.allCases {
      let operands = operation.operandCount
      let none: [Float] = []
      var results = [[Float]](repeating: [Float](repeating: 0, count: count), count: 2)
      for (index, threads) in [1, 3].enumerated() {
        var target = results[index].mutableSpan
        arithmetic.perform(
          operation, a.span, operands > 1 ? b.span : none.span, operands > 2 ? c.span : none.span,
          into: &target, random: random, from: 7, threads: threads)
      }
      #expect(
        zip(results[0], results[1]).allSatisfy { $0.bitPattern == $1.bitPattern }, "\(operation)")
    }
  }

  /// A call that begins elsewhere, and one that crosses into the next random row.
  @Test func positions() throws {
    let arithmetic = try ArrayArithmetic<Float>(
      in: .bfloat16, RoundingContext(.stochastic(.a, bits: 16)))
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 1))
    let count = 3000
    let a = [Float](repeating: 1, count: count)
    let b = [Float](repeating: 0x1p-9, count: count)
    let start = UInt64(RandomStream.sequenceRowLength - 1000)
    let none: [Float] = []
    var whole = [Float](repeating: 0, count: count)
    var target = whole.mutableSpan
    arithmetic.perform(
      .add, a.span, b.span, none.span, into: &target, random: random, from: start)
    for index in whole.indices {
      let bits = random.roundingBits(at: start + UInt64(index), count: 16)
      let expected: Float = bits >= 0xc000 ? 1 + 0x1p-7 : 1
      #expect(whole[index] == expected, "element \(index)")
    }
  }
}
