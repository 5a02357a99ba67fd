import CMPFR

/// Measures a quantile of the standard normal distribution by one Newton step in 200 bits.
final class QuantileJudge {
  private let numbers = UnsafeMutablePointer<mpfr_t>.allocate(capacity: 3)

  init() {
    for index in 0..<3 { mpfr_init2(numbers + index, 200) }
  }

  deinit {
    for index in 0..<3 { mpfr_clear(numbers + index) }
    numbers.deallocate()
  }

  /// |Φ(z) − p|/φ(z) in ulps of `z`: how far `z` is from the p-quantile, up to the square of that.
  func error(of z: Double, at p: Double) -> Double {
    let (share, density, scratch) = (numbers, numbers + 1, numbers + 2)
    // Φ(z) = erfc(−z/√2)/2
    mpfr_sqrt_ui(scratch, 2, MPFR_RNDN)
    mpfr_d_div(share, -z, scratch, MPFR_RNDN)
    mpfr_erfc(share, share, MPFR_RNDN)
    mpfr_div_ui(share, share, 2, MPFR_RNDN)
    // φ(z) = exp(−z²/2)/√(2π)
    mpfr_set_d(density, z, MPFR_RNDN)
    mpfr_sqr(density, density, MPFR_RNDN)
    mpfr_div_si(density, density, -2, MPFR_RNDN)
    mpfr_exp(density, density, MPFR_RNDN)
    mpfr_const_pi(scratch, MPFR_RNDN)
    mpfr_mul_ui(scratch, scratch, 2, MPFR_RNDN)
    mpfr_sqrt(scratch, scratch, MPFR_RNDN)
    mpfr_div(density, density, scratch, MPFR_RNDN)
    mpfr_sub_d(share, share, p, MPFR_RNDN)
    mpfr_div(share, share, density, MPFR_RNDN)
    return mpfr_get_d(share, MPFR_RNDN).magnitude / z.ulp
  }
}
