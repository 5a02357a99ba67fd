import CMPFR
import FloatFormats

/// What the examined result becomes.
extension Judge {
  /// The result in the judge's format of what was examined last, rounded as `context` says.
  ///
  /// - Parameters:
  ///   - context: the mode, the overflow policy (nil: the format's), and when a result is tiny.
  ///   - randomBits: for stochastic rounding with N bits: the low N bits are R.
  public func verdict(_ context: RoundingContext, randomBits: UInt64 = 0) -> Verdict {
    let flags = finding.flags
    let policy = context.overflow ?? values.format.overflow
    switch finding.kind {
    case .nan:
      return nan(isNegative: finding.isNegative, flags)
    case .infinity:
      return infinity(policy, flags)
    case .zero:
      let isNegative =
        context.rounding == .towardNegative
        ? finding.isNegativeTowardNegative : finding.isNegative
      guard values.format.hasZero else {
        return missingZero(isNegative: isNegative, policy, flags.union(.invalid))
      }
      return zero(isNegative: isNegative, flags)
    case .finite:
      return finite(context, policy, randomBits)
    }
  }

  private func finite(
    _ context: RoundingContext, _ policy: OverflowPolicy, _ randomBits: UInt64
  ) -> Verdict {
    guard !finding.isBeyond else { return overflow(context.rounding, policy) }
    var rank = finding.lower
    var flags = finding.flags
    if !finding.isExact {
      if goesAway(context.rounding, randomBits) { rank += 1 }
      guard rank <= values.largestRank else { return overflow(context.rounding, policy) }
      flags.insert(.inexact)
      if isTiny(context, randomBits) { flags.insert(.underflow) }
    }
    // What rounds to a zero that the format does not have becomes the least number.
    rank = max(rank, 0)
    let magnitude = values.magnitudeCode(rank: rank)
    if rank == 0 && values.format.hasZero { return zero(isNegative: finding.isNegative, flags) }
    guard finding.isNegative else { return Verdict(magnitude, flags) }
    guard values.format.isSigned else { return belowZero(policy) }
    return Verdict(magnitude | values.signBit, flags)
  }

  /// Whether the neighbour away from zero is the result.
  private func goesAway(_ rounding: Rounding, _ randomBits: UInt64) -> Bool {
    switch rounding {
    case .mode(let mode):
      // A zero that the format does not have counts as even; the result is the same either way.
      let isOdd =
        finding.lower >= 0 && values.magnitudeCode(rank: finding.lower) & 1 == 1
      return goesAway(mode, half: finding.half, lowerIsOdd: isOdd)
    case .stochastic(let variant, let bits):
      let (lower, upper) = neighbours()
      return goesAway(variant, bits, randomBits, lower, upper)
    }
  }

  private func goesAway(_ mode: RoundingMode, half: Int32, lowerIsOdd: Bool) -> Bool {
    switch mode {
    case .nearestEven: half > 0 || half == 0 && (values.format.ties == .up || lowerIsOdd)
    case .nearestAway: half >= 0
    case .nearestZero: half > 0
    case .towardZero: false
    case .towardPositive: !finding.isNegative
    case .towardNegative: finding.isNegative
    case .awayFromZero: true
    case .odd: !lowerIsOdd
    }
  }

  /// P3109's stochastic rules on ν = (|exact| − lower)/(upper − lower).
  private func goesAway(
    _ variant: StochasticVariant, _ bits: Int, _ randomBits: UInt64,
    _ lower: UnsafeMutablePointer<__mpfr_struct>, _ upper: UnsafeMutablePointer<__mpfr_struct>
  ) -> Bool {
    let random = randomBits & (bits == 0 ? 0 : UInt64.max >> UInt64(64 - bits))
    // Neighbours are a power of two apart; all of this is exact in 120 bits.
    mpfr_sub(bench[6], upper, lower, MPFR_RNDN)
    let stepExponent = mpfr_get_exp(bench[6]) - 1
    mpfr_abs(bench[6], x, MPFR_RNDN)
    mpfr_sub(bench[6], bench[6], lower, MPFR_RNDN)
    let scaleBits = variant == .b ? bits + 1 : bits
    mpfr_mul_2si(bench[6], bench[6], scaleBits - stepExponent, MPFR_RNDN)
    let whole = UInt64(mpfr_get_ui(bench[6], MPFR_RNDZ))
    switch variant {
    case .a: return whole + random >= 1 << UInt64(bits)
    case .b: return whole + 2 * random + 1 >= 1 << UInt64(bits + 1)
    case .c:
      mpfr_sub_ui(bench[6], bench[6], UInt(whole), MPFR_RNDN)
      var half = mpfr_cmp_ui_2exp(bench[6], 1, -1)
      if half == 0 && finding.isCut { half = 1 }
      let nearest = half > 0 || half == 0 && whole & 1 == 1 ? whole + 1 : whole
      return nearest + random >= 1 << UInt64(bits)
    }
  }

  /// Whether the exact result, which the format does not have, is tiny.
  private func isTiny(_ context: RoundingContext, _ randomBits: UInt64) -> Bool {
    guard finding.isBelowLeastNormal else { return false }
    guard context.tininess == .afterRounding, finding.mayReachLeastNormal else { return true }
    let reachesLeastNormal =
      switch context.rounding {
      case .mode(let mode):
        goesAway(
          mode, half: finding.tinyHalf, lowerIsOdd: (values.leastNormalCode &- 1) & 1 == 1)
      case .stochastic(let variant, let bits):
        goesAway(variant, bits, randomBits, belowLeastNormal, leastNormal)
      }
    return !reachesLeastNormal
  }
}
