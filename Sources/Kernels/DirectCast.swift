import FloatFormats

/// The cast of a carrier's bits to a code, for signed formats with zero and subnormals whose exponents
/// the carrier's normal numbers have.
struct DirectCast<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  private let rounding: Rounding
  private let tiesUp: Bool

  // The carrier.
  private let magnitudeMask: Bits
  private let trailingWidth: Bits
  private let trailingMask: Bits
  private let infinity: Bits

  // The format.
  private let precision: Int
  private let codeTrailingWidth: Bits
  /// The carrier's exponent field of the format's least normal number.
  private let leastField: Int
  /// Bits that a normal number loses.
  private let cut: Int
  private let largestFinite: Bits
  private let signShift: Bits
  private let special: SpecialCodes<Bits>

  init(_ format: FloatFormat, _ context: RoundingContext, _ carrier: FloatFormat) {
    rounding = context.rounding
    tiesUp = format.ties == .up
    magnitudeMask = Bits(truncatingIfNeeded: carrier.magnitudeMask)
    trailingWidth = Bits(carrier.trailingWidth)
    trailingMask = (1 << Bits(carrier.trailingWidth)) - 1
    infinity = magnitudeMask & ~trailingMask
    precision = carrier.precision
    codeTrailingWidth = Bits(format.trailingWidth)
    leastField = format.minimumExponent + carrier.bias
    cut = carrier.precision - format.precision
    largestFinite = Bits(truncatingIfNeeded: format.largestFiniteCode)
    signShift = Bits(Bits.bitWidth - 1)
    special = SpecialCodes(format, context)
  }

  /// The code of the number with these bits, and whether it is finite and rounds to beyond the largest.
  @inline(__always)
  func rounded(_ bits: Bits, _ randomBits: UInt64) -> (code: Bits, overflows: Bool) {
    let magnitude = bits & magnitudeMask
    let isNegative = bits &>> signShift != 0
    let codes = isNegative ? special.negative : special.positive
    if magnitude >= infinity { return (magnitude > infinity ? codes.nan : codes.infinity, false) }
    if magnitude == 0 { return (codes.zero, false) }
    // A subnormal number of the carrier has the exponent of field 1, and no leading bit.
    let field = magnitude &>> trailingWidth
    let leading: Bits = field == 0 ? 0 : 1 &<< trailingWidth
    let significand = magnitude & trailingMask | leading
    let steps = Int(max(field, 1)) - leastField
    let width = steps >= 0 ? cut : cut - steps
    // Beyond the precision everything is rest; at `precision + 1` it is less than half of it, too.
    let clamped = Bits(min(width, precision + 1))
    let integer = significand &>> clamped
    let rest = significand & (1 &<< clamped &- 1)
    let code = Bits(max(steps, 0)) &<< codeTrailingWidth &+ integer
    let isAway = isAway(rest, clamped, width, isNegative, code & 1 == 1, randomBits)
    let rounded = code &+ (isAway ? 1 : 0)
    if rounded > largestFinite { return (codes.overflow, true) }
    return (rounded == 0 ? codes.zero : rounded | codes.sign, false)
  }

  /// Whether the rest takes the magnitude to the next code.
  @inline(__always)
  private func isAway(
    _ rest: Bits, _ clamped: Bits, _ width: Int, _ isNegative: Bool, _ isOdd: Bool,
    _ randomBits: UInt64
  ) -> Bool {
    let half: Bits = 1 &<< (clamped &- 1)
    switch rounding {
    case .mode(.nearestEven): return rest > half || rest == half && (isOdd || tiesUp)
    case .mode(.nearestAway): return rest >= half
    case .mode(.nearestZero): return rest > half
    case .mode(.towardZero): return false
    case .mode(.towardPositive): return rest != 0 && !isNegative
    case .mode(.towardNegative): return rest != 0 && isNegative
    case .mode(.awayFromZero): return rest != 0
    case .mode(.odd): return rest != 0 && !isOdd
    case .stochastic(let variant, let count):
      return stochasticIsAway(UInt64(rest), width, variant, count, randomBits)
    }
  }

  /// P3109's rules (``StochasticVariant``); ν is rest / 2^width.
  private func stochasticIsAway(
    _ rest: UInt64, _ width: Int, _ variant: StochasticVariant, _ count: Int, _ randomBits: UInt64
  ) -> Bool {
    guard rest != 0 else { return false }
    let random = randomBits & (1 << UInt64(count) - 1)
    // ⌊ν · 2^bits⌋: Swift's shift by more than the width gives 0, and by less than 0 shifts left.
    func scaled(_ bits: Int) -> UInt64 { rest >> (width - bits) }
    switch variant {
    case .a: return scaled(count) + random >= 1 << UInt64(count)
    case .b: return scaled(count + 1) + 2 * random + 1 >= 1 << UInt64(count + 1)
    case .c:
      let floor = scaled(count)
      let doubled = scaled(count + 1)
      let isExactHalf = scaled(count + 1) << (width - count - 1) == rest
      let isUp = doubled & 1 == 1 && (!isExactHalf || floor & 1 == 1)
      return floor + (isUp ? 1 : 0) + random >= 1 << UInt64(count)
    }
  }
}

/// The codes of what is not an ordinary result, by the number's sign.
struct SpecialCodes<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  struct OfSign: Sendable {
    let nan: Bits
    let infinity: Bits
    let zero: Bits
    let overflow: Bits
    let sign: Bits
  }

  let positive: OfSign
  let negative: OfSign

  init(_ format: FloatFormat, _ context: RoundingContext) {
    func codes(isNegative: Bool) -> OfSign {
      func code(_ value: ExactValue) -> Bits {
        Bits(truncatingIfNeeded: format.round(Unrounded(value), context).code)
      }
      // Beyond the largest number of every format.
      let huge = BinaryValue(isNegative: isNegative, exponent: 10_000, significand: 1)
      return OfSign(
        nan: code(.nan(isNegative: isNegative, isSignaling: false)),
        infinity: code(.infinity(isNegative: isNegative)),
        zero: code(.zero(isNegative: isNegative)), overflow: code(.finite(huge)),
        sign: isNegative ? Bits(truncatingIfNeeded: format.signMask) : 0)
    }
    positive = codes(isNegative: false)
    negative = codes(isNegative: true)
  }
}
