import ModelShapes
import PortableMath

/// The Gaussian moments of an activation φ at pre-activations N(0, q): what forward and backward signals
/// are multiplied by.
public struct ActivationMoments: Hashable, Sendable {
  /// The pre-activation variance q.
  public let variance: Double
  /// E φ(√q z).
  public let mean: Double
  /// E φ(√q z)².
  public let square: Double
  /// E φ′(√q z).
  public let derivativeMean: Double
  /// E φ′(√q z)².
  public let derivativeSquare: Double
  /// E φ′(√q z)⁴.
  public let derivativeFourth: Double

  /// The moments at a pre-activation variance q ≥ 0.
  ///
  /// ReLU in closed form. The smooth ones by the trapezoidal rule over |z| ≤ 12 with step
  /// 1/16, whose error for an analytic integrand falls as e^(−2πa/h), a the distance of the nearest
  /// pole from the real axis (Trefethen & Weideman 2014): below 1e-12 for q ≤ 16.
  public init(_ activation: Activation, variance q: Double) {
    variance = q
    if activation == .relu {
      mean = (q / (2 * .pi)).squareRoot()
      square = q / 2
      derivativeMean = 0.5
      derivativeSquare = 0.5
      derivativeFourth = 0.5
      return
    }
    let step = 0.0625
    let deviation = q.squareRoot()
    var mean = 0.0
    var square = 0.0
    var derivativeMean = 0.0
    var derivativeSquare = 0.0
    var derivativeFourth = 0.0
    for i in -192...192 {
      let z = Double(i) * step
      let weight = step * Portable.normalDensity(z)
      let (value, derivative) = activation.valueAndDerivative(at: deviation * z)
      mean += weight * value
      square += weight * value * value
      derivativeMean += weight * derivative
      derivativeSquare += weight * derivative * derivative
      derivativeFourth += weight * (derivative * derivative) * (derivative * derivative)
    }
    self.mean = mean
    self.square = square
    self.derivativeMean = derivativeMean
    self.derivativeSquare = derivativeSquare
    self.derivativeFourth = derivativeFourth
  }

  /// E φ(x)φ(y) for pre-activations of variance q and correlation ρ, 0 ≤ ρ ≤ 1.
  ///
  /// The Hermite series Σ a_k² ρ^k (Daniely, Frostig and Singer, "Toward deeper understanding of
  /// neural networks", 2016) with a_0 = E φ, a_1 = √q E φ′
  /// and everything beyond counted as ρ²: exact at 0 and 1, and not below the true value between.
  public func product(correlation: Double) -> Double {
    let constant = mean * mean
    let linear = variance * derivativeMean * derivativeMean
    return constant + correlation * (linear + correlation * (square - constant - linear))
  }
}

extension Activation {
  /// φ(x) and φ′(x); at ReLU's corner the derivative is 0.
  public func valueAndDerivative(at x: Double) -> (value: Double, derivative: Double) {
    switch self {
    case .relu:
      return (max(x, 0), x > 0 ? 1 : 0)
    case .linear:
      return (x, 1)
    case .tanh:
      let t = Portable.tanh(x)
      return (t, 1 - t * t)
    case .silu:
      let s = Portable.sigmoid(x)
      return (x * s, s * (1 + x * (1 - s)))
    case .gelu:
      let share = Portable.normalCDF(x)
      return (x * share, share + x * Portable.normalDensity(x))
    case .geluTanh:
      let root = 0.797_884_560_802_865_4  // √(2/π)
      let t = Portable.tanh(root * (x + 0.044715 * x * x * x))
      let slope = root * (1 + 3 * 0.044715 * x * x)
      return (0.5 * x * (1 + t), 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope)
    }
  }
}
