import CKernels
import FloatFormats

/// The constants with which the vector loops cast to a format; nil for what only the scalar loop does.
///
/// The loops take signed formats with a zero, subnormals and 2 ≤ p < the carrier's precision, that are
/// - *aligned*: the carrier's bias, so that codes are the leading bits of the carrier's (bfloat16 and
///   TF32 in binary32), or
/// - *inner*: half the least positive number is a normal number of the carrier and more than its least,
///   and C = 2^(e + T − m), for which see cast.h, is finite for the binade above the largest.
///
/// Stochastic rounding takes up to 30 random bits (29 in variant B). Formats whose ties go up, and
/// everything else (no sign, no zero, no subnormals, the carrier's own precision), are left.
struct CastConstants<Number: Carrier>: Sendable {
  /// With values as output.
  let values: ck_cast
  /// With codes as output, their width yet to be set.
  let codes: ck_cast
  /// The largest finite number.
  let largest: Double
  /// What finite numbers beyond the largest become, by sign.
  let overflow: [Number]

  init?(_ format: FloatFormat, _ context: RoundingContext) {
    let carrier = Number.carrierFormat
    guard format.isSigned, format.hasZero, format.hasSubnormals, format.ties == .evenCode,
      (2..<carrier.precision).contains(format.precision), format.bitWidth < carrier.bitWidth
    else { return nil }
    let cut = carrier.precision - format.precision
    let isAligned = format.bias == carrier.bias
    let isInner =
      format.quantumExponent >= carrier.minimumExponent + 2
      && format.maximumExponent + 1 + cut <= carrier.maximumExponent
    guard isAligned || isInner else { return nil }

    var constants = ck_cast()
    constants.cut = Int32(cut)
    constants.least_normal = format.leastNormalMagnitude
    constants.ceiling = isAligned ? 0 : Self.power(format.maximumExponent + 1)
    switch context.rounding {
    case .mode(let mode):
      constants.method = Self.raw(
        isAligned ? ck_aligned : mode == .nearestEven ? ck_nearest_even : ck_remainder)
      constants.setMode(mode, cut: cut, halfBelow: Double(Number(0.5).nextDown))
    case .stochastic(let variant, let bits):
      constants.setStochastic(variant, bits)
      // 2^steps / quantum is a number of the carrier.
      let leastField = format.minimumExponent + carrier.bias
      let steps = Int(constants.steps)
      // 30 bits of a 32-bit integer; in binary64, and where steps are rounded by an addition of 2^T, T.
      let countedBits =
        carrier.bitWidth == 32 && variant != .c ? 30 : carrier.trailingWidth
      let isCounted = steps + format.precision <= countedBits
      constants.method = Self.raw(
        isAligned ? ck_aligned_stochastic : isCounted ? ck_counted : ck_stochastic)
      guard steps <= 30, isAligned || steps + format.trailingWidth <= leastField
      else { return nil }
    }

    let special = SpecialCodes<Number.Bits>(format, context)
    func value(_ code: Number.Bits) -> Number { Number(format.decode(UInt64(code))) }
    largest = format.greatestFiniteMagnitude
    overflow = [value(special.positive.overflow), value(special.negative.overflow)]
    var values = constants
    values.output = Self.raw(ck_values)
    values.setResults(
      special, largest: format.largestFiniteCode, sign: carrier.signMask, in: format
    ) { UInt64(value(Number.Bits(truncatingIfNeeded: $0)).carrierBits) }
    self.values = values
    constants.sign_shift = Int32(carrier.bitWidth - format.bitWidth)
    constants.setResults(
      special, largest: format.largestFiniteCode, sign: format.signMask, in: format
    ) { $0 }
    codes = constants
  }

  /// The codes' constants for integers of so many bits.
  func codes(ofWidth bits: Int) -> ck_cast {
    var constants = codes
    let output =
      switch bits {
      case ...8: ck_codes8
      case ...16: ck_codes16
      case ...32: ck_codes32
      default: ck_codes64
      }
    constants.output = Self.raw(output)
    return constants
  }

  private static func raw(_ method: ck_method) -> Int32 { Int32(method.rawValue) }
  private static func raw(_ output: ck_output) -> Int32 { Int32(output.rawValue) }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}

extension ck_cast {
  /// When a deterministic mode rounds away from zero: by the remainder's size, and by what is added
  /// before an aligned format's cut.
  fileprivate mutating func setMode(_ mode: RoundingMode, cut: Int, halfBelow: Double) {
    let all: UInt64 = (1 << UInt64(cut)) - 1
    let half: UInt64 = 1 << UInt64(cut - 1)
    func both<T>(_ value: T) -> (T, T) { (value, value) }
    switch mode {
    case .nearestEven:
      addend = both(half - 1)
      even_bit = 1
    case .nearestAway:
      threshold = both(halfBelow)
      addend = both(half)
    case .nearestZero:
      threshold = both(0.5)
      addend = both(half - 1)
    case .towardZero:
      threshold = both(1)
      addend = both(0)
    case .towardPositive:
      threshold = (0, 1)
      addend = (all, 0)
    case .towardNegative:
      threshold = (1, 0)
      addend = (0, all)
    case .awayFromZero:
      threshold = both(0)
      addend = both(all)
    case .odd:
      threshold = both(0)
      addend = both(all)
      odd = 1
    }
  }

  /// P3109's rules as a comparison of integers (``StochasticVariant``).
  fileprivate mutating func setStochastic(_ variant: StochasticVariant, _ bits: Int) {
    random_bits = Int32(bits)
    steps = Int32(bits)
    if variant == .b {
      steps += 1
      random_shift = 1
      random_offset = 1
    }
    rounds_steps = variant == .c ? 1 : 0
  }

  /// What the loop stores; `stored` makes a result of a code.
  fileprivate mutating func setResults<Bits>(
    _ special: SpecialCodes<Bits>, largest largestCode: UInt64, sign signBit: UInt64,
    in format: FloatFormat, stored: (UInt64) -> UInt64
  ) {
    func both(_ code: KeyPath<SpecialCodes<Bits>.OfSign, Bits>) -> (UInt64, UInt64) {
      (
        stored(UInt64(special.positive[keyPath: code])),
        stored(UInt64(special.negative[keyPath: code]))
      )
    }
    largest = stored(largestCode)
    nan = both(\.nan)
    infinity = both(\.infinity)
    overflow = both(\.overflow)
    sign = signBit
    zero_sign = format.hasNegativeZero ? signBit : 0
    is_symmetric = format.hasNegativeZero && overflow.1 == overflow.0 | signBit ? 1 : 0
  }
}
