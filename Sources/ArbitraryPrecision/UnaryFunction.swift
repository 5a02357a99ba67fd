/// The elementary and special functions of one real argument, as data: what tables, sweeps and the
/// command line go through.
///
/// The raw value is the function's name under swift-numerics' protocols `ElementaryFunctions` and
/// `RealFunctions`, a label joined by a dot (`log.onePlus`).
public enum UnaryFunction: String, CaseIterable, Hashable, Sendable {
  /// e^x.
  case exp
  /// e^x − 1, accurate near 0.
  case expMinusOne
  /// 2^x.
  case exp2
  /// 10^x.
  case exp10
  /// The natural logarithm; −∞ at zero, NaN below.
  case log
  /// log(1 + x), accurate near 0; −∞ at −1, NaN below.
  case logOnePlus = "log.onePlus"
  /// The logarithm to base 2.
  case log2
  /// The logarithm to base 10.
  case log10
  /// The sine of x radians.
  case sin
  /// The cosine of x radians.
  case cos
  /// The tangent of x radians.
  case tan
  /// The arc sine, in [−π/2, π/2]; NaN outside [−1, 1].
  case asin
  /// The arc cosine, in [0, π]; NaN outside [−1, 1].
  case acos
  /// The arc tangent, in [−π/2, π/2].
  case atan
  /// The hyperbolic sine.
  case sinh
  /// The hyperbolic cosine.
  case cosh
  /// The hyperbolic tangent.
  case tanh
  /// The inverse hyperbolic sine.
  case asinh
  /// The inverse hyperbolic cosine; NaN below 1.
  case acosh
  /// The inverse hyperbolic tangent; ±∞ at ±1, NaN beyond.
  case atanh
  /// The square root; √−0 is −0, NaN below zero.
  case sqrt
  /// 1/√x; +∞ at both zeros, NaN below.
  case reciprocalSqrt
  /// The error function, 2/√π ∫₀ˣ e^(−t²) dt.
  case erf
  /// 1 − erf(x), accurate for large x.
  case erfc
  /// The gamma function; NaN at the negative integers, ±∞ at ±0.
  case gamma
  /// log |Γ(x)|; +∞ at zero and the negative integers.
  case logGamma
}
