import Foundation
import ModelShapes
import Testing
import Theory

struct ActivationMomentsTests {
  @Test(arguments: [
    (Activation.relu, 0.5, 0.5), (.gelu, 0.42522, 0.45585), (.silu, 0.35578, 0.37948),
    (.tanh, 0.39429, 0.46440),
  ])
  func atUnitVariance(activation: Activation, square: Double, derivativeSquare: Double) {
    let moments = ActivationMoments(activation, variance: 1)
    #expect((moments.square - square).magnitude <= 5.1e-6, "\(moments.square)")
    #expect(
      (moments.derivativeSquare - derivativeSquare).magnitude <= 5.1e-6,
      "\(moments.derivativeSquare)")
  }

  /// The tanh form of GELU differs from GELU by less than 5e-4 anywhere.
  @Test func tanhFormOfGELU() {
    let exact = ActivationMoments(.gelu, variance: 1)
    let form = ActivationMoments(.geluTanh, variance: 1)
    #expect((exact.square - form.square).magnitude < 1e-3)
    #expect((exact.derivativeSquare - form.derivativeSquare).magnitude < 1e-3)
  }

  /// Derivatives against central differences, values against Foundation's functions.
  @Test(arguments: Activation.allCases)
  func valuesAndDerivatives(activation: Activation) {
    func value(_ x: Double) -> Double {
      switch activation {
      case .relu: return max(0, x)
      case .linear: return x
      case .tanh: return tanh(x)
      case .silu: return x / (1 + exp(-x))
      case .gelu: return x * erfc(-x / 2.0.squareRoot()) / 2
      case .geluTanh:
        return x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      }
    }
    for x in stride(from: -9.03, through: 9, by: 0.37) {
      let got = activation.valueAndDerivative(at: x)
      let slope = (value(x + 1e-5) - value(x - 1e-5)) / 2e-5
      #expect((got.value - value(x)).magnitude < 1e-14, "\(activation)(\(x)) = \(got.value)")
      #expect((got.derivative - slope).magnitude < 1e-8, "\(activation)′(\(x))")
    }
    #expect(activation.valueAndDerivative(at: 800).value.isFinite)
    #expect(activation.valueAndDerivative(at: -800).value.isFinite)
  }

  /// Against a rule twenty times as fine, at the variances that wide fresh models reach.
  @Test(arguments: [Activation.silu, .gelu, .geluTanh, .tanh], [1e-4, 0.36, 3.3, 16])
  func quadratureHasConverged(activation: Activation, variance: Double) {
    var square = 0.0
    var derivativeSquare = 0.0
    let step = 1.0 / 320
    for i in -3840...3840 {
      let z = Double(i) * step
      let weight = step * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let (value, derivative) = activation.valueAndDerivative(at: variance.squareRoot() * z)
      square += weight * value * value
      derivativeSquare += weight * derivative * derivative
    }
    let moments = ActivationMoments(activation, variance: variance)
    #expect(isClose(moments.square, square, 1e-12), "\(moments.square), \(square)")
    #expect(isClose(moments.derivativeSquare, derivativeSquare, 1e-12))
  }

  /// ReLU against the arc-cosine kernel (Cho & Saul, "Kernel methods for deep learning", 2009), of
  /// which the series keeps three terms.
  @Test func productsOfCorrelatedPreActivations() {
    let moments = ActivationMoments(.relu, variance: 2)
    for correlation in [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1] {
      let angle = acos(correlation)
      let exact = (sin(angle) + (.pi - angle) * correlation) / .pi
      let computed = moments.product(correlation: correlation)
      #expect(isClose(computed, exact, 0.025), "ρ = \(correlation): \(computed), not \(exact)")
      #expect(computed >= exact * (1 - 1e-12))
    }
    #expect(isClose(moments.product(correlation: 0), 1 / Double.pi, 1e-14))
    #expect(isClose(moments.product(correlation: 1), moments.square, 1e-14))
  }
}

struct MeanFieldTests {
  @Test func criticalPointOfTanh() throws {
    let critical = try #require(MeanField.critical(.tanh, biasVariance: 0.05))
    #expect((critical.weightVariance - 1.76095).magnitude < 1e-4, "\(critical.weightVariance)")
    #expect((critical.variance - 0.57005).magnitude < 1e-4, "\(critical.variance)")
    let network = MeanField(
      .tanh, weightVariance: critical.weightVariance, biasVariance: 0.05)
    #expect(isClose(try #require(network.fixedPoint()), critical.variance, 1e-9))
    #expect(isClose(network.gradientFactor(variance: critical.variance), 1, 1e-12))
  }

  @Test func noCriticalPointForReLUWithBias() {
    #expect(MeanField.critical(.relu, biasVariance: 0.05) == nil)
    #expect(MeanField(.relu, weightVariance: 4).fixedPoint() == nil)
  }

  /// LeCun loses half a binade of rms a layer, He none.
  @Test func leCunAndHe() {
    let leCun = MeanField(.relu, weightVariance: 1).gradientFactor(variance: 1)
    #expect(leCun == 0.5)
    #expect(MeanField(.relu, weightVariance: 2).gradientFactor(variance: 1) == 1)
    #expect(
      MeanField(.relu, weightVariance: 1).gradientFactor(variance: 1, widthRatio: 4) == 2)
    // From rms 2^-12 to the deviation at which half of binary16 is zero.
    let half = GaussianUnderflow.deviation(flushedShare: 0.5, in: binary16)
    let depth = MeanField.layers(from: 0x1p-12, to: half, factor: leCun)
    #expect((depth - 24.9).magnitude < 0.05, "\(depth)")
    // A loss scale of 2^16 moves the onset by 32 layers.
    let scaled = MeanField.layers(from: 0x1p4, to: half, factor: leCun)
    #expect(isClose(scaled - depth, 32, 1e-12))
    #expect(MeanField.layers(from: 1, to: 0.5, factor: 1) == .infinity)
    #expect(MeanField.layers(from: 0.5, to: 1, factor: 0.5) == 0)
  }
}
