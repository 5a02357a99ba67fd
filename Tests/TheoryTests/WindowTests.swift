import Foundation
import ModelShapes
import Testing
import Theory

private let site = GradientSite(
  layer: 3, name: "residual", role: .activation, rmsAtOneToken: 0.02, tokenLaw: .perToken,
  elements: 3584)

struct TokenLawTests {
  @Test func factorsAndTheirInverses() {
    #expect(TokenLaw.perToken.factor(tokens: 8) == 0.125)
    #expect(TokenLaw.independentTokens.factor(tokens: 16) == 0.25)
    #expect(TokenLaw.occurringRows(100).factor(tokens: 50) == 0.02)
    #expect(isClose(TokenLaw.occurringRows(100).factor(tokens: 400), 2.0 / 400, 1e-15))
    for law in [TokenLaw.perToken, .independentTokens, .occurringRows(1000)] {
      for tokens in [1.0, 7, 999, 1000, 1001, 1e6] {
        let back = law.tokens(factor: law.factor(tokens: tokens))
        #expect(isClose(back, tokens, 1e-12), "\(law) at \(tokens): \(back)")
      }
      #expect(law.tokens(factor: 2) == 1)
    }
  }

  @Test func onset() {
    // σ_U/(T·1) falls to s at T = σ_U/s; a loss scale moves it in proportion.
    let s = GaussianUnderflow.deviation(flushedShare: 0.01, in: binary16)
    #expect(isClose(site.onsetTokens(deviation: s), 0.02 / s, 1e-15))
    #expect(isClose(site.onsetTokens(deviation: s, lossScale: 1024), 1024 * 0.02 / s, 1e-15))
  }
}

struct WindowTests {
  @Test func windowHoldsWhatItPromises() throws {
    for format in [binary16, e5m2, e4m3fn] {
      let wanted = GaussianUnderflow.deviation(cosine: 0.99, in: format)
      for tokens in [1.0, 1000, 0x1p20] {
        let window = site.window(tokens: tokens, deviation: wanted, in: format)
        let minimum = try #require(window.minimumExponent)
        func cosine(_ exponent: Int) -> Double {
          let scale = Double(sign: .plus, exponent: exponent, significand: 1)
          let s = site.rms(tokens: tokens, lossScale: scale)
          return GaussianUnderflow.effect(deviation: s, in: format).cosine ?? 0
        }
        #expect(cosine(minimum) >= 0.99 && cosine(minimum - 1) < 0.99)
        func overflows(_ exponent: Int) -> Double {
          let scale = Double(sign: .plus, exponent: exponent, significand: 1)
          let s = site.rms(tokens: tokens, lossScale: scale)
          return site.count(tokens: tokens)
            * GaussianUnderflow.effect(deviation: s, in: format).overflowShare
        }
        #expect(overflows(window.maximumExponent) <= 0.01)
        #expect(overflows(window.maximumExponent + 1) > 0.01)
      }
    }
  }

  @Test func logitsWindow() throws {
    let head = FreshHead(try ModelCatalogue.shape(named: "qwen2.5-7b"))
    for tokens in [512.0, 1000] {
      let window = head.window(tokens: tokens, cosine: 0.99, in: binary16)
      let largest = Double(sign: .plus, exponent: window.maximumExponent, significand: 1)
      let target = head.targetGradient(tokens: tokens)
      #expect(largest * target < 65520 && 2 * largest * target >= 65520)
      let minimum = try #require(window.minimumExponent)
      // A target of η/2 or less is lost, one of η or more is kept.
      let lifted = target * Double(sign: .plus, exponent: minimum, significand: 1)
      #expect(lifted > 0x1p-25 && lifted < 0x1p-20, "\(lifted)")
    }
    // S·(1 − 1/V)/T with S = 2^16 and T = 1 is 65535.57, which is infinity.
    #expect(head.window(tokens: 1, cosine: 0.99, in: binary16).maximumExponent == 15)
  }

  @Test func intersections() {
    let a = LossScaleWindow(minimumExponent: 2, maximumExponent: 20)
    let b = LossScaleWindow(minimumExponent: 5, maximumExponent: 12)
    #expect([a, b].intersection() == LossScaleWindow(minimumExponent: 5, maximumExponent: 12))
    #expect([a, b].intersection()?.binades == 7)
    let none = LossScaleWindow(minimumExponent: nil, maximumExponent: 30)
    #expect([a, none].intersection()?.binades == nil)
    #expect([LossScaleWindow]().intersection() == nil)
  }

