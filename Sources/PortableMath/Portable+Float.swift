/// The functions of `Double` rounded once more; edge cases are those of the functions of `Double`.
///
/// An error of at most 4 ulp of `Double` is at most 2^-26 ulp of `Float`, so that a normal result is off
/// by less than 0.501 ulp.
extension Portable {
  /// e to the power `x`.
  public static func exp(_ x: Float) -> Float { Float(exp(Double(x))) }

  /// 2 to the power `x`.
  public static func exp2(_ x: Float) -> Float { Float(exp2(Double(x))) }

  /// e to the power `x`, less 1.
  public static func expMinusOne(_ x: Float) -> Float { Float(expMinusOne(Double(x))) }

  /// The natural logarithm of `x`.
  public static func log(_ x: Float) -> Float { Float(log(Double(x))) }

  /// The natural logarithm of `1 + x`.
  public static func log(onePlus x: Float) -> Float { Float(log(onePlus: Double(x))) }

  /// The logarithm of `x` to base 2.
  public static func log2(_ x: Float) -> Float { Float(log2(Double(x))) }

  /// The logarithm of `x` to base 10.
  public static func log10(_ x: Float) -> Float { Float(log10(Double(x))) }

  /// The sine of `x` radians.
  public static func sin(_ x: Float) -> Float { Float(sin(Double(x))) }

  /// The cosine of `x` radians.
  public static func cos(_ x: Float) -> Float { Float(cos(Double(x))) }

  /// The sine of π·`x`.
  public static func sinPi(_ x: Float) -> Float { Float(sinPi(Double(x))) }

  /// The cosine of π·`x`.
  public static func cosPi(_ x: Float) -> Float { Float(cosPi(Double(x))) }

  /// The hyperbolic tangent of `x`.
  public static func tanh(_ x: Float) -> Float { Float(tanh(Double(x))) }

  /// The logistic function 1/(1 + e^−x).
  public static func sigmoid(_ x: Float) -> Float { Float(sigmoid(Double(x))) }

  /// The logarithm of the logistic function.
  public static func logSigmoid(_ x: Float) -> Float { Float(logSigmoid(Double(x))) }

  /// The error function.
  public static func erf(_ x: Float) -> Float { Float(erf(Double(x))) }

  /// The complementary error function, 1 − erf(x).
  public static func erfc(_ x: Float) -> Float { Float(erfc(Double(x))) }

  /// The share of a standard normal distribution that lies below `x`.
  public static func normalCDF(_ x: Float) -> Float { Float(normalCDF(Double(x))) }

  /// The number below which a share `x` of a standard normal distribution lies.
  public static func normalQuantile(_ x: Float) -> Float { Float(normalQuantile(Double(x))) }

  /// `x` to the power `y`.
  public static func pow(_ x: Float, _ y: Float) -> Float { Float(pow(Double(x), Double(y))) }
}
