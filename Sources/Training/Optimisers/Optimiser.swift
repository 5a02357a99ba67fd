import FloatFormats
import Kernels

/// What makes updates of gradients, as torch's optimisers of these names do, one after the other of their
/// elementwise operations.
public enum Optimiser: Hashable, Sendable {
  /// Stochastic gradient descent.
  case sgd(SGD)
  /// Adam, or with decoupled decay AdamW.
  case adam(Adam)
}

/// torch's `SGD`: b ← μ·b + g, in the first step g; the update is −η·b.
public struct SGD: Hashable, Sendable {
  /// μ; 0 for none, and then nothing is kept.
  public var momentum: Double
  /// λ: λ·w is added to the gradient.
  public var weightDecay: Double

  /// Descent; see the properties.
  public init(momentum: Double = 0, weightDecay: Double = 0) {
    self.momentum = momentum
    self.weightDecay = weightDecay
  }
}

/// torch's `Adam` (Kingma and Ba 2015, algorithm 1) and `AdamW` (Loshchilov and Hutter 2019): m and v are
/// running means of g and g², and the update is −η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
public struct Adam: Hashable, Sendable {
  /// β₁.
  public var beta1: Double
  /// β₂.
  public var beta2: Double
  /// ε.
  public var epsilon: Double
  /// λ.
  public var weightDecay: Double
  /// Whether λ·η·w is taken from the weight (AdamW); else λ·w is added to the gradient.
  public var isDecoupled: Bool
  /// What β₁, β₂ and ε are rounded to before they are used, as where constants are tensors; nil for
  /// torch's binary64.
  public var constants: NamedFormat?

  /// Adam; torch's defaults.
  public init(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0,
    isDecoupled: Bool = false, constants: NamedFormat? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
    self.constants = constants
  }

  /// The same with the constants as they are held.
  /// - Throws: `CarrierError` where binary64 does not hold their format.
  func held() throws(CarrierError) -> Adam {
    guard let format = constants?.format else { return self }
    let numbers = try ArrayCast<Double>(to: format).values([beta1, beta2, epsilon])
    var adam = self
    (adam.beta1, adam.beta2, adam.epsilon) = (numbers[0], numbers[1], numbers[2])
    return adam
  }
}
