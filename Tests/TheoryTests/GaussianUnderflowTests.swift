import Foundation
import Testing
import Theory

private func effect(_ exponent: Double, _ format: FormatLimits = binary16) -> RoundingEffect {
  GaussianUnderflow.effect(deviation: exp2(exponent), in: format)
}

struct GaussianUnderflowTests {
  /// Published shares.
  @Test(arguments: [
    (-24.0, 0.3829), (-25, 0.6827), (-22, 0.0995), (-20, 0.0249), (-18, 0.0062),
  ])
  func flushedSharesInBinary16(exponent: Double, share: Double) {
    let computed = effect(exponent).flushedShare
    #expect((computed - share).magnitude <= 0.00005, "2^\(exponent): \(computed), not \(share)")
  }

  @Test func flushedSharesFollowTheLeastSubnormal() {
    for format in [binary16, e5m2, e4m3fn, bfloat16] {
      let s = format.leastNonzero
      let computed = GaussianUnderflow.effect(deviation: s, in: format).flushedShare
      #expect(isClose(computed, erf(0.5 / 2.0.squareRoot()), 1e-14))
    }
  }

  @Test func subnormalShares() {
    // To the nearest, what lies within half a step below the least normal becomes normal.
    let s = 0x1p-14
    #expect(
      isClose(
        effect(-14).subnormalOrZeroShare, erf((s - 0x1p-25) / (s * 2.0.squareRoot())), 1e-14))
    // 1/16 of a binade below the least normal in E4M3.
    let e4m3 = GaussianUnderflow.effect(deviation: 0x1p-6, in: e4m3fn).subnormalOrZeroShare
    #expect(isClose(e4m3, erf((1 - 1.0 / 16) / 2.0.squareRoot()), 1e-14))
  }

  @Test func deviationsAtFlushedShares() {
    let one = GaussianUnderflow.deviation(flushedShare: 0.01, in: binary16)
    #expect((log2(one) + 18.7).magnitude < 0.05, "2^\(log2(one))")
    let half = GaussianUnderflow.deviation(flushedShare: 0.5, in: binary16)
    #expect((log2(half) + 24.43).magnitude < 0.005, "2^\(log2(half))")
    for share in [1e-6, 0.01, 0.3, 0.99] {
      let s = GaussianUnderflow.deviation(flushedShare: share, in: e5m2)
      let back = GaussianUnderflow.effect(deviation: s, in: e5m2).flushedShare
      #expect(isClose(back, share, 1e-12), "share \(share): back \(back)")
    }
  }

  /// A flushed share is no measure of harm: 1 %, 20 % and 50 % go with these cosines.
  @Test(arguments: [(0.01, 0.99997, 0.000005), (0.2, 0.990, 0.001), (0.5, 0.932, 0.0005)])
  func cosinesAtFlushedShares(share: Double, cosine: Double, tolerance: Double) throws {
    let s = GaussianUnderflow.deviation(flushedShare: share, in: binary16)
    let computed = try #require(GaussianUnderflow.effect(deviation: s, in: binary16).cosine)
    #expect((computed - cosine).magnitude <= tolerance, "\(share): \(computed)")
  }

  @Test func flushedEnergy() {
    // From the definition by the midpoint rule, 10^5 points.
    for t in [0.001, 0.1, 1, 1.49, 1.51, 3] {
      let step = t / 100_000
      var sum = 0.0
      for i in 0..<100_000 {
        let z = (Double(i) + 0.5) * step
        sum += z * z * exp(-z * z / 2)
      }
      let expected = 2 * sum * step / (2 * Double.pi).squareRoot()
      let computed = GaussianUnderflow.effect(
        deviation: binary16.flushBoundary / t, in: binary16
      ).flushedEnergy
      #expect(isClose(computed, expected, 1e-9), "t = \(t): \(computed), not \(expected)")
    }
  }

  /// The expansion and the exact sums against an integral over 2·10⁵ points whose rounding is Swift's
  /// own conversion to Float16.
  @Test(arguments: [-27.0, -25.3, -24, -22, -19.5, -18.9, -17, -14.2, -12, 0, 11, 15, 17])
  func cosineAgainstQuadrature(exponent: Double) throws {
    let s = exp2(exponent)
    var product = 0.0
    var square = 0.0
    var energy = 0.0
    let step = 10.0 / 200_000
    for i in 0..<200_000 {
      let z = (Double(i) + 0.5) * step
      let weight = exp(-z * z / 2)
      let y = min(Double(Float16(z * s)), 65504) / s
      product += weight * z * y
      square += weight * y * y
      energy += weight * z * z
    }
    let expected = product / (square * energy).squareRoot()
    let computed = try #require(effect(exponent).cosine)
    // The step of the integral against the jumps of y is what limits it.
    #expect(
      (computed - expected).magnitude <= 2e-4 * (1 - expected) + 2e-9,
      "s = 2^\(exponent): \(computed), integral \(expected)")
  }

  /// Where both ways of adding a binade are open they agree: the same law at a scale where the step is
  /// just under and just over the limit of the expansion.
  @Test func expansionMeetsTheExactSum() throws {
    for format in [binary16, e4m3fn, e5m2] {
      let limit = 32 * format.leastNonzero
      let over = try #require(
        GaussianUnderflow.effect(deviation: limit * (1 + 1e-12), in: format).cosine)
      let under = try #require(
        GaussianUnderflow.effect(deviation: limit * (1 - 1e-12), in: format).cosine)
      #expect((over - under).magnitude < 1e-9, "\(over) and \(under)")
    }
  }

  @Test func everythingFlushed() throws {
    let gone = GaussianUnderflow.effect(deviation: 0x1p-60, in: binary16)
    #expect(gone.flushedShare == 1 && gone.cosine == nil)
    // One value in 10^14 survives at s = 2^-28: y is η, x about η/2.
    let nearly = GaussianUnderflow.effect(deviation: 0x1p-28, in: binary16)
    let cosine = try #require(nearly.cosine)
    #expect(cosine > 0 && cosine < 1e-5)
  }

  @Test func overflow() {
    let share = GaussianUnderflow.effect(deviation: 65520, in: binary16).overflowShare
    #expect(isClose(share, erfc(1 / 2.0.squareRoot()), 1e-14))
    #expect(GaussianUnderflow.effect(deviation: 1, in: binary16).overflowShare == 0)
  }

  @Test func deviationsAtCosines() throws {
    for format in [binary16, bfloat16, e4m3fn, e5m2] {
      let s = try #require(GaussianUnderflow.deviation(cosine: 0.99, in: format))
      let at = try #require(GaussianUnderflow.effect(deviation: s, in: format).cosine)
      #expect((at - 0.99).magnitude < 1e-10)
      let half = GaussianUnderflow.effect(deviation: s / 2, in: format)
      #expect((half.cosine ?? 0) < 0.99)
    }
    // E2M1's two bits never reach it.
    #expect(GaussianUnderflow.deviation(cosine: 0.9999, in: e2m1fn) == nil)
  }
}
