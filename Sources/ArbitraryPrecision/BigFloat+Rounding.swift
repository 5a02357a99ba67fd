import CMPFR

extension BigFloat {
  /// The direction in which an inexact result is rounded.
  ///
  /// | rule | 1.25 to 2 bits | −1.25 | 1.1 | −1.1 |
  /// |---|---|---|---|---|
  /// | `nearestEven` | 1 | −1 | 1 | −1 |
  /// | `towardZero` | 1 | −1 | 1 | −1 |
  /// | `towardPositive` | 1.5 | −1 | 1.5 | −1 |
  /// | `towardNegative` | 1 | −1.5 | 1 | −1.5 |
  /// | `awayFromZero` | 1.5 | −1.5 | 1.5 | −1.5 |
  public enum Rounding: String, CaseIterable, Sendable {
    /// To the nearest number; of two equally near, to the one whose last bit is zero.
    case nearestEven = "nearest-even"
    /// Toward zero: truncation.
    case towardZero = "toward-zero"
    /// Toward +∞.
    case towardPositive = "toward-positive"
    /// Toward −∞.
    case towardNegative = "toward-negative"
    /// Away from zero.
    case awayFromZero = "away-from-zero"

    /// MPFR's constant.
    @inlinable
    package var mpfr: mpfr_rnd_t {
      switch self {
      case .nearestEven: MPFR_RNDN
      case .towardZero: MPFR_RNDZ
      case .towardPositive: MPFR_RNDU
      case .towardNegative: MPFR_RNDD
      case .awayFromZero: MPFR_RNDA
      }
    }
  }
}
