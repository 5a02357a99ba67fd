import Foundation
import TestSupport
import Testing

@testable import Theory

@Suite struct ScoreGradientTests {
  /// Two scores: p is logistic in their difference, N(0, 2τ²); a sum over a grid of that alone.
  @Test(arguments: [0.04, 1, 4, 16, 64])
  func rowsOfTwo(variance: Double) {
    var (squares, energy, total) = (0.0, 0.0, 0.0)
    for i in -4000...4000 {
      let z = Double(i) / 400
      let weight = exp(-z * z / 2)
      let p = 1 / (1 + exp(-z * (2 * variance).squareRoot()))
      let (sum2, sum3) = (p * p + (1 - p) * (1 - p), p * p * p + (1 - p) * (1 - p) * (1 - p))
      squares += weight * sum2
      energy += weight * (sum2 - 2 * sum3 + sum2 * sum2)
      total += weight
    }
    // The mean of a row of one, which keeps all and gives nothing, and a row of two.
    let moments = SoftmaxMoments(variance: variance, context: 2)
    #expect(isClose(moments.retention, (1 + squares / total) / 2, 1e-10))
    #expect(isClose(moments.scoreEnergy, energy / total / 2, 1e-10), "\(moments.scoreEnergy)")
  }

  @Test(arguments: [0, 1, 6.0, 64])
  func rowsOfOne(variance: Double) {
    let moments = SoftmaxMoments(variance: variance, context: 1)
    #expect((moments.retention - 1).magnitude < 1e-11, "\(moments.retention)")
    #expect(moments.scoreEnergy.magnitude < 1e-11, "\(moments.scoreEnergy)")
  }

  /// Next to no variance: the even attention of `AttentionAveraging`.
  @Test(arguments: [2, 50, 3000])
  func evenAttention(context: Int) {
    let moments = SoftmaxMoments(variance: 1e-8, context: context)
    let even = AttentionAveraging.uniform(context: context).shares(scoreVariance: 0)
    #expect(isClose(moments.retention, even.retention, 1e-6))
    #expect(isClose(moments.scoreEnergy, even.scoreFactor, 1e-6))
  }

  /// Against draws of softmax itself: the mean of 2000 rows within 4 of its standard errors.
  @Test(arguments: [1.0, 3], [10, 60])
  func rowsDrawn(variance: Double, context: Int) {
    var random = Normal(seed: 3)
    var (squares, energies, energySquares) = (0.0, 0.0, 0.0)
    let count = 2000
    for _ in 0..<count {
      var (square, energy) = (0.0, 0.0)
      for n in 1...context {
        let weights = random.matrix(1, n, variance.squareRoot()).values.map { exp($0) }
        let sum = weights.reduce(0, +)
        let sum2 = weights.reduce(0) { $0 + $1 * $1 } / (sum * sum)
        let sum3 = weights.reduce(0) { $0 + $1 * $1 * $1 } / (sum * sum * sum)
        square += sum2 / Double(context)
        energy += (sum2 - 2 * sum3 + sum2 * sum2) / Double(context)
      }
      squares += square / Double(count)
      energies += energy / Double(count)
      energySquares += energy * energy / Double(count)
    }
    let moments = SoftmaxMoments(variance: variance, context: context)
    let error = ((energySquares - energies * energies) / Double(count)).squareRoot()
    #expect(
      (moments.scoreEnergy - energies).magnitude <= 4 * error,
      "\(moments.scoreEnergy), drawn \(energies) ± \(error)")
    #expect(isClose(moments.retention, squares, 0.02), "\(moments.retention), drawn \(squares)")
  }

  /// d = 64, unit elements: 2^-0.7 at 32 tokens to 2^-6.5 at 4096, 0.83 binades a doubling.
  @Test func fallsWithContext() throws {
    let law = try #require(ScoreGradient(headDimension: 64))
    let (short, long) = (log2(law.rms(context: 32)), log2(law.rms(context: 4096)))
    #expect((short + 0.709).magnitude < 0.001, "\(short)")
    #expect((long + 6.535).magnitude < 0.001, "\(long)")
    #expect(((short - long) / 7 - 0.832).magnitude < 0.001)
    #expect(law.rms(context: 1) == 0)
    #expect(law.rms(context: 32, values: 2, upstream: 0.5) == law.rms(context: 32))
    // The leading term, whose logarithm lacks a constant.
    let n = Double(1 << 20)
    let leading = (2 * 64 * exp(1) * log(n)).squareRoot() / n
    #expect(
      isClose(leading / law.rms(context: 1 << 20), 1.11, 0.005),
      "\(law.rms(context: 1 << 20) / leading)")
    #expect(ScoreGradient(headDimension: 4) == nil)
    #expect(ScoreGradient(headDimension: 64, scoreVariance: 33) == nil)
    #expect(ScoreGradient(headDimension: 64, scoreVariance: 0) == nil)
  }
}
