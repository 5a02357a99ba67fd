import Foundation
import ModelShapes
import TestSupport
import Testing

@testable import Theory

@Suite struct TokenKernelTests {
  private static let count = 7

  /// A kernel of random vectors.
  private static func kernel(seed: UInt64) -> TokenKernel {
    var random = Normal(seed: seed)
    let x = random.matrix(count, 3, 1)
    let gram = x.times(x.transposed)
    return TokenKernel(count: count) { gram.values[$0 * count + $1] }
  }

  /// Means and sums against their definitions.
  @Test func meansAndSums() {
    let x = Self.kernel(seed: 1)
    for i in 0..<Self.count {
      for j in 0..<Self.count {
        var (mean, sum, column, row) = (0.0, 0.0, 0.0, 0.0)
        for k in 0...i {
          for l in 0...j { mean += x[k, l] / Double((i + 1) * (j + 1)) }
          column += x[k, j] / Double(i + 1)
        }
        for k in i..<Self.count {
          for l in j..<Self.count { sum += x[k, l] }
        }
        for l in 0...j { row += x[i, l] / Double(j + 1) }
        #expect((x.averaged[i, j] - mean).magnitude < 1e-12)
        #expect((x.followingSums[i, j] - sum).magnitude < 1e-12)
        #expect((x.columnMeans[i, j] - column).magnitude < 1e-12)
        #expect((x.rowMeans[i, j] - row).magnitude < 1e-12)
      }
    }
  }

  @Test func elementwise() {
    let (x, y) = (Self.kernel(seed: 1), Self.kernel(seed: 2))
    let factors = (0..<Self.count).map { Double($0 + 1) }
    var (dot, pairs) = (0.0, 0.0)
    for i in 0..<Self.count {
      for j in 0..<Self.count {
        dot += x[i, j] * y[i, j]
        if i != j { pairs += x[i, j] / Double(Self.count * (Self.count - 1)) }
        #expect((x * y)[i, j] == x[i, j] * y[i, j] && (x + y)[i, j] == x[i, j] + y[i, j])
        #expect(x.scaled(by: 3)[i, j] == 3 * x[i, j])
        #expect(x.scaled(byToken: factors)[i, j] == x[i, j] * factors[i] * factors[j])
      }
    }
    #expect(isClose(x.dot(y), dot, 1e-14))
    #expect(isClose(x.signal.shared, pairs, 1e-12))
    #expect(isClose(x.signal.square, x.squares.reduce(0, +) / Double(Self.count), 1e-14))
  }

  /// ReLU's against the arc-cosine kernels (Cho and Saul 2009). What is beyond the 16th order counts as the
  /// 17th.
  @Test func activationKernelOfReLU() {
    let kernel = ActivationKernel(.relu, variance: 2)
    for correlation in [-0.9, -0.3, 0, 0.2, 0.6, 0.9, 0.99, 1] {
      let angle = acos(correlation)
      let value = (sin(angle) + (.pi - angle) * correlation) / .pi
      let slope = (.pi - angle) / (2 * .pi)
      #expect((kernel.value(correlation) - value).magnitude < 1e-3, "ρ = \(correlation)")
      #expect((kernel.derivative(correlation) - slope).magnitude < 0.03, "ρ = \(correlation)")
    }
  }

  /// Smooth ones at the ends, where moments say what they are.
  @Test(arguments: Activation.allCases.filter { $0 != .relu }, [0.1, 1, 4])
  func activationKernelsAtTheEnds(_ activation: Activation, _ variance: Double) {
    let (kernel, moments) = (
      ActivationKernel(activation, variance: variance),
      ActivationMoments(activation, variance: variance)
    )
    let mean = moments.mean * moments.mean
    let slope = moments.derivativeMean * moments.derivativeMean
    #expect((kernel.value(0) - mean).magnitude < 1e-12)
    #expect((kernel.derivative(0) - slope).magnitude < 1e-12)
    #expect(isClose(kernel.value(1), moments.square, 1e-12))
    #expect(isClose(kernel.derivative(1), moments.derivativeSquare, 1e-12))
  }

  /// One token alone: what `FreshStack` has, which shares no code with the other.
  @Test(arguments: ResidualArrangement.allCases, ["qwen2.5-0.5b", "gpt2", "pythia-70m"])
  func oneTokenIsTheSimplerTheory(_ residual: ResidualArrangement, model: String) throws {
    let shape = try ModelCatalogue.shape(named: model).replacing(residual: residual)
    let pairs = try #require(ResidualPrediction(shape, averaging: .tokenPairs(context: 1)))
    let alike = try #require(ResidualPrediction(shape, averaging: .retention(1)))
    #expect(pairs.sites.map(\.name) == alike.sites.map(\.name))
    for (a, b) in zip(pairs.sites, alike.sites) {
      #expect(
        isClose(a.rmsAtOneToken, b.rmsAtOneToken, 1e-6),
        "\(a.layer ?? -1) \(a.name): \(a.rmsAtOneToken), \(b.rmsAtOneToken)")
    }
    for layer in 0..<shape.layers {
      for (a, b) in zip(pairs.branchSquares(at: layer), alike.branchSquares(at: layer)) {
        #expect(isClose(a.square, b.square, 1e-6), "\(layer) \(a.matrix)")
      }
    }
  }

  @Test func whatIsRefused() throws {
    let shape = try ModelCatalogue.shape(named: "gpt2")
    #expect(ResidualPrediction(shape, averaging: .tokenPairs(context: 513)) == nil)
    #expect(ResidualPrediction(shape, averaging: .tokenPairs(context: 0)) == nil)
    #expect(
      ResidualPrediction(shape, averaging: .tokenPairs(context: 8), law: .telescoping) == nil)
  }
}
