import ModelShapes

/// Activation functions and their derivatives.
enum ActivationFormula {
  /// f(x).
  static func value<Scalar: FormulaNumber>(_ activation: Activation, _ x: Scalar) -> Scalar {
    switch activation {
    case .relu: x > .zero ? x : .zero
    case .silu: x * sigmoid(x)
    case .tanh: .tanh(x)
    case .linear: x
    case .gelu: x * normalCDF(x)
    case .geluTanh: .half * x * (.one + .tanh(inner(x)))
    }
  }

  /// f′(x); 0 for ReLU at 0.
  static func derivative<Scalar: FormulaNumber>(_ activation: Activation, _ x: Scalar) -> Scalar {
    switch activation {
    case .relu: return x > .zero ? .one : .zero
    case .linear: return .one
    case .silu:
      let s = sigmoid(x)
      return s * (.one + x * (.one - s))
    case .tanh:
      let t = Scalar.tanh(x)
      return .one - t * t
    case .gelu:
      // Φ(x) + x·φ(x), where φ(x) = e^(−x²/2)/√(2π) and 1/√(2π) = √(2/π)/2.
      return normalCDF(x) + x * .half * .rootOfTwoOverPi * .exp(-(.half * x * x))
    case .geluTanh:
      let t = Scalar.tanh(inner(x))
      let slope = Scalar.rootOfTwoOverPi * (.one + Scalar(3) * cubic() * x * x)
      return .half * (.one + t) + .half * x * (.one - t * t) * slope
    }
  }

  private static func sigmoid<Scalar: FormulaNumber>(_ x: Scalar) -> Scalar {
    .one / (.one + .exp(-x))
  }

  private static func normalCDF<Scalar: FormulaNumber>(_ x: Scalar) -> Scalar {
    .half * .erfc(-x * .rootOfHalf)
  }

  /// √(2/π)·(x + 0.044715·x³) (Hendrycks & Gimpel 2016).
  private static func inner<Scalar: FormulaNumber>(_ x: Scalar) -> Scalar {
    .rootOfTwoOverPi * (x + cubic() * x * x * x)
  }

  private static func cubic<Scalar: FormulaNumber>() -> Scalar { Scalar(0.044715) }
}
