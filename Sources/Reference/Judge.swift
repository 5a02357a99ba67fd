import CMPFR
import FloatFormats

/// The judge of one format: what every operation must give, in every mode, with its flags, by a route
/// that shares nothing with the rounding core.
///
/// An operation is judged in two steps. ``examine(_:_:_:_:)`` (or one of its kin for conversions)
/// computes the exact result by MPFR, cut toward zero at 120 bits with MPFR's ternary value telling
/// whether anything was cut, and finds by comparison between which two values of the format it lies and
/// on which side of their midpoint. ``verdict(_:randomBits:)`` then reads the result off for one
/// rounding; it is asked as often as there are modes.
///
/// ```swift
/// let judge = Judge(FloatFormat(exponentWidth: 5, precision: 11))
/// judge.examine(.divide, 0x3C00, 0x4200)                       // 1 ÷ 3
/// let nearest = judge.verdict(RoundingContext(.nearestEven))   // 0x3555, inexact
/// let up = judge.verdict(RoundingContext(.towardPositive))     // 0x3556, inexact
/// ```
///
/// A judge is a workbench, not a value: it is used by one thread at a time. Neither step allocates.
///
/// ## How the rules are read
///
/// Where the rules of a format leave room, this is the reading:
///
/// - Without subnormals a magnitude below the least normal lies between 0 and the least normal as
///   between neighbours: the midpoint is half the least normal; a tie goes to 0, whose significand
///   counts as even; to odd gives the least normal.
/// - Beyond the largest finite number lies a phantom one step further. What rounds to it, or is at
///   least as great, overflows; between the two only inexact is raised when the largest results.
/// - Tiny after rounding: rounded by the same mode, the same random bits, to the same precision with
///   an unbounded exponent, the magnitude is below the least normal. The same without subnormals.
/// - A zero that a format does not have: a zero result is invalid, and gives NaN, where there is one,
///   under the policies `ieee` and `nan`, else the least number. A number that rounds to it becomes the
///   least number in every mode, inexact and with underflow, as ml_dtypes' E8M0 has it.
/// - A number below zero in a format without sign: rounded first; if that is zero, +0 with its flags,
///   else only invalid, and NaN, where there is one, under `ieee` and `nan`, else code 0.
/// - An infinity in a format without one is invalid, and takes the stand-in of
///   ``FloatFormats/OverflowPolicy``. That of a division by zero takes it too, but raises only division
///   by zero, unless it is below zero in a format without sign: then invalid, too.
/// - A NaN that an undefined operation makes has sign +; a NaN operand passes its sign on. That
///   matters only where there is no NaN.
public final class Judge {
  /// The format's values.
  public let values: FormatValues

  /// Working numbers: the exact result, three operands, two neighbours and a midpoint.
  let bench: NumberSlab
  /// The exact result cut toward zero.
  let x: UnsafeMutablePointer<__mpfr_struct>
  var finding = Finding()

  // The special points of the format, exact.
  let phantom: UnsafeMutablePointer<__mpfr_struct>
  let leastNormal: UnsafeMutablePointer<__mpfr_struct>
  /// The number of full precision just below the least normal, with an unbounded exponent.
  let belowLeastNormal: UnsafeMutablePointer<__mpfr_struct>
  /// The midpoint of `belowLeastNormal` and the least normal.
  let tinyMidpoint: UnsafeMutablePointer<__mpfr_struct>

  /// Creates a judge for a format.
  public convenience init(_ format: FloatFormat) {
    self.init(FormatValues(format))
  }

  /// Creates a judge on values that may be shared with the judges of other threads.
  public init(_ values: FormatValues) {
    self.values = values
    bench = NumberSlab(count: 11)
    x = bench[0]
    phantom = bench[7]
    leastNormal = bench[8]
    belowLeastNormal = bench[9]
    tinyMidpoint = bench[10]
    setSpecialPoints()
  }

  private func setSpecialPoints() {
    let precision = values.format.precision
    // The phantom: the largest finite number and the step of its binade.
    let largest = values.number(values.largestCode, bench[1])
    let isSubnormal = values.largestCode < values.leastNormalCode
    precondition(!isSubnormal, "a format has a normal number")
    let step = mpfr_get_exp(largest) - precision
    mpfr_set_ui_2exp(bench[2], 1, step, MPFR_RNDN)
    mpfr_add(phantom, largest, bench[2], MPFR_RNDN)
    mpfr_set(leastNormal, values.number(values.leastNormalCode, bench[1]), MPFR_RNDN)
    let tinyStep = mpfr_get_exp(leastNormal) - 1 - precision
    mpfr_set_ui_2exp(bench[2], 1, tinyStep, MPFR_RNDN)
    mpfr_sub(belowLeastNormal, leastNormal, bench[2], MPFR_RNDN)
    mpfr_set_ui_2exp(bench[2], 1, tinyStep - 1, MPFR_RNDN)
    mpfr_sub(tinyMidpoint, leastNormal, bench[2], MPFR_RNDN)
  }

  /// Whether a code and flags are what `verdict` demands; any quiet NaN is as good as another.
  public func accepts(_ code: UInt64, _ flags: ExceptionFlags, _ verdict: Verdict) -> Bool {
    flags == verdict.flags && (code == verdict.code || verdict.isNaN && values.isQuietNaN(code))
  }
}
