import Foundation
import ModelShapes
import Testing
import Theory

private func head(_ name: String) throws -> FreshHead {
  FreshHead(try ModelCatalogue.shape(named: name))
}

struct FreshHeadTests {
  @Test(arguments: [("qwen2.5-0.5b", 12.11), ("qwen2.5-7b", 12.65), ("qwen2.5-72b", 13.57)])
  func freshCrossEntropy(name: String, nats: Double) throws {
    let computed = try head(name).crossEntropy
    #expect((computed - nats).magnitude <= 0.005, "\(name): \(computed)")
  }

  @Test func zeroHeadFlushesFrom221Tokens() {
    for vocabulary in [151_936, 152_064] {
      let zero = FreshHead(vocabularySize: vocabulary, hiddenSize: 3584, deviation: 0)
      #expect(zero.firstTokensAllFlushed(in: binary16) == 221)
      #expect(zero.nonTargetEffect(tokens: 220, in: binary16).flushedShare == 0)
      #expect(zero.nonTargetEffect(tokens: 221, in: binary16).flushedShare == 1)
      #expect(
        zero.nonTargetEffect(tokens: 0x1p20, lossScale: 65536, in: binary16).flushedShare == 0)
      #expect(zero.crossEntropy == log(Double(vocabulary)))
    }
    // V a power of two: V·T = 2^25 is a tie, which goes to zero.
    let even = FreshHead(vocabularySize: 1 << 15, hiddenSize: 64, deviation: 0)
    #expect(even.firstTokensAllFlushed(in: binary16) == 1024)
    #expect(even.nonTargetEffect(tokens: 1024, in: binary16).flushedShare == 1)
  }

  /// Elements of one magnitude that the format has are stored as they are, powers of two among them.
  @Test func oneMagnitudeIsStoredExactly() {
    for magnitude in [0x1p-24, 0x1p-20, 0x1p-14, 0x1p-10, 1, 1.5, 32768, 65504] {
      let effect = RoundingEffect(of: PointLaw(magnitude: magnitude), in: binary16)
      #expect(effect.cosine == 1 && effect.flushedShare == 0, "\(magnitude): \(effect)")
    }
    // 2^-19 for each logit that is no target.
    let even = FreshHead(vocabularySize: 1 << 15, hiddenSize: 64, deviation: 0)
    let effect = even.nonTargetEffect(tokens: 16, in: binary16)
    #expect(effect.cosine == 1, "\(effect)")
  }

  @Test func spreadLogitsOf7B() throws {
    let seven = try head("qwen2.5-7b")
    let at64 = seven.nonTargetEffect(tokens: 64, in: binary16).flushedShare
    let at221 = seven.nonTargetEffect(tokens: 221, in: binary16).flushedShare
    #expect((at64 - 0.33).magnitude < 0.005, "\(at64)")
    #expect((at221 - 0.73).magnitude < 0.005, "\(at221)")
  }

  /// The log-normal moments and sums against an integral over logits whose rounding is Swift's own.
  @Test(arguments: [1.0, 64, 221, 4096, 65536])
  func nonTargetCosineAgainstQuadrature(tokens: Double) throws {
    let seven = try head("qwen2.5-7b")
    let deviation = seven.logitVariance.squareRoot()
    var sums = (product: 0.0, square: 0.0, energy: 0.0, flushed: 0.0, weight: 0.0)
    let step = 24.0 / 400_000
    for i in 0..<400_000 {
      let z = -12 + (Double(i) + 0.5) * step
      let weight = exp(-z * z / 2)
      let x = exp(deviation * z - seven.logitVariance / 2) / 152_064 / tokens
      let y = Double(Float16(x))
      sums.product += weight * x * y
      sums.square += weight * y * y
      sums.energy += weight * x * x
      sums.flushed += y == 0 ? weight : 0
      sums.weight += weight
    }
    let effect = seven.nonTargetEffect(tokens: tokens, in: binary16)
    let expected = sums.product / (sums.square * sums.energy).squareRoot()
    let cosine = try #require(effect.cosine)
    #expect((cosine - expected).magnitude <= 2e-4 * (1 - expected) + 1e-8, "\(cosine), \(expected)")
    #expect((effect.flushedShare - sums.flushed / sums.weight).magnitude < 1e-4)
  }

  /// Almost all of the energy is the targets', so losing every other element hardly turns the tensor.
  @Test func wholeGradientSurvivesWithoutItsNonTargets() throws {
    let seven = try head("qwen2.5-7b")
    let effect = seven.logitsEffect(tokens: 0x1p14, in: binary16)
    #expect(effect.flushedShare > 0.99)
    #expect(try #require(effect.cosine) > 0.9999)
    let none = seven.logitsEffect(tokens: 0x1p26, in: binary16)
    #expect(none.flushedShare > 0.99999 && none.flushedEnergy > 0.9999)
  }

  /// σ/T, and the mean square of the logits' gradient by summing a fresh softmax of 50,000 logits.
  @Test func rmsOfGradients() throws {
    let seven = try head("qwen2.5-7b")
    #expect(seven.hiddenGradientRms(tokens: 512) == 0.02 / 512)
    let small = FreshHead(vocabularySize: 50_000, hiddenSize: 1024, deviation: 0.03)
    let deviation = small.logitVariance.squareRoot()
    // Logits at the quantiles of their distribution: a sample without noise.
    var sum = 0.0
    var squares = 0.0
    for i in 0..<50_000 {
      let z = quantile((Double(i) + 0.5) / 50_000)
      sum += exp(deviation * z)
      squares += exp(2 * deviation * z)
    }
    let others = squares / (sum * sum)
    let expected = ((1 + others) / 50_000).squareRoot() / 8
    let computed = small.logitGradientRms(tokens: 8)
    #expect(isClose(computed, expected, 1e-4), "\(computed), \(expected)")
  }

  /// At the onset the share is the one asked for.
  @Test func nonTargetOnset() throws {
    for (name, scale) in [("qwen2.5-7b", 1.0), ("gpt2", 1024), ("qwen2.5-72b", 65536)] {
      let head = try head(name)
      let tokens = head.nonTargetOnset(flushedShare: 0.01, lossScale: scale, in: binary16)
      let share = head.nonTargetEffect(tokens: tokens, lossScale: scale, in: binary16).flushedShare
      #expect(isClose(share, 0.01, 1e-9), "\(name): \(share) at \(tokens)")
    }
  }

  /// What `hiddenGradientRms` neglects, as a share of its square, in every model of the catalogue.
  @Test func meanRowIsNegligible() {
    for shape in ModelCatalogue.shapes {
      let head = FreshHead(shape)
      let share =
        head.deviation * head.deviation + exp(head.logitVariance) / Double(head.vocabularySize)
      #expect(share < 1e-3, "\(shape.name): \(share)")
    }
  }

  /// Bisection on Foundation's erfc.
  private func quantile(_ p: Double) -> Double {
    var low = -10.0
    var high = 10.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if erfc(-middle / 2.0.squareRoot()) / 2 < p { low = middle } else { high = middle }
    }
    return low
  }
}
