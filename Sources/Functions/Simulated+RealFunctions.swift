import ArbitraryPrecision
import FloatFormats

/// swift-numerics' `RealFunctions`, correctly rounded in the type's mode, and what `AlgebraicField`
/// needs beside arithmetic.
///
/// swift-numerics' underscored requirements (`_mulAdd`, `_relaxedAdd`, `_relaxedMul`) have defaults
/// there, which are right for numbers whose every operation is rounded.
extension Simulated {
  /// The angle of the point (x, y), in [−π, π], rounded; of two zeros 0 or π with the sign of y.
  public static func atan2(y: Self, x: Self) -> Self { evaluate(.atan2, y, x) }
  /// The error function.
  public static func erf(_ x: Self) -> Self { evaluate(.erf, x) }
  /// 1 − erf(x).
  public static func erfc(_ x: Self) -> Self { evaluate(.erfc, x) }
  /// 2^x.
  public static func exp2(_ x: Self) -> Self { evaluate(.exp2, x) }
  /// 10^x.
  public static func exp10(_ x: Self) -> Self { evaluate(.exp10, x) }
  /// √(x² + y²); +∞ if either is infinite, even beside a NaN.
  public static func hypot(_ x: Self, _ y: Self) -> Self { evaluate(.hypot, x, y) }
  /// The gamma function; ±∞ for ±0, NaN for negative integers.
  public static func gamma(_ x: Self) -> Self { evaluate(.gamma, x) }
  /// The logarithm to base 2; −∞ for a zero, NaN below.
  public static func log2(_ x: Self) -> Self { evaluate(.log2, x) }
  /// The logarithm to base 10; −∞ for a zero, NaN below.
  public static func log10(_ x: Self) -> Self { evaluate(.log10, x) }
  /// log |Γ(x)|; +∞ for a zero and negative integers.
  public static func logGamma(_ x: Self) -> Self { evaluate(.logGamma, x) }

  /// The sign of Γ(x): minus where ⌊x⌋ is odd and negative, and x no integer. Plus at the poles, at
  /// both zeros, for infinities and NaN.
  public static func signGamma(_ x: Self) -> FloatingPointSign {
    let value = x.value
    let floor = value.rounded(.down)
    guard value < 0, value > floor else { return .plus }
    // A number that is no integer is below 2^52, so that half of its floor is exact.
    return (floor / 2).rounded(.down) == floor / 2 ? .plus : .minus
  }

  /// 1/x rounded, if it is a normal number; nil if 1/x overflows, is subnormal or rounds to zero.
  /// Of an infinity the zero, of NaN NaN; of a zero the infinity, or nil where the format has none.
  public var reciprocal: Self? {
    let one = ExactValue.finite(BinaryValue(isNegative: false, exponent: 0, significand: 1))
    let quotient = Self.format.round(
      ExactArithmetic.quotient(one, exactValue), RoundingContext(.mode(Rounding.mode)))
    let result = Self.rounded(quotient)
    if isZero { return Self.format.hasInfinity ? result : nil }
    guard isFinite else { return result }
    return result.isNormal && !quotient.flags.contains(.overflow) ? result : nil
  }
}
