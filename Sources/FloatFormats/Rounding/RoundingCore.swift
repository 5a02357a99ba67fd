/// The one place where numbers are rounded: every operation of every format ends here, once.
extension FloatFormat {
  /// The code of `result` in this format, and all that was signalled.
  ///
  /// - Parameters:
  ///   - result: what an operation yielded; if it is finite and sticky, its significand has at least
  ///     `precision + 2` bits, and `precision + N + 2` for stochastic rounding with N random bits.
  ///   - context: rounding, overflow policy, tininess.
  ///   - randomBits: for stochastic rounding with N bits: the low N bits are R.
  public func round(
    _ result: Unrounded, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    var rounded: Rounded
    switch result.value {
    case .nan(let isNegative, let isSignaling):
      rounded = encodeNaN(isNegative: isNegative)
      if isSignaling { rounded.flags.insert(.invalid) }
    case .infinity(let isNegative):
      rounded = encodeInfinity(
        isNegative: isNegative, isPole: result.flags.contains(.divisionByZero), context)
    case .zero(let isNegative):
      let sign = result.isCancelledZero ? context.rounding == .towardNegative : isNegative
      rounded = encodeZero(isNegative: sign, context)
    case .finite(let value):
      rounded = round(value, context, randomBits: randomBits)
    }
    rounded.flags.formUnion(result.flags)
    return rounded
  }

  /// The code of a finite number other than 0 in this format, and what was signalled.
  ///
  /// Parameters as above.
  public func round(
    _ value: BinaryValue, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    // 2^exponent ≤ |value| < 2^(exponent + 1).
    let exponent = value.exponent + 127 - value.significand.leadingZeroBitCount
    guard exponent <= maximumExponent + 1 else {
      return encodeOverflow(isNegative: value.isNegative, context)
    }
    let cut = Cut(value, at: quantum(ofBinade: exponent))
    let code = magnitudeCode(cut)
    let isAway = cut.roundsAway(
      isNegative: value.isNegative, isOdd: code.isOdd, ties: ties, context.rounding, randomBits)
    var flags: ExceptionFlags = cut.isExact ? [] : .inexact
    let isTiny =
      exponent < minimumExponent
      && (context.tininess == .beforeRounding
        || !carriesToLeastNormal(value, exponent, context.rounding, randomBits))
    if isTiny && !cut.isExact { flags.insert(.underflow) }

    guard let magnitude = isAway ? code.away : code.towardZero else {
      return encodeBelowLeast(isNegative: value.isNegative, flags, context)
    }
    guard magnitude <= largestFiniteCode else {
      return encodeOverflow(isNegative: value.isNegative, context)
    }
    return encodeFinite(magnitude, isNegative: value.isNegative, flags, context)
  }

  /// The exponent of the distance between neighbours in the binade [2^exponent, 2^(exponent + 1)).
  private func quantum(ofBinade exponent: Int) -> Int {
    if exponent >= minimumExponent { return exponent - trailingWidth }
    return hasSubnormals ? quantumExponent : minimumExponent
  }

  /// Whether a number in the binade below the least normal becomes the least normal when it is
  /// rounded as if the exponent range were unbounded.
  private func carriesToLeastNormal(
    _ value: BinaryValue, _ exponent: Int, _ rounding: Rounding, _ randomBits: UInt64
  ) -> Bool {
    guard exponent == minimumExponent - 1 else { return false }
    let cut = Cut(value, at: exponent - trailingWidth)
    guard cut.integer == (1 << UInt128(precision)) - 1 else { return false }
    // With a precision of 1 the codes of neighbouring binades alternate in parity, and the least
    // normal's is odd where there is a zero below it.
    let isOdd = precision == 1 ? !hasZero : true
    return cut.roundsAway(
      isNegative: value.isNegative, isOdd: isOdd, ties: ties, rounding, randomBits)
  }

  /// The magnitude codes of the two neighbours of a number that was cut.
  private func magnitudeCode(_ cut: Cut) -> Neighbours {
    if cut.integer == 0 {
      return Neighbours(towardZero: hasZero ? 0 : nil, away: leastPositiveCode, isOdd: false)
    }
    let implied: UInt64 = hasZero ? 0 : 1 << UInt64(trailingWidth)
    let code =
      UInt64(cut.quantum - quantumExponent) << UInt64(trailingWidth)
      + UInt64(truncatingIfNeeded: cut.integer) - implied
    return Neighbours(towardZero: code, away: code + 1, isOdd: code & 1 == 1)
  }
}

