/// The functions of swift-numerics' `ElementaryFunctions` and `RealFunctions`, each correctly rounded to
/// `precision` bits. ``UnaryFunction`` states the special cases.
extension BigNumber {
  /// e^x.
  public static func exp(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.exp, x, precision: precision, rounding: rounding)
  }

  /// e^x − 1.
  public static func expMinusOne(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.expMinusOne, x, precision: precision, rounding: rounding)
  }

  /// 2^x.
  public static func exp2(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.exp2, x, precision: precision, rounding: rounding)
  }

  /// 10^x.
  public static func exp10(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.exp10, x, precision: precision, rounding: rounding)
  }

  /// The natural logarithm of x.
  public static func log(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.log, x, precision: precision, rounding: rounding)
  }

  /// log(1 + x).
  public static func log(
    onePlus x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.logOnePlus, x, precision: precision, rounding: rounding)
  }

  /// The logarithm of x to base 2.
  public static func log2(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.log2, x, precision: precision, rounding: rounding)
  }

  /// The logarithm of x to base 10.
  public static func log10(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.log10, x, precision: precision, rounding: rounding)
  }

  /// The sine of x.
  public static func sin(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.sin, x, precision: precision, rounding: rounding)
  }

  /// The cosine of x.
  public static func cos(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.cos, x, precision: precision, rounding: rounding)
  }

  /// The tangent of x.
  public static func tan(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.tan, x, precision: precision, rounding: rounding)
  }

  /// The arc sine of x.
  public static func asin(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.asin, x, precision: precision, rounding: rounding)
  }

  /// The arc cosine of x.
  public static func acos(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.acos, x, precision: precision, rounding: rounding)
  }

  /// The arc tangent of x.
  public static func atan(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.atan, x, precision: precision, rounding: rounding)
  }

  /// The hyperbolic sine of x.
  public static func sinh(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.sinh, x, precision: precision, rounding: rounding)
  }

  /// The hyperbolic cosine of x.
  public static func cosh(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.cosh, x, precision: precision, rounding: rounding)
  }

  /// The hyperbolic tangent of x.
  public static func tanh(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.tanh, x, precision: precision, rounding: rounding)
  }

  /// The inverse hyperbolic sine of x.
  public static func asinh(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.asinh, x, precision: precision, rounding: rounding)
  }

  /// The inverse hyperbolic cosine of x.
  public static func acosh(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.acosh, x, precision: precision, rounding: rounding)
  }

  /// The inverse hyperbolic tangent of x.
  public static func atanh(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.atanh, x, precision: precision, rounding: rounding)
  }

  /// √x.
  public static func sqrt(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.sqrt, x, precision: precision, rounding: rounding)
  }

  /// The error function of x.
  public static func erf(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.erf, x, precision: precision, rounding: rounding)
  }

  /// 1 − erf(x).
  public static func erfc(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.erfc, x, precision: precision, rounding: rounding)
  }

  /// Γ(x).
  public static func gamma(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.gamma, x, precision: precision, rounding: rounding)
  }

  /// log |Γ(x)|.
  public static func logGamma(
    _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    apply(.logGamma, x, precision: precision, rounding: rounding)
  }
}
