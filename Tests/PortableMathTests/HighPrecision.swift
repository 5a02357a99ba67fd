import CMPFR

/// A function of MPFR: result, argument, rounding.
typealias MPFRFunction = (UnsafeMutablePointer<mpfr_t>, UnsafePointer<mpfr_t>, mpfr_rnd_t) -> Int32

/// Measures results against MPFR at 120 bits, which shares nothing with what it judges.
final class HighPrecision {
  private let argument = UnsafeMutablePointer<mpfr_t>.allocate(capacity: 1)
  private let value = UnsafeMutablePointer<mpfr_t>.allocate(capacity: 1)
  private let function: MPFRFunction

  init(_ function: @escaping MPFRFunction) {
    self.function = function
    mpfr_init2(argument, 120)
    mpfr_init2(value, 120)
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
  /// for subnormal values), and that value rounded; infinitely far when only one of the two is
  /// finite.
  func error(of observed: Double, at x: Double) -> (ulps: Double, expected: Double) {
    let expected = rounded(at: x)
    if expected.isNaN && observed.isNaN { return (0, expected) }
    guard expected.isFinite && observed.isFinite else {
      return (expected == observed ? 0 : .infinity, expected)
    }
    let exponent = mpfr_zero_p(value) != 0 ? -1200 : mpfr_get_exp(value)
    let ulp = max(exponent - 53, -1074)
    mpfr_sub_d(value, value, observed, MPFR_RNDN)
    mpfr_abs(value, value, MPFR_RNDN)
    mpfr_mul_2si(value, value, -ulp, MPFR_RNDN)
    return (mpfr_get_d(value, MPFR_RNDN), expected)
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

/// The largest errors of `function` over `arguments`, apart where the true value is a normal number
/// and where it is subnormal.
func worstCases(
  of function: (Double) -> Double, against judge: HighPrecision, over arguments: [Double]
) -> (normal: WorstCase, subnormal: WorstCase) {
  var normal = WorstCase()
  var subnormal = WorstCase()
  for x in arguments {
    let observed = function(x)
    let (error, expected) = judge.error(of: observed, at: x)
    let isSubnormal = expected.magnitude < .leastNormalMagnitude
    if error <= (isSubnormal ? subnormal.error : normal.error) { continue }
    let found = WorstCase(error: error, argument: x, observed: observed, expected: expected)
    if isSubnormal { subnormal = found } else { normal = found }
  }
  return (normal, subnormal)
}
