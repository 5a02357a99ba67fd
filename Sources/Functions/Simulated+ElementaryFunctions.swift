import ArbitraryPrecision
import FloatFormats

/// swift-numerics' `ElementaryFunctions`, correctly rounded in the type's mode.
///
/// A program that has swift-numerics conforms in one line:
///
///     extension Simulated: @retroactive AlgebraicField, @retroactive ElementaryFunctions,
///       @retroactive RealFunctions, @retroactive Real where Format: SignedFormatTag {}
extension Simulated {
  /// e^x.
  public static func exp(_ x: Self) -> Self { evaluate(.exp, x) }
  /// e^x − 1.
  public static func expMinusOne(_ x: Self) -> Self { evaluate(.expMinusOne, x) }
  /// The hyperbolic cosine.
  public static func cosh(_ x: Self) -> Self { evaluate(.cosh, x) }
  /// The hyperbolic sine.
  public static func sinh(_ x: Self) -> Self { evaluate(.sinh, x) }
  /// The hyperbolic tangent.
  public static func tanh(_ x: Self) -> Self { evaluate(.tanh, x) }
  /// The cosine of x radians; NaN for an infinite x.
  public static func cos(_ x: Self) -> Self { evaluate(.cos, x) }
  /// The sine of x radians; NaN for an infinite x.
  public static func sin(_ x: Self) -> Self { evaluate(.sin, x) }
  /// The tangent of x radians; NaN for an infinite x.
  public static func tan(_ x: Self) -> Self { evaluate(.tan, x) }
  /// The natural logarithm; −∞ for a zero, NaN below.
  public static func log(_ x: Self) -> Self { evaluate(.log, x) }
  /// log(1 + x); −∞ for −1, NaN below.
  public static func log(onePlus x: Self) -> Self { evaluate(.logOnePlus, x) }
  /// The inverse hyperbolic cosine, 0 or above; NaN for x < 1.
  public static func acosh(_ x: Self) -> Self { evaluate(.acosh, x) }
  /// The inverse hyperbolic sine.
  public static func asinh(_ x: Self) -> Self { evaluate(.asinh, x) }
  /// The inverse hyperbolic tangent; ±∞ for ±1, NaN beyond.
  public static func atanh(_ x: Self) -> Self { evaluate(.atanh, x) }
  /// The arc cosine, in [0, π]; NaN outside [−1, 1].
  public static func acos(_ x: Self) -> Self { evaluate(.acos, x) }
  /// The arc sine, in [−π/2, π/2]; NaN outside [−1, 1].
  public static func asin(_ x: Self) -> Self { evaluate(.asin, x) }
  /// The arc tangent, in [−π/2, π/2].
  public static func atan(_ x: Self) -> Self { evaluate(.atan, x) }

  /// x^y as e^(y·log x), ``BinaryFunction/powr``: NaN for x < 0, for 0^0, ∞^0 and 1^±∞.
  ///
  /// So swift-numerics documents it. C's and IEEE 754's `pow`, with negative x and x^0 = 1, is
  /// `evaluate(.pow, x, y)`.
  public static func pow(_ x: Self, _ y: Self) -> Self { evaluate(.powr, x, y) }
  /// x^n, ``IntegerFunction/pown``: x^0 is 1, of every x.
  public static func pow(_ x: Self, _ n: Int) -> Self { evaluate(.pown, x, n) }
  /// The square root; −0 for −0, NaN for x < 0.
  public static func sqrt(_ x: Self) -> Self { evaluate(.sqrt, x) }
  /// The real n-th root, ``IntegerFunction/rootn``; NaN for n = 0, and for x < 0 with even n.
  public static func root(_ x: Self, _ n: Int) -> Self { evaluate(.rootn, x, n) }
}

/// Any function in the type's mode, or in a rounding of its own.
///
/// Left out, `rounding` is the type's mode; `randomBits` matters for stochastic rounding with N bits
/// only: its low N bits are R.
extension Simulated {
  /// The function of x, rounded once.
  public static func evaluate(
    _ function: UnaryFunction, _ x: Self, rounding: FloatFormats.Rounding = .mode(Rounding.mode),
    randomBits: UInt64 = 0
  ) -> Self {
    rounded(
      format.evaluate(
        function, UInt64(x.code), RoundingContext(rounding), randomBits: randomBits))
  }

  /// The function of x and y, rounded once; `atan2` takes y first.
  public static func evaluate(
    _ function: BinaryFunction, _ x: Self, _ y: Self,
    rounding: FloatFormats.Rounding = .mode(Rounding.mode), randomBits: UInt64 = 0
  ) -> Self {
    rounded(
      format.evaluate(
        function, UInt64(x.code), UInt64(y.code), RoundingContext(rounding),
        randomBits: randomBits))
  }

  /// The function of x and an integer, rounded once.
  public static func evaluate(
    _ function: IntegerFunction, _ x: Self, _ n: Int,
    rounding: FloatFormats.Rounding = .mode(Rounding.mode), randomBits: UInt64 = 0
  ) -> Self {
    rounded(
      format.evaluate(
        function, UInt64(x.code), n, RoundingContext(rounding), randomBits: randomBits))
  }

  static func rounded(_ result: Rounded) -> Self {
    Self(code: Format.Code(truncatingIfNeeded: result.code))
  }
}