/// The magnitude codes on both sides of a number. They may lie beyond the largest finite code: then
/// they stand for what would be there if the exponent range were unbounded.
private struct Neighbours {
  /// The code of the neighbour toward zero; nil is a zero that the format does not have.
  let towardZero: UInt64?
  /// The code of the neighbour away from zero.
  let away: UInt64
  /// Whether the neighbour toward zero has an odd code.
  let isOdd: Bool
}

/// A number cut at the quantum 2^quantum: an integral number of quanta, and the rest.
private struct Cut {
  let quantum: Int
  /// The number of whole quanta in the magnitude.
  let integer: UInt128
  /// The first bits of the rest, as a fraction of the quantum over 2^width.
  private let fraction: UInt128
  /// Number of bits in `fraction`; may exceed 128, the leading ones being 0 then.
  private let width: Int
  private let sticky: Bool

  init(_ value: BinaryValue, at quantum: Int) {
    self.quantum = quantum
    let width = quantum - value.exponent
    self.width = Swift.max(width, 0)
    sticky = value.sticky
    if width <= 0 {
      integer = value.significand << UInt128(-width)
      fraction = 0
    } else if width < 128 {
      integer = value.significand >> UInt128(width)
      fraction = value.significand & ((1 << UInt128(width)) - 1)
    } else {
      integer = 0
      fraction = value.significand
    }
  }

  var isExact: Bool { fraction == 0 && !sticky }

  /// Whether the result is the neighbour away from zero.
  func roundsAway(
    isNegative: Bool, isOdd: Bool, ties: TieRule, _ rounding: Rounding, _ randomBits: UInt64
  ) -> Bool {
    guard !isExact else { return false }
    switch rounding {
    case .mode(.nearestEven):
      let half = comparedToHalf
      return half > 0 || half == 0 && (isOdd || ties == .up)
    case .mode(.nearestAway): return comparedToHalf >= 0
    case .mode(.nearestZero): return comparedToHalf > 0
    case .mode(.towardZero): return false
    case .mode(.towardPositive): return !isNegative
    case .mode(.towardNegative): return isNegative
    case .mode(.awayFromZero): return true
    case .mode(.odd): return !isOdd
    case .stochastic(let variant, let bits):
      let random = randomBits & (1 << UInt64(bits) - 1)
      return roundsAway(variant, bits, random)
    }
  }

  /// −1, 0 or 1: the rest is less than half a quantum, half of it, or more.
  private var comparedToHalf: Int {
    guard width > 0, width <= 128 else { return -1 }
    let half: UInt128 = 1 << UInt128(width - 1)
    if fraction != half { return fraction < half ? -1 : 1 }
    return sticky ? 1 : 0
  }

  /// P3109's rules; `random` is R, below 2^bits.
  private func roundsAway(_ variant: StochasticVariant, _ bits: Int, _ random: UInt64) -> Bool {
    switch variant {
    case .a: return scaled(bits) + random >= 1 << UInt64(bits)
    case .b: return scaled(bits + 1) + 2 * random + 1 >= 1 << UInt64(bits + 1)
    case .c:
      // Two more bits than needed, the last one sticky, then to the nearest even integer.
      let quarters = scaled(bits + 2) << 1 | (isBelow(bits + 2) ? 1 : 0)
      let floor = quarters >> 3
      let rest = quarters & 7
      let nearest = floor + (rest > 4 || rest == 4 && floor & 1 == 1 ? 1 : 0)
      return nearest + random >= 1 << UInt64(bits)
    }
  }

  /// ⌊ν · 2^bits⌋, where ν is the rest as a fraction of the quantum.
  private func scaled(_ bits: Int) -> UInt64 {
    let shift = width - bits
    if shift >= 128 { return 0 }
    return UInt64(
      truncatingIfNeeded: shift >= 0 ? fraction >> UInt128(shift) : fraction << UInt128(-shift))
  }

  /// Whether ν · 2^bits is more than its floor.
  private func isBelow(_ bits: Int) -> Bool {
    if sticky { return true }
    let shift = width - bits
    if shift >= 128 { return fraction != 0 }
    return shift > 0 && fraction & ((1 << UInt128(shift)) - 1) != 0
  }
}
