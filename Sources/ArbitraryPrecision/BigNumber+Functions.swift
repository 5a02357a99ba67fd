extension BigNumber {
  /// `function` of x, correctly rounded to `precision` bits.
  public static func apply(
    _ function: UnaryFunction, _ x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    x.mapped(precision) { $0.set(function, of: $1, rounding: rounding) }
  }

  /// x^y, correctly rounded, with IEEE 754's special cases of `pow`.
  public static func pow(
    _ x: BigNumber, _ y: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    x.combined(with: y, precision) { $0.power($1, $2, rounding: rounding) }
  }

  /// x^n, correctly rounded.
  public static func pow(
    _ x: BigNumber, _ n: Int, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    x.mapped(precision) { $0.power($1, n, rounding: rounding) }
  }

  /// The real n-th root of x, correctly rounded; NaN for n = 0 and for an even root of x < 0.
  public static func root(
    _ x: BigNumber, _ n: Int, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    x.mapped(precision) { $0.root($1, n, rounding: rounding) }
  }

  /// √(x² + y²), correctly rounded.
  public static func hypot(
    _ x: BigNumber, _ y: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    x.combined(with: y, precision) { $0.hypotenuse($1, $2, rounding: rounding) }
  }

  /// The angle of the point (x, y), in [−π, π], correctly rounded.
  public static func atan2(
    y: BigNumber, x: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    y.combined(with: x, precision) { $0.arcTangent(y: $1, x: $2, rounding: rounding) }
  }
}