  /// The quantile of the largest of n: at n = 10⁶ and 0.01 overflows, z = 5.73.
  @Test func expectedLargest() {
    let million = GradientSite(
      layer: nil, name: "w", role: .parameter, rmsAtOneToken: 1, tokenLaw: .independentTokens,
      elements: 1e6)
    let largest = million.expectedLargest(tokens: 1)
    #expect(isClose(largest, 5.7307, 1e-4), "\(largest)")
    let rarer = million.expectedLargest(tokens: 1, expectedOverflows: 0.0001)
    #expect(isClose(rarer, 6.4670, 1e-4) && rarer < largest * exp2(0.2), "\(rarer)")
    let room = million.headroom(tokens: 1, lossScale: 4, in: binary16)
    #expect((room.above - 11.4814).magnitude < 0.001, "\(room.above)")
    #expect(room.below == 26)
  }

  @Test func zerosAllowEveryScale() {
    let zero = GradientSite(
      layer: 0, name: "attention.query", role: .parameter, rmsAtOneToken: 0,
      tokenLaw: .independentTokens, elements: 10)
    let window = zero.window(tokens: 1, deviation: 1e-6, in: binary16)
    #expect(window == LossScaleWindow(minimumExponent: -1022, maximumExponent: 1023))
  }

  /// The ends of a model's window are those of the tensors that it names, and no tensor is worse.
  @Test func modelWindow() throws {
    let shape = try ModelCatalogue.shape(named: "qwen2.5-7b")
    let prediction = try #require(ResidualPrediction(shape))
    let wanted = GaussianUnderflow.deviation(cosine: 0.99, in: binary16)
    let model = prediction.window(
      tokens: 65536, cosine: 0.99, deviation: wanted, in: binary16)
    let minimum = try #require(model.window.minimumExponent)
    let low = try #require(model.limitedBelow)
    let high = try #require(model.limitedAbove)
    #expect(low.window(tokens: 65536, deviation: wanted, in: binary16).minimumExponent == minimum)
    #expect(
      high.window(tokens: 65536, deviation: wanted, in: binary16).maximumExponent
        == model.window.maximumExponent)
    for site in prediction.tensors {
      let window = site.window(tokens: 65536, deviation: wanted, in: binary16)
      #expect(try #require(window.minimumExponent) <= minimum, "\(site.name)")
      #expect(window.maximumExponent >= model.window.maximumExponent, "\(site.name)")
    }
    // A format that never keeps the cosine has no window.
    let none = prediction.window(tokens: 65536, cosine: 0.9999, deviation: nil, in: e2m1fn)
    #expect(none.window.minimumExponent == nil && none.window.binades == nil)
  }

  /// The worst tensor and the best scale against all tensors at all scales.
  @Test func worstTensorAndBestScale() throws {
    let prediction = try #require(
      ResidualPrediction(try ModelCatalogue.shape(named: "gpt2")))
    for format in [binary16, e4m3fn] {
      func cosine(_ scale: Double) -> Double {
        let all = prediction.tensors.map { site in
          let rms = site.rms(tokens: 4096, lossScale: scale)
          return GaussianUnderflow.effect(deviation: rms, in: format).cosine ?? 0
        }
        return all.min() ?? 0
      }
      let scales = stride(from: -4, through: 34, by: 2).map { exp2(Double($0)) }
      for scale in scales {
        let worst = try #require(
          prediction.tensors.worst(tokens: 4096, lossScale: scale, in: format))
        let found = GaussianUnderflow.effect(deviation: worst.rms, in: format).cosine ?? 0
        // E4M3's cosine ripples by some 1e-4 where nothing underflows.
        #expect((found - cosine(scale)).magnitude < 2e-4, "\(scale): \(found)")
      }
      let best = try #require(prediction.tensors.bestScale(tokens: 4096, in: format))
      #expect(isClose(best.cosine, cosine(best.scale), 2e-4))
      #expect(scales.allSatisfy { cosine($0) <= best.cosine + 2e-4 })
    }
    #expect([GradientSite]().bestScale(tokens: 1, in: binary16) == nil)
  }
}
