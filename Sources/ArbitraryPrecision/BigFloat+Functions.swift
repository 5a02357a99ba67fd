import CMPFR

extension BigFloat {
  /// Sets this number to `function` of x, correctly rounded; returns the ternary value.
  ///
  /// MPFR may allocate working memory of its own here, which it gives back.
  @discardableResult
  public mutating func set(
    _ function: UnaryFunction, of x: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    let (z, x, direction) = (pointer, UnsafePointer(x.pointer), rounding.mpfr)
    let ternary =
      switch function {
      case .exp: mpfr_exp(z, x, direction)
      case .expMinusOne: mpfr_expm1(z, x, direction)
      case .exp2: mpfr_exp2(z, x, direction)
      case .exp10: mpfr_exp10(z, x, direction)
      case .log: mpfr_log(z, x, direction)
      case .logOnePlus: mpfr_log1p(z, x, direction)
      case .log2: mpfr_log2(z, x, direction)
      case .log10: mpfr_log10(z, x, direction)
      case .sin: mpfr_sin(z, x, direction)
      case .cos: mpfr_cos(z, x, direction)
      case .tan: mpfr_tan(z, x, direction)
      case .asin: mpfr_asin(z, x, direction)
      case .acos: mpfr_acos(z, x, direction)
      case .atan: mpfr_atan(z, x, direction)
      case .sinh: mpfr_sinh(z, x, direction)
      case .cosh: mpfr_cosh(z, x, direction)
      case .tanh: mpfr_tanh(z, x, direction)
      case .asinh: mpfr_asinh(z, x, direction)
      case .acosh: mpfr_acosh(z, x, direction)
      case .atanh: mpfr_atanh(z, x, direction)
      case .sqrt: mpfr_sqrt(z, x, direction)
      case .reciprocalSqrt: mpfr_rec_sqrt(z, x, direction)
      case .erf: mpfr_erf(z, x, direction)
      case .erfc: mpfr_erfc(z, x, direction)
      case .gamma: mpfr_gamma(z, x, direction)
      case .logGamma: logGamma(z, x, direction)
      }
    return Int(ternary)
  }

  /// Sets this number to x^y, correctly rounded; returns the ternary value.
  ///
  /// The special cases are IEEE 754's `pow`: a negative x is allowed where y is an integer, and x^0 and
  /// 1^y are 1 even with NaN.
  @discardableResult
  public mutating func power(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_pow(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Sets this number to x^n, correctly rounded; returns the ternary value.
  @discardableResult
  public mutating func power(
    _ x: borrowing BigFloat, _ n: Int, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_pow_si(pointer, x.pointer, n, rounding.mpfr))
  }

  /// Sets this number to √(x² + y²), correctly rounded; returns the ternary value. +∞ if either is
  /// infinite, even with NaN.
  @discardableResult
  public mutating func hypotenuse(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_hypot(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Sets this number to the angle of the point (x, y), in [−π, π], correctly rounded; returns the
  /// ternary value.
  @discardableResult
  public mutating func arcTangent(
    y: borrowing BigFloat, x: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_atan2(pointer, y.pointer, x.pointer, rounding.mpfr))
  }

  /// log |Γ(x)|: MPFR gives the sign of Γ(x) through a pointer, which nobody asked for here.
  private func logGamma(
    _ z: UnsafeMutablePointer<__mpfr_struct>, _ x: UnsafePointer<__mpfr_struct>,
    _ direction: mpfr_rnd_t
  ) -> Int32 {
    var sign: Int32 = 0
    return mpfr_lgamma(z, &sign, x, direction)
  }
}
