import ArbitraryPrecision
import CMPFR
import FloatFormats

/// The second route for elementary functions: MPFR made to work in the format itself.
///
/// The function is computed once, to the format's own precision; then MPFR's exponent range is narrowed
/// to the format's, `mpfr_check_range` and `mpfr_subnormalize` round again with the help of the ternary
/// value, correctly, and the range is put back. Nothing is cut, no midpoint is compared, and no more
/// bits are computed than the result has: a route that shares only MPFR's functions with tables made
/// from many bits and one rounding.
///
/// MPFR has five of the modes, and knows binary formats with a zero and at least two bits of precision.
/// A judge is used by one thread at a time; MPFR's range is per thread.
public final class FunctionJudge {
  private let judge: Judge
  private var result: BigFloat
  private var first = BigFloat(precision: NumberSlab.precision)
  private var second = BigFloat(precision: NumberSlab.precision)
  /// MPFR's exponents (of numbers in [½, 1)) of the format's least and largest positive numbers.
  private let exponents: (least: Int, largest: Int)

  /// Creates a judge, or nil for a format without a zero or of precision 1.
  public init?(_ values: FormatValues) {
    guard values.format.hasZero, values.format.precision >= 2 else { return nil }
    judge = Judge(values)
    result = BigFloat(precision: values.format.precision)
    let least = values.number(values.magnitudeCode(rank: 1), judge.bench[1])
    let largest = values.number(values.largestCode, judge.bench[2])
    exponents = (mpfr_get_exp(least), mpfr_get_exp(largest))
  }

  /// What `function` of a code must give.
  ///
  /// - Parameters:
  ///   - function: the function.
  ///   - code: the argument, a code of the format.
  ///   - rounding: the mode.
  ///   - overflow: the overflow policy; nil: the format's.
  /// - Returns: code and flags, tininess after rounding.
  public func verdict(
    _ function: UnaryFunction, _ code: UInt64, rounding: BigFloat.Rounding,
    overflow: OverflowPolicy? = nil
  ) -> Verdict {
    verdict(code, code, rounding: rounding, overflow: overflow) { result, x, _ in
      result.set(function, of: x, rounding: rounding)
    }
  }

  /// What a function of two codes must give; `compute` sets the result with `rounding` and returns the
  /// ternary value.
  ///
  /// A signalling NaN gives NaN and invalid. A NaN from operands that are not is invalid; an infinity
  /// from finite operands at a pole is a division by zero.
  public func verdict(
    _ a: UInt64, _ b: UInt64, rounding: BigFloat.Rounding, overflow: OverflowPolicy? = nil,
    compute: (inout BigFloat, borrowing BigFloat, borrowing BigFloat) -> Int
  ) -> Verdict {
    let values = judge.values
    let policy = overflow ?? values.format.overflow
    mpfr_set(first.mpfr, values.number(a, judge.bench[1]), MPFR_RNDN)
    mpfr_set(second.mpfr, values.number(b, judge.bench[1]), MPFR_RNDN)
    judge.finding.flags = []
    if values.kind(of: a) == .signalingNaN || values.kind(of: b) == .signalingNaN {
      return judge.nan(isNegative: false, .invalid)
    }
    mpfr_clear_flags()
    let ternary = compute(&result, first, second)
    let isPole = mpfr_divby0_p() != 0
    if result.isNaN {
      return judge.nan(isNegative: false, first.isNaN || second.isNaN ? [] : .invalid)
    }
    judge.finding.isNegative = result.isNegative
    if result.isInfinite && ternary == 0 {
      return judge.infinity(policy, isPole ? .divisionByZero : [])
    }
    let isTiny = mpfr_cmpabs(result.mpfr, judge.leastNormal) < 0
    let (rounded, overflows) = narrow(ternary, rounding.mpfr)
    return settle(rounded, overflows, isTiny, rounding, policy)
  }

  /// Rounds the result to the format's exponent range; returns the ternary value and whether MPFR saw
  /// an overflow.
  private func narrow(_ ternary: Int, _ direction: mpfr_rnd_t) -> (ternary: Int32, overflows: Bool)
  {
    let (emin, emax) = (mpfr_get_emin(), mpfr_get_emax())
    defer {
      mpfr_set_emin(emin)
      mpfr_set_emax(emax)
    }
    mpfr_set_emin(exponents.least)
    mpfr_set_emax(exponents.largest)
    var rounded = mpfr_check_range(result.mpfr, Int32(ternary.signum()), direction)
    if judge.values.format.hasSubnormals {
      rounded = mpfr_subnormalize(result.mpfr, rounded, direction)
    }
    return (rounded, mpfr_overflow_p() != 0)
  }

  private func settle(
    _ ternary: Int32, _ overflows: Bool, _ isTiny: Bool, _ rounding: BigFloat.Rounding,
    _ policy: OverflowPolicy
  ) -> Verdict {
    let mode = Self.mode(rounding)
    if overflows || mpfr_cmpabs(result.mpfr, judge.phantom) >= 0 {
      return judge.overflow(.mode(mode), policy)
    }
    var flags: ExceptionFlags = ternary == 0 ? [] : .inexact
    if ternary != 0 && isTiny { flags.insert(.underflow) }
    if result.isZero { return judge.zero(isNegative: result.isNegative, flags) }
    if result.isNegative && !judge.values.format.isSigned { return judge.belowZero(policy) }
    // The result is a value of the format: this looks its code up.
    judge.examine(result)
    return Verdict(judge.verdict(RoundingContext(.mode(mode))).code, flags)
  }

  private static func mode(_ rounding: BigFloat.Rounding) -> RoundingMode {
    switch rounding {
    case .nearestEven: .nearestEven
    case .towardZero: .towardZero
    case .towardPositive: .towardPositive
    case .towardNegative: .towardNegative
    case .awayFromZero: .awayFromZero
    }
  }
}
