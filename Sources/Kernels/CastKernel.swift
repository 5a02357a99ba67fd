import FloatFormats

/// The cast of one number, with all that depends on the format alone computed beforehand.
///
/// The common formats take an integer route in the carrier's own bits: cut the significand at the
/// format's quantum, decide from the rest, and the code is exponent steps and significand added up.
/// Formats that are cut otherwise (no zero, no sign, no subnormals, exponents below the carrier's, or
/// the carrier itself) go through the rounding core element by element: as right, and slower.
struct CastKernel<Number: Carrier>: Sendable {
  typealias Bits = Number.Bits

  private let format: FloatFormat
  private let context: RoundingContext
  private let isDirect: Bool
  private let direct: DirectCast<Bits>
  private let valueKernel: DecodeKernel<Number>

  init(_ format: FloatFormat, _ context: RoundingContext) {
    self.format = format
    self.context = context
    let carrier = Number.carrierFormat
    isDirect =
      format.isSigned && format.hasZero && format.hasSubnormals
      && format.minimumExponent >= carrier.minimumExponent && format.precision < carrier.precision
      && format.bitWidth <= Bits.bitWidth - 2
    direct = DirectCast(format, context, carrier)
    valueKernel = DecodeKernel(format)
  }

  /// The code of a number, and whether it is finite and rounds to beyond the largest number.
  @inline(__always)
  func rounded(_ number: Number, _ randomBits: UInt64) -> (code: Bits, overflows: Bool) {
    guard isDirect else {
      let rounded = format.encode(number, context, randomBits: randomBits)
      return (Bits(truncatingIfNeeded: rounded.code), rounded.flags.contains(.overflow))
    }
    return direct.rounded(number.carrierBits, randomBits)
  }

  /// The value of a code.
  @inline(__always)
  func value(_ code: Bits) -> Number { valueKernel.value(code) }
}

/// The value of codes by integer operations, or by the format's own decoding.
struct DecodeKernel<Number: Carrier>: Sendable {
  typealias Bits = Number.Bits

  private let format: FloatFormat
  private let isDirect: Bool
  private let signMask: Bits
  private let magnitudeMask: Bits
  private let largestFinite: Bits
  private let leastNormal: Bits
  private let signShift: Int
  private let significandShift: Int
  /// What the exponent fields differ by, at its place in the carrier.
  private let rebias: Bits
  private let quantum: Number

  init(_ format: FloatFormat) {
    self.format = format
    let carrier = Number.carrierFormat
    isDirect =
      format.isSigned && format.hasZero && format.hasSubnormals
      && format.minimumExponent >= carrier.minimumExponent && format.bitWidth <= Bits.bitWidth
      && format.precision <= carrier.precision
    signMask = Bits(truncatingIfNeeded: format.signMask)
    magnitudeMask = Bits(truncatingIfNeeded: format.magnitudeMask)
    largestFinite = Bits(truncatingIfNeeded: format.largestFiniteCode)
    leastNormal = Bits(truncatingIfNeeded: format.leastNormalCode)
    signShift = Bits.bitWidth - format.bitWidth
    significandShift = carrier.precision - format.precision
    rebias = Bits(truncatingIfNeeded: carrier.bias - format.bias) &<< Bits(carrier.trailingWidth)
    quantum = Number(format.leastNonzeroMagnitude)
  }

  @inline(__always)
  func value(_ code: Bits) -> Number {
    let magnitude = code & magnitudeMask
    let sign = code & signMask
    // The sign bit alone may be a NaN; that and other special codes are rare.
    guard isDirect, magnitude <= largestFinite, magnitude != 0 || sign == 0 else {
      return Number(format.decode(UInt64(code)))
    }
    let bits =
      magnitude >= leastNormal
      ? magnitude &<< Bits(significandShift) &+ rebias
      : (Number(magnitude) * quantum).carrierBits
    return Number(carrierBits: bits | sign &<< Bits(signShift))
  }
}
