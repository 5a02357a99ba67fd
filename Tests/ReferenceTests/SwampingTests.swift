import FloatFormats
import Reference
import TestSupport
import Testing

/// Swamping in a long sum (Wang et al., "Training deep neural networks with 8-bit floating point
/// numbers", 2018): numbers of mean 1, uniform on 1 ± √3, summed in a format with 6 bits of exponent and
/// 9 of trailing significand.
@Suite struct SwampingTests {
  static let format = FloatFormat(exponentWidth: 6, precision: 10)

  /// The first n numbers as codes, rounded to nearest, and their exact sum.
  private static func draw(_ count: Int, _ judge: Judge, seed: UInt64) -> ([UInt64], Double) {
    var generator = SeededGenerator(seed: seed)
    let spread = 3.0.squareRoot()
    var sum = 0.0
    let codes = (0..<count).map { _ in
      let uniform = Double(generator.next() >> 11) * 0x1p-53
      judge.examine(1 + spread * (2 * uniform - 1))
      let code = judge.verdict(RoundingContext()).code
      sum += judge.values.value(code).double()
      return code
    }
    return (codes, sum)
  }

  @Test(arguments: [UInt64(2018), 2019, 2020])
  func aSequentialSumStallsAt4096(seed: UInt64) {
    let judge = Judge(Self.format)
    let (codes, _) = Self.draw(65536, judge, seed: seed)
    var sum: UInt64 = 0
    var departures = 0
    for (index, code) in codes.enumerated() {
      judge.examine(.add, sum, code)
      sum = judge.verdict(RoundingContext()).code
      if index + 1 >= 8192 && judge.values.value(sum).double() != 4096 { departures += 1 }
    }
    #expect(departures == 0, "seed \(seed)")
  }

  /// Above 2^14 the sum is a multiple of 32 or 64, and takes 64 for each chunk's 64 ± 8: the deviations
  /// are lost, some 8·√800 = 226 of 65536. 1 % is three of these.
  @Test(arguments: [UInt64(2018), 2019, 2020])
  func chunksOf64KeepTheSumWithinOnePercent(seed: UInt64) {
    let judge = Judge(Self.format)
    let (codes, exact) = Self.draw(65536, judge, seed: seed)
    var sum: UInt64 = 0
    for start in stride(from: 0, to: codes.count, by: 64) {
      var chunk: UInt64 = 0
      for code in codes[start..<(start + 64)] {
        judge.examine(.add, chunk, code)
        chunk = judge.verdict(RoundingContext()).code
      }
      judge.examine(.add, sum, chunk)
      sum = judge.verdict(RoundingContext()).code
    }
    let error = judge.values.value(sum).double() / exact - 1
    #expect(abs(error) < 0.01, "seed \(seed)")
  }

  /// A term x moves a sum of spacing h by h with probability |x|/h, a variance of h·|x|; E |x| is 1.155.
  /// With h = 64 for half of the terms, 32 for a quarter, and so on, the sum has a standard deviation
  /// of 1797, 2.7 % of it: 4 % is what these seeds keep, while rounding to nearest loses 94 %.
  @Test(arguments: [UInt64(2018), 2019, 2020])
  func stochasticRoundingKeepsTheSumWithinFourPercent(seed: UInt64) {
    let judge = Judge(Self.format)
    let (codes, exact) = Self.draw(65536, judge, seed: seed)
    var generator = SeededGenerator(seed: seed + 100)
    let context = RoundingContext(.stochastic(.a, bits: 32))
    var sum: UInt64 = 0
    for code in codes {
      judge.examine(.add, sum, code)
      sum = judge.verdict(context, randomBits: generator.next()).code
    }
    let error = judge.values.value(sum).double() / exact - 1
    #expect(abs(error) < 0.04, "seed \(seed)")
  }
}
