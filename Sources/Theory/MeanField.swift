import ModelShapes

/// The mean-field theory of a plain MLP: how variance moves forward and gradients move back, layer by
/// layer.
///
/// Weights are N(0, σ_w²/fan-in), biases N(0, σ_b²). Poole et al., "Exponential expressivity in deep
/// neural networks through transient chaos", 2016; Schoenholz et al., "Deep information propagation",
/// 2017.
public struct MeanField: Hashable, Sendable {
  /// The activation.
  public let activation: Activation
  /// σ_w²: weights have variance σ_w²/fan-in. 1 is LeCun's choice, 2 He's.
  public let weightVariance: Double
  /// σ_b².
  public let biasVariance: Double

  /// A plain MLP of that kind.
  public init(_ activation: Activation, weightVariance: Double, biasVariance: Double = 0) {
    self.activation = activation
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
  }

  /// A layer of a network with an initialisation, for a map of so many inputs and outputs. Orthogonal weights
  /// move second moments as independent ones of the same mean square do.
  public init(
    _ activation: Activation, _ initialisation: PlainInitialisation, inputs: Int, outputs: Int
  ) {
    self.init(
      activation,
      weightVariance: Double(inputs)
        * initialisation.weightVariance(inputs: inputs, outputs: outputs),
      biasVariance: initialisation.biasVariance(inputs: inputs))
  }

  /// The next layer's pre-activation variance, σ_w² E φ(√q z)² + σ_b².
  public func nextVariance(_ q: Double) -> Double {
    weightVariance * ActivationMoments(activation, variance: q).square + biasVariance
  }

  /// χ: what a layer multiplies the gradient's variance by on the way back,
  /// (N_out/N_in) σ_w² E φ′(√q z)², at a pre-activation variance q.
  ///
  /// - Parameter widthRatio: N_out/N_in of the weights, 1 for square layers.
  public func gradientFactor(variance q: Double, widthRatio: Double = 1) -> Double {
    widthRatio * weightVariance
      * ActivationMoments(activation, variance: q).derivativeSquare
  }

  /// The pre-activation variance that stays the same, q* = nextVariance(q*), from a start at 1.
  ///
  /// - Returns: `nil` if 10,000 layers do not settle to 1e-13, or run off.
  public func fixedPoint() -> Double? {
    var q = 1.0
    for _ in 0..<10_000 {
      let next = nextVariance(q)
      if (next - q).magnitude <= 1e-13 * q { return next }
      guard next.isFinite, next < 1e12 else { return nil }
      q = next
    }
    return nil
  }

  /// The critical point for a bias variance: σ_w² and q* such that q* is a fixed point and χ = 1, where
  /// gradients neither vanish nor explode with depth.
  ///
  /// Solves E φ²/E φ′² + σ_b² = q by bisection; σ_w² = 1/E φ′².
  /// - Returns: `nil` if there is none with 2^-40 < q < 2^10 (ReLU with a bias, for instance).
  public static func critical(
    _ activation: Activation, biasVariance: Double
  ) -> (weightVariance: Double, variance: Double)? {
    func lies(belowRoot q: Double) -> Bool {
      let m = ActivationMoments(activation, variance: q)
      return m.square / m.derivativeSquare + biasVariance > q
    }
    guard lies(belowRoot: 0x1p-40), !lies(belowRoot: 0x1p10) else { return nil }
    let q = GaussianUnderflow.bisect(0x1p-40, 0x1p10, while: lies)
    return (1 / ActivationMoments(activation, variance: q).derivativeSquare, q)
  }

  /// How many layers back a gradient of rms `start` has fallen to rms `end`, at a factor χ a layer:
  /// 2·log(start/end)/(−log χ), not rounded. Infinite where it never falls.
  public static func layers(from start: Double, to end: Double, factor: Double) -> Double {
    guard factor < 1 else { return start <= end ? 0 : .infinity }
    return max(0, 2 * log2Ratio(start, end) / log2Ratio(1, factor))
  }
}
