/// What a code stands for.
///
/// Codes are taken with their low `bitWidth` bits; bits above are ignored.
extension FloatFormat {
  /// What a code stands for, exactly.
  public func unpack(_ code: UInt64) -> ExactValue {
    let isNegative = code & signMask != 0
    let magnitude = code & magnitudeMask
    if isNaN(code) {
      return .nan(isNegative: isNegative && nan != .negativeZero, isSignaling: isSignaling(code))
    }
    if magnitude == infinityCode { return .infinity(isNegative: isNegative) }
    let field = Int(magnitude >> UInt64(trailingWidth))
    let trailing = magnitude & ((1 << UInt64(trailingWidth)) - 1)
    let isNormal = field > 0 || !hasZero
    let significand = isNormal ? trailing | 1 << UInt64(trailingWidth) : trailing
    // Without subnormals every code of exponent field 0 reads as a zero.
    if significand == 0 || !isNormal && !hasSubnormals { return .zero(isNegative: isNegative) }
    let steps = isNormal && hasZero ? field - 1 : field
    return .finite(
      BinaryValue(
        isNegative: isNegative, exponent: quantumExponent + steps,
        significand: UInt128(significand)))
  }

  /// The value of a code as a binary64 number, which is exact; NaN for a NaN.
  public func decode(_ code: UInt64) -> Double {
    switch unpack(code) {
    case .nan(let isNegative, _): isNegative ? -Double.nan : .nan
    case .infinity(let isNegative): isNegative ? -Double.infinity : .infinity
    case .zero(let isNegative): isNegative ? -0.0 : 0.0
    case .finite(let value):
      // At most 53 bits, of which the conversion from 128 bits, many times slower, knows nothing.
      Double(
        sign: value.isNegative ? .minus : .plus, exponent: value.exponent,
        significand: Double(UInt64(truncatingIfNeeded: value.significand)))
    }
  }

  /// Whether a code stands for a NaN.
  public func isNaN(_ code: UInt64) -> Bool {
    let magnitude = code & magnitudeMask
    switch nan {
    case .ieee:
      return hasInfinity ? magnitude > ieeeSpecialCode : magnitude >= ieeeSpecialCode
    case .maximum: return magnitude == magnitudeMask
    case .negativeZero: return code & largestCode == signMask
    case .none: return false
    }
  }

  /// Whether a code stands for a signalling NaN: an IEEE-style NaN of two trailing bits or more
  /// whose highest trailing bit is 0.
  public func isSignaling(_ code: UInt64) -> Bool {
    guard nan == .ieee, trailingWidth >= 2, isNaN(code) else { return false }
    return code >> UInt64(trailingWidth - 1) & 1 == 0
  }

  /// The class of a code's value, in the standard library's terms.
  public func classify(_ code: UInt64) -> FloatingPointClassification {
    switch unpack(code) {
    case .nan: return isSignaling(code) ? .signalingNaN : .quietNaN
    case .infinity(let isNegative): return isNegative ? .negativeInfinity : .positiveInfinity
    case .zero(let isNegative): return isNegative ? .negativeZero : .positiveZero
    case .finite(let value):
      let isNormal = code & magnitudeMask >= leastNormalCode
      if value.isNegative { return isNormal ? .negativeNormal : .negativeSubnormal }
      return isNormal ? .positiveNormal : .positiveSubnormal
    }
  }
}

/// The order of codes.
extension FloatFormat {
  /// The code of the least value greater than this code's: IEEE 754's nextUp.
  ///
  /// NaN and +∞ are their own. Above the largest finite number come +∞, where there is one, else
  /// NaN, else the largest itself. Below the least positive number comes 0: a −0 where there is one.
  public func nextUp(_ code: UInt64) -> UInt64 {
    switch unpack(code) {
    case .nan: return code
    case .infinity(let isNegative): return isNegative ? largestFiniteCode | signMask : code
    case .zero: return leastPositiveCode
    case .finite(let value):
      let magnitude = code & magnitudeMask
      if !value.isNegative {
        return magnitude == largestFiniteCode ? aboveLargest(sign: 0) : magnitude + 1
      }
      if magnitude == leastPositiveCode {
        return hasZero ? (hasNegativeZero ? signMask : 0) : leastPositiveCode
      }
      return (magnitude - 1) | signMask
    }
  }

  /// The code of the greatest value less than this code's: IEEE 754's nextDown.
  ///
  /// The edges are those of ``nextUp(_:)``, mirrored; in an unsigned format nothing is below its
  /// least value, which is its own.
  public func nextDown(_ code: UInt64) -> UInt64 {
    switch unpack(code) {
    case .nan: return code
    case .infinity(let isNegative): return isNegative ? code : largestFiniteCode
    case .zero: return isSigned ? leastPositiveCode | signMask : code
    case .finite(let value):
      let magnitude = code & magnitudeMask
      if value.isNegative {
        return magnitude == largestFiniteCode
          ? aboveLargest(sign: signMask) : (magnitude + 1) | signMask
      }
      if magnitude == leastPositiveCode {
        return hasZero ? 0 : isSigned ? leastPositiveCode | signMask : code
      }
      return magnitude - 1
    }
  }

  private func aboveLargest(sign: UInt64) -> UInt64 {
    if let infinityCode { return infinityCode | sign }
    return nanCode ?? largestFiniteCode | sign
  }

  /// A number in the order of IEEE 754's totalOrder: NaNs with sign −, −∞ … −0, +0 … +∞, NaNs. The
  /// one NaN of a format that has it at the code of −0 comes last.
  public func totalOrderKey(_ code: UInt64) -> Int128 {
    let magnitude = Int128(code & magnitudeMask)
    if nan == .negativeZero && isNaN(code) { return Int128(largestCode) + 1 }
    return code & signMask != 0 ? -magnitude - 1 : magnitude
  }
}
