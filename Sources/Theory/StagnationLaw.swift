/// The number that no sequential sum of bounded terms passes: the 2^p law, for terms of any size.
///
/// With terms of magnitude at most M, rounded to p significant bits, let S be the least power of two
/// from which on an addition of M changes nothing. A partial sum is never beyond S in magnitude: to
/// nearest even, S + x with 0 ≤ x ≤ M lies at most half a step above S, and S has the even code; a
/// partial sum below S is rounded to S at most, since rounding is monotone. Equal ones stop there: at
/// 2^p (256 in bfloat16, 2048 in binary16).
public struct StagnationLaw: Hashable, Sendable {
  /// Which roundings the law is for.
  public enum Rounding: Hashable, Sendable {
    /// To nearest, ties to even: M is swamped at S if M ≤ S·2^-p.
    case nearestEven
    /// Toward zero: M is swamped at S if M < S·2^(1−p).
    case towardZero
  }

  /// Significant bits p of the accumulator's format, the leading one included.
  public let precision: Int
  /// How partial sums are rounded.
  public let rounding: Rounding

  /// A law; see the properties.
  public init(precision: Int, rounding: Rounding = .nearestEven) {
    self.precision = precision
    self.rounding = rounding
  }

  /// S, the largest magnitude that a sum of terms of magnitudes up to `largestTerm` can have; 0 for
  /// `largestTerm` 0. The sum starts from 0, and terms and partial sums are of the format, which has
  /// no largest number here.
  public func ceiling(largestTerm: Double) -> Double {
    guard largestTerm > 0, largestTerm.isFinite else { return largestTerm }
    let isPower = largestTerm.significand == 1
    let exponent =
      switch rounding {
      case .nearestEven: isPower ? largestTerm.exponent : largestTerm.exponent + 1
      case .towardZero: Int(largestTerm.exponent)
      }
    return Double(sign: .plus, exponent: Int(exponent) + precision, significand: 1)
  }
}
