import ArbitraryPrecision
import CMPFR

extension BigFloat {
  /// Sets this number to the real n-th root of x, cut off toward zero; returns the ternary value.
  ///
  /// NaN for n = 0, and for a negative x with even n.
  ///
  /// MPFR 4.2.0's own function for negative n, `mpfr_rootn_si`, is not used: it gives 1, and calls that
  /// exact, for 2^(1/n) where n is so large that the result is near 1.
  mutating func setRoot(_ x: borrowing BigFloat, _ n: Int) -> Int {
    guard n < 0, x.isFinite, !x.isZero else {
      return root(x, n, rounding: .towardZero)
    }
    let isUndefined = x.isNegative && n % 2 == 0
    guard !isUndefined else {
      setNaN()
      return 0
    }
    var magnitude = BigFloat(copying: x)
    magnitude.makeMagnitude()
    let ternary = setReciprocalRoot(magnitude, n.magnitude)
    if x.isNegative {
      negate()
      return -ternary
    }
    return ternary
  }

  /// Sets this number to x^(−1/n), x > 0, cut off toward zero; returns the ternary value.
  private mutating func setReciprocalRoot(_ x: borrowing BigFloat, _ n: UInt) -> Int {
    // The root of a dyadic number is dyadic or irrational, and if dyadic it has no more bits than the
    // number: at x's precision and more an inexact root is irrational, and so is its reciprocal.
    var working = Swift.max(precision, x.precision) + 64
    while true {
      var root = BigFloat(precision: working)
      if mpfr_rootn_ui(root.mpfr, x.mpfr, n, MPFR_RNDZ) == 0 {
        return Int(mpfr_ui_div(mpfr, 1, root.mpfr, MPFR_RNDZ))
      }
      // 1/root lies strictly between the reciprocals of the truncated root and of its successor. If
      // no number of this precision lies strictly between these two, the lower one's floor is it.
      var ceiling = BigFloat(precision: precision)
      mpfr_ui_div(ceiling.mpfr, 1, root.mpfr, MPFR_RNDU)
      root.stepUp()
      mpfr_ui_div(mpfr, 1, root.mpfr, MPFR_RNDD)
      ceiling.stepDown()
      if self == ceiling { return -1 }
      working *= 2
    }
  }
}
