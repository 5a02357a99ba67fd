import CMPFR

extension BigFloat {
  /// Sets this number to the real n-th root of x, x^(1/n), correctly rounded; returns the ternary
  /// value.
  ///
  /// NaN for n = 0, and for a negative x with an even n. A negative n gives the root's reciprocal.
  @discardableResult
  public mutating func root(
    _ x: borrowing BigFloat, _ n: Int, rounding: Rounding = .nearestEven
  ) -> Int {
    let isOrdinary = x.isFinite && !x.isZero && !(x.isNegative && n % 2 == 0)
    guard n < 0, isOrdinary else {
      return Int(mpfr_rootn_si(pointer, x.pointer, n, rounding.mpfr))
    }
    // MPFR 4.2.0's own function for negative n gives 1, and calls that exact, for 2^(1/n) where n is so
    // large that the result is near 1.
    var magnitude = BigFloat(copying: x)
    magnitude.makeMagnitude()
    // Two more bits, cut off, the last one made odd if anything was cut: rounded again, that is right.
    var odd = BigFloat(precision: precision + 2)
    let isInexact = odd.setReciprocalRoot(magnitude, n.magnitude) != 0
    if isInexact && mpfr_min_prec(odd.pointer) < odd.precision { odd.stepUp() }
    if x.isNegative { odd.negate() }
    return Int(mpfr_set(pointer, odd.pointer, rounding.mpfr))
  }

  /// Sets this number to x^(−1/n), x > 0, cut off toward zero; returns the ternary value.
  private mutating func setReciprocalRoot(_ x: borrowing BigFloat, _ n: UInt) -> Int {
    // The root of a dyadic number is dyadic or irrational, and if dyadic it has no more bits than the
    // number: at x's precision and more an inexact root is irrational, and so is its reciprocal.
    var working = Swift.max(precision, x.precision) + 64
    while true {
      var root = BigFloat(precision: working)
      if mpfr_rootn_ui(root.pointer, x.pointer, n, MPFR_RNDZ) == 0 {
        return Int(mpfr_ui_div(pointer, 1, root.pointer, MPFR_RNDZ))
      }
      // 1/root lies strictly between the reciprocals of the truncated root and of its successor. If
      // no number of this precision lies strictly between these two, the lower one's floor is it.
      var ceiling = BigFloat(precision: precision)
      mpfr_ui_div(ceiling.pointer, 1, root.pointer, MPFR_RNDU)
      root.stepUp()
      mpfr_ui_div(pointer, 1, root.pointer, MPFR_RNDD)
      ceiling.stepDown()
      if self == ceiling { return -1 }
      working *= 2
    }
  }
}
