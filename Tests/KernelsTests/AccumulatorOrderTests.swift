import ArbitraryPrecision
import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Every scheme against the same operations done one by one on codes, and the exact sum against MPFR.
@Suite struct AccumulatorOrderTests {
  static let seed: UInt64 = 11

  /// Codes of a format, all equally likely, with its infinities and NaNs if asked for.
  static func codes(
    _ count: Int, of format: FloatFormat, id: UInt64, finite: Bool = false
  ) -> [UInt64] {
    let stream = RandomStream(StreamKey(seed: seed, domain: .data, id: id))
    var codes: [UInt64] = []
    var position: UInt64 = 0
    while codes.count < count {
      let code = stream.draw(at: position).bits & format.largestCode
      position += 1
      if finite && !format.decode(code).isFinite { continue }
      codes.append(code)
    }
    return codes
  }

  static let formats = [
    "binary16", "bfloat16", "e4m3fn", "e5m2", "e4m3fnuz", "binary32", "e4m3:no-subnormals",
  ]
  static let roundings = [
    "nearest-even", "toward-zero", "toward-negative", "odd", "stochastic-b(13)",
  ]

  /// A dot product of codes by the scheme; the operations on codes that should be the same.
  private func compare(
    _ scheme: String, _ name: String, _ rounding: String,
    by fold: (FloatFormat, RoundingContext, [UInt64], [UInt64], UInt64, inout Bits) -> UInt64
  ) throws {
    let format = try FormatCatalogue.format(named: name).format
    let context = RoundingContext(try Rounding(named: rounding))
    let accumulator = try Accumulator(
      AccumulatorModel(named: "\(scheme)(\(name), \(rounding))"), inputs: format)
    let random = RandomStream(StreamKey(seed: Self.seed, domain: .rounding, id: 0))
    var failures: [String] = []
    for trial in 0..<200 {
      // Mostly finite, so that sums live; one trial in ten has anything.
      let id = UInt64(trial)
      let isFinite = trial % 10 != 0
      let count = trial % 37
      let a = Self.codes(count, of: format, id: 3 * id, finite: isFinite)
      let b = Self.codes(count, of: format, id: 3 * id + 1, finite: isFinite)
      let c = Self.codes(1, of: format, id: 3 * id + 2, finite: isFinite)[0]
      let output = OutputIndex(row: UInt32(trial), column: 7)
      var bits = Bits(random, context.rounding.randomBitCount, output)
      let expected = format.decode(fold(format, context, a, b, c, &bits))
      let observed = accumulator.dot(
        a.map(format.decode), b.map(format.decode), from: format.decode(c), random: random,
        output: output)
      if observed.bitPattern != expected.bitPattern && !(observed.isNaN && expected.isNaN) {
        failures.append("trial \(trial): expected \(expected), observed \(observed)")
      }
    }
    #expect(failures.isEmpty, "seed \(Self.seed): \(failures.prefix(3))")
  }

  @Test(arguments: formats, roundings)
  func perOperation(name: String, rounding: String) throws {
    try compare("per-operation", name, rounding) { format, context, a, b, c, bits in
      zip(a, b).reduce(c) { sum, pair in
        let product = format.multiply(pair.0, pair.1, context, randomBits: bits.next()).code
        return format.add(sum, product, context, randomBits: bits.next()).code
      }
    }
  }

  @Test(arguments: formats, roundings)
  func fused(name: String, rounding: String) throws {
    try compare("fused", name, rounding) { format, context, a, b, c, bits in
      zip(a, b).reduce(c) { sum, pair in
        format.multiplyAdd(pair.0, pair.1, sum, context, randomBits: bits.next()).code
      }
    }
  }

  @Test(arguments: formats, roundings)
  func kahan(name: String, rounding: String) throws {
    try compare("kahan", name, rounding) { format, context, a, b, c, bits in
      var (s, e): (UInt64, UInt64) = (c, 0)
      for (x, y) in zip(a, b) {
        let term = format.multiply(x, y, context, randomBits: bits.next()).code
        let corrected = format.subtract(term, e, context, randomBits: bits.next()).code
        let t = format.add(s, corrected, context, randomBits: bits.next()).code
        let change = format.subtract(t, s, context, randomBits: bits.next()).code
        e = format.subtract(change, corrected, context, randomBits: bits.next()).code
        s = t
      }
      return s
    }
  }

  @Test(arguments: formats, roundings)
  func pairwise(name: String, rounding: String) throws {
    try compare("pairwise", name, rounding) { format, context, a, b, c, bits in
      func tree(_ range: Range<Int>, _ bits: inout Bits) -> UInt64 {
        if range.isEmpty { return 0 }
        if range.count == 1 {
          let k = range.lowerBound
          return format.multiply(a[k], b[k], context, randomBits: bits.next()).code
        }
        let middle = range.lowerBound + (range.count + 1) / 2
        let first = tree(range.lowerBound..<middle, &bits)
        let second = tree(middle..<range.upperBound, &bits)
        return format.add(first, second, context, randomBits: bits.next()).code
      }
      let sum = tree(a.indices, &bits)
      return format.add(c, sum, context, randomBits: bits.next()).code
    }
  }

