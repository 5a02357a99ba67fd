import CMPFR
import FloatFormats

/// What is found out about an exact result before any rounding mode is asked.
struct Finding {
  enum Kind {
    case nan, infinity, zero, finite
  }

  var kind = Kind.zero
  var isNegative = false
  /// The sign of a zero when rounding toward −∞: it differs where terms cancelled.
  var isNegativeTowardNegative = false
  /// Invalid and division by zero, as far as the operation itself raises them.
  var flags: ExceptionFlags = []
  /// Whether the exact magnitude is greater than that of the number on the bench.
  var isCut = false

  /// The rank of the neighbour toward zero (the value itself if exact); −1 is a zero that the format
  /// does not have.
  var lower = 0
  /// Whether the exact result is the value of rank `lower`.
  var isExact = false
  /// Whether the magnitude is the phantom's or greater.
  var isBeyond = false
  /// The sign of the magnitude minus the neighbours' midpoint.
  var half: Int32 = 0
  /// Whether the magnitude is below the least normal number.
  var isBelowLeastNormal = false
  /// Whether the magnitude is above the number of full precision just below the least normal.
  var mayReachLeastNormal = false
  /// The sign of the magnitude minus the midpoint of that number and the least normal.
  var tinyHalf: Int32 = 0
}

extension Judge {
  /// Classifies the exact result on the bench and finds its place among the format's magnitudes.
  ///
  /// - Parameters:
  ///   - ternary: MPFR's ternary value of the operation, rounded toward zero.
  ///   - flags: what the operation itself raises.
  func settle(ternary: Int32, flags: ExceptionFlags) {
    // Below MPFR's own exponents a number is cut to zero; its least number stands for it, which is
    // below everything a format has.
    if ternary < 0 && mpfr_zero_p(x) != 0 { mpfr_nextabove(x) }
    if ternary > 0 && mpfr_zero_p(x) != 0 { mpfr_nextbelow(x) }
    finding.flags = flags
    finding.isNegative = mpfr_signbit(x) != 0
    finding.isCut = ternary != 0
    if mpfr_regular_p(x) != 0 {
      finding.kind = .finite
      findPlace()
    } else if mpfr_nan_p(x) != 0 {
      finding.kind = .nan
      finding.isNegative = false
    } else {
      finding.kind = mpfr_inf_p(x) != 0 ? .infinity : .zero
      finding.isNegativeTowardNegative = finding.isNegative
    }
  }

  /// The sign of |exact result| − |point|, where `point` has at most 120 bits.
  ///
  /// The exact magnitude is in [|x|, |x| + ulp(x)), and `point` is a multiple of that ulp or greater
  /// than the interval; so if x differs from it, x decides, and if not, what was cut decides.
  @inline(__always)
  func compareMagnitude(to point: UnsafeMutablePointer<__mpfr_struct>) -> Int32 {
    let order = mpfr_cmpabs(x, point)
    return order == 0 && finding.isCut ? 1 : order
  }

  private func compare(toRank rank: Int) -> Int32 {
    compareMagnitude(to: values.number(values.magnitudeCode(rank: rank), bench[4]))
  }

  private func findPlace() {
    finding.isBeyond = compareMagnitude(to: phantom) >= 0
    finding.isBelowLeastNormal = false
    guard !finding.isBeyond else {
      finding.lower = values.largestRank + 1
      finding.isExact = false
      return
    }
    var (low, high) = guess()
    // The guess only saves time: comparison decides.
    if low > 0 && compare(toRank: low) < 0 { low = 0 }
    if high <= values.largestRank && compare(toRank: high) >= 0 { high = values.largestRank + 1 }
    // value(low) ≤ |exact| < value(high), but that rank 0 may be above the exact result.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if compare(toRank: middle) >= 0 { low = middle } else { high = middle }
    }
    let order = compare(toRank: low)
    finding.lower = order < 0 ? -1 : low
    finding.isExact = order == 0
    guard !finding.isExact else { return }
    compareToMidpoint()
    if finding.lower < values.leastNormalRank { compareToLeastNormal() }
  }

  /// Ranks that probably enclose the exact result: its binade's.
  private func guess() -> (low: Int, high: Int) {
    let format = values.format
    let field = mpfr_get_exp(x) - 1 + format.bias
    guard field > (format.hasZero ? 0 : -1) else { return (0, max(values.leastNormalRank, 1)) }
    let binades = field - (format.hasZero ? 1 : 0)
    let binadeSize = 1 << values.trailingBits
    let first = values.leastNormalRank + binades * binadeSize
    return (min(first, values.largestRank), min(first + binadeSize, values.largestRank + 1))
  }

  /// The neighbours themselves, written to bench 4 and 5 where they are not in a table.
  func neighbours() -> (
    lower: UnsafeMutablePointer<__mpfr_struct>, upper: UnsafeMutablePointer<__mpfr_struct>
  ) {
    let lower: UnsafeMutablePointer<__mpfr_struct>
    if finding.lower < 0 {
      lower = bench[4]
      mpfr_set_zero(lower, 1)
    } else {
      lower = values.number(values.magnitudeCode(rank: finding.lower), bench[4])
    }
    guard finding.lower < values.largestRank else { return (lower, phantom) }
    return (lower, values.number(values.magnitudeCode(rank: finding.lower + 1), bench[5]))
  }

  private func compareToMidpoint() {
    let (lower, upper) = neighbours()
    mpfr_add(bench[6], lower, upper, MPFR_RNDN)
    mpfr_div_2ui(bench[6], bench[6], 1, MPFR_RNDN)
    finding.half = compareMagnitude(to: bench[6])
  }

  private func compareToLeastNormal() {
    finding.isBelowLeastNormal = true
    finding.mayReachLeastNormal = compareMagnitude(to: belowLeastNormal) > 0
    finding.tinyHalf = compareMagnitude(to: tinyMidpoint)
  }
}
