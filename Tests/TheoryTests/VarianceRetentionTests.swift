import Foundation
import Testing
import Theory

struct VarianceRetentionTests {
  /// The sum of the definition, term by term, with the C library's erfc.
  private func direct(_ bits: Int, _ n: Int) -> Double {
    func tail(_ i: Double) -> Double {
      erfc(exp2(Double(bits)) / i.squareRoot() / 2.0.squareRoot())
    }
    var (mass, moment) = (0.0, 0.0)
    for i in 2..<n {
      let q = tail(Double(i)) * (1 - tail(Double(i - 1)))
      mass += q
      moment += Double(i) * q
    }
    let survivors = 1 - tail(Double(n))
    return (moment + Double(n) * survivors) / (Double(n) * (mass + survivors))
  }

  @Test func integralsAgreeWithTheSum() {
    let counts = [2, 3, 64, 1000, 1024, 1025, 4096, 65_536, 1 << 20]
    var worst = 0.0
    for bits in [2, 3, 5, 7, 10] {
      let ratios = VarianceRetention.ratios(
        fractionBits: bits, counts: counts.map { Double($0) })
      for (n, ratio) in zip(counts, ratios) where n > 2 {
        worst = max(worst, (ratio / direct(bits, n) - 1).magnitude)
      }
    }
    #expect(worst < 1e-6, "\(worst)")
  }

  /// .56 at 5 bits and 4096 terms; nothing is lost while 2^m is far beyond √n, and precision never hurts.
  @Test func knownValuesAndOrder() {
    let five = VarianceRetention.ratios(fractionBits: 5, counts: [16, 4096])
    #expect((five[0] - 1).magnitude < 1e-9 && (five[1] - 0.56).magnitude < 0.005, "\(five)")
    let byBits = (2...12).map { VarianceRetention.ratios(fractionBits: $0, counts: [4096])[0] }
    #expect(byBits == byBits.sorted())
  }

  /// A direct simulation of 4096 terms in 5 fraction bits: the predictor is conservative.
  @Test func theSimulationRetainsMore() {
    var state: UInt64 = 7
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) * 0x1p-53
    }
    var (kept, whole) = (0.0, 0.0)
    for _ in 0..<1000 {
      var (sum, exact) = (0.0, 0.0)
      for _ in 0..<4096 {
        let x = (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
        exact += x
        let next = sum + x
        let step = Double(sign: .plus, exponent: Int(next.exponent) - 5, significand: 1)
        sum = (next / step).rounded(.toNearestOrEven) * step
      }
      kept += sum * sum
      whole += exact * exact
    }
    // The ratio of two sums of 1000 correlated squares has a standard error below .03.
    let ratio = kept / whole
    #expect((ratio - 0.85).magnitude < 0.09, "\(ratio), seed 7")
    #expect(ratio > VarianceRetention.ratios(fractionBits: 5, counts: [4096])[0] + 0.1)
  }

  @Test func chunksMultiply() {
    let whole = VarianceRetention.ratio(
      fractionBits: 5, chunk: 64, outerFractionBits: 5, chunks: 64)
    let part = VarianceRetention.ratios(fractionBits: 5, counts: [64])[0]
    #expect((whole - part * part).magnitude < 1e-12 && whole > 0.99, "\(whole)")
  }
}