  /// Chunks of 5 in binary16, their sums in bfloat16, step by step.
  @Test func chunked() throws {
    let accumulator = try Accumulator(
      AccumulatorModel(named: "chunked(5, per-operation(binary16), per-operation(bfloat16))"),
      inputs: .e5m2)
    for count in [0, 1, 4, 5, 6, 23] {
      let a = Self.codes(count, of: .e4m3fn, id: 1, finite: true).map(FloatFormat.e4m3fn.decode)
      let b = a.reversed().map { $0 / 16 }
      var expected = FloatFormat.bfloat16.encode(3.0).code
      for start in stride(from: 0, to: count, by: 5) {
        var sum: UInt64 = 0
        for k in start..<min(start + 5, count) {
          sum = FloatFormat.binary16.add(sum, FloatFormat.binary16.encode(a[k] * b[k]).code).code
        }
        let term = FloatFormat.bfloat16.convert(sum, from: .binary16).code
        expected = FloatFormat.bfloat16.add(expected, term).code
      }
      let observed = accumulator.dot(a, b, from: 3)
      #expect(observed == FloatFormat.bfloat16.decode(expected), "\(count) terms")
    }
  }

  /// binary32's fused multiply-adds are the CPU's own.
  @Test func fp32IsTheCPUs() throws {
    let accumulator = try Accumulator(.fp32, inputs: .binary32)
    for trial in 0..<100 {
      let stream = RandomStream(StreamKey(seed: Self.seed, domain: .data, id: UInt64(trial)))
      let a = stream.normals(count: 100).map(Float.init)
      let b = stream.normals(count: 100, from: 100).map(Float.init)
      let expected = zip(a, b).reduce(Float(0)) { $0.addingProduct($1.0, $1.1) }
      let observed = accumulator.dot(a.map(Double.init), b.map(Double.init))
      #expect(observed == Double(expected), "trial \(trial)")
    }
  }

  /// Numbers of every exponent, and sums that cancel to their last bits.
  @Test func exactSumIsMPFRs() throws {
    let toBinary64 = try Accumulator(AccumulatorModel(named: "exact"), inputs: .binary64)
    let toBinary32 = try Accumulator(AccumulatorModel(named: "exact(binary32)"), inputs: .binary64)
    var failures: [String] = []
    for trial in 0..<2000 {
      let id = UInt64(trial)
      let count = trial % 40
      var a = Self.codes(count, of: .binary64, id: 2 * id, finite: true).map(
        Double.init(bitPattern:))
      var b = Self.codes(count, of: .binary64, id: 2 * id + 1, finite: true)
        .map(Double.init(bitPattern:))
      // One trial in three as drawn, one near 1, one that cancels pair by pair but for the last.
      if trial % 3 > 0 {
        a = a.map { Double(sign: $0.sign, exponent: $0.exponent % 40, significand: $0.significand) }
        b = b.map { Double(sign: $0.sign, exponent: $0.exponent % 40, significand: $0.significand) }
      }
      if trial % 3 == 2 {
        a += a.map { -$0 } + [0x1p-500]
        b += b + [0x1p-500]
      }
      let c = trial % 2 == 0 ? 0 : 1e-300
      var sum = BigFloat(precision: 5000)
      sum.set(c)
      for (x, y) in zip(a, b) { sum.addProduct(BigFloat(x), BigFloat(y)) }
      let expected = (sum.double(), Double(sum.float()))
      let observed = (toBinary64.dot(a, b, from: c), toBinary32.dot(a, b, from: c))
      if observed != expected {
        failures.append("trial \(trial): expected \(expected), observed \(observed)")
      }
    }
    #expect(failures.isEmpty, "seed \(Self.seed): \(failures.count): \(failures.prefix(3))")
  }

  static let specials: [(a: [Double], b: [Double], sum: Double)] = [
    ([Double.infinity, 1], [1.0, 1], Double.infinity), ([.infinity, -.infinity], [1, 1], .nan),
    ([.infinity], [0], .nan), ([.nan], [1], .nan), ([-1], [.infinity], -.infinity),
    ([-0.0], [1], 0),
    ([], [], 0), ([Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [2, 2], 0),
    ([Double.greatestFiniteMagnitude], [2], .infinity),
    ([Double.leastNonzeroMagnitude, .leastNonzeroMagnitude], [0.5, 0.5], .leastNonzeroMagnitude),
  ]

  @Test(arguments: specials)
  func exactSpecials(a: [Double], b: [Double], sum: Double) throws {
    let observed = try Accumulator(AccumulatorModel(named: "exact"), inputs: .binary64).dot(a, b)
    #expect(sum.isNaN ? observed.isNaN : observed.bitPattern == sum.bitPattern, "\(observed)")
  }
}

/// Random bits in their order.
struct Bits {
  let random: RandomStream
  let count: Int
  let output: OutputIndex
  private var done: UInt32 = 0

  init(_ random: RandomStream, _ count: Int, _ output: OutputIndex) {
    self.random = random
    self.count = count
    self.output = output
  }

  mutating func next() -> UInt64 {
    defer { done += 1 }
    return random.row(output.row, done, 0).roundingBits(at: output.column, count: count)
  }
}
