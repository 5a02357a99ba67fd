import CMPFR

/// A function of MPFR: result, argument, rounding.
typealias MPFRFunction = (UnsafeMutablePointer<mpfr_t>, UnsafePointer<mpfr_t>, mpfr_rnd_t) -> Int32

/// Measures results against MPFR at 200 bits, which shares nothing with what it judges.
final class HighPrecision {
  private let argument = UnsafeMutablePointer<mpfr_t>.allocate(capacity: 1)
  private let value = UnsafeMutablePointer<mpfr_t>.allocate(capacity: 1)
  private let function: MPFRFunction

  init(_ function: @escaping MPFRFunction) {
    self.function = function
    mpfr_init2(argument, 200)
    mpfr_init2(value, 200)
  }

  deinit {
    mpfr_clear(argument)
    mpfr_clear(value)
    argument.deallocate()
    value.deallocate()
  }

  /// The function at `x`, rounded to nearest.
  func rounded(at x: Double) -> Double {
    mpfr_set_d(argument, x, MPFR_RNDN)
    _ = function(value, argument, MPFR_RNDN)
    return mpfr_get_d(value, MPFR_RNDN)
  }

  /// How far `observed` is from the function at `x`, in ulps of the true value's binade (2^-1074
  /// for subnormal values); infinite when exactly one of the two is not finite.
  func error(of observed: Double, at x: Double) -> Double {
    let expected = rounded(at: x)
    if expected.isNaN && observed.isNaN { return 0 }
    guard expected.isFinite && observed.isFinite else {
      return expected == observed ? 0 : .infinity
    }
    let exponent = mpfr_zero_p(value) != 0 ? -2000 : mpfr_get_exp(value)
    let ulp = max(exponent - 53, -1074)
    mpfr_sub_d(value, value, observed, MPFR_RNDN)
    mpfr_abs(value, value, MPFR_RNDN)
    mpfr_mul_2si(value, value, -ulp, MPFR_RNDN)
    return mpfr_get_d(value, MPFR_RNDN)
  }
}

/// The largest error found, and where.
struct WorstCase: CustomStringConvertible {
  var error = 0.0
  var argument = 0.0
  var observed = 0.0
  var expected = 0.0

  var description: String {
    "\(error) ulp at \(argument) = 0x\(String(argument.bitPattern, radix: 16)): observed "
      + "\(observed) = 0x\(String(observed.bitPattern, radix: 16)), expected \(expected) = "
      + "0x\(String(expected.bitPattern, radix: 16))"
  }
}

/// The largest error of `function` over `arguments`.
func worstCase(
  of function: (Double) -> Double, against judge: HighPrecision, over arguments: [Double]
) -> WorstCase {
  var worst = WorstCase()
  for x in arguments {
    let observed = function(x)
    let error = judge.error(of: observed, at: x)
    if !(error <= worst.error) {
      worst = WorstCase(
        error: error, argument: x, observed: observed, expected: judge.rounded(at: x))
    }
  }
  return worst
}
