/// Where things are: the codes and exponents that follow from a format's fields.
extension FloatFormat {
  /// Number of bits in a code: sign, exponent and trailing significand.
  @inlinable public var bitWidth: Int { (isSigned ? 1 : 0) + exponentWidth + trailingWidth }

  /// Number of bits in the trailing significand, `precision − 1`.
  @inlinable public var trailingWidth: Int { precision - 1 }

  /// Number of codes as a mask: the largest code.
  @inlinable public var largestCode: UInt64 { UInt64.max >> UInt64(64 - bitWidth) }

  /// Whether the code with only the sign bit set is −0: where there is a sign, a zero, and no NaN in its
  /// place.
  @inlinable public var hasNegativeZero: Bool { isSigned && hasZero && nan != .negativeZero }

  /// The sign bit, or 0 in an unsigned format.
  @inlinable public var signMask: UInt64 { isSigned ? 1 << UInt64(bitWidth - 1) : 0 }

  /// The bits of a code below the sign; also the largest magnitude code.
  @inlinable public var magnitudeMask: UInt64 { largestCode & ~signMask }

  /// The exponent of the least normal number.
  @inlinable public var minimumExponent: Int { (hasZero ? 1 : 0) - bias }

  /// The exponent of the largest finite number.
  @inlinable public var maximumExponent: Int {
    let field = Int(largestFiniteCode >> UInt64(trailingWidth))
    return (hasZero ? Swift.max(field, 1) : field) - bias
  }

  /// The exponent of the least positive step between neighbours: every finite value is a multiple
  /// of 2 to this power.
  @inlinable public var quantumExponent: Int { minimumExponent - trailingWidth }

  /// The magnitude code of the largest finite number.
  @inlinable public var largestFiniteCode: UInt64 {
    switch nan {
    case .ieee: ieeeSpecialCode - 1
    case .maximum: magnitudeMask - (hasInfinity ? 2 : 1)
    case .negativeZero, .none: magnitudeMask - (hasInfinity ? 1 : 0)
    }
  }

  /// The code of +∞, or nil.
  @inlinable public var infinityCode: UInt64? {
    guard hasInfinity else { return nil }
    switch nan {
    case .ieee: return ieeeSpecialCode
    case .maximum: return magnitudeMask - 1
    case .negativeZero, .none: return magnitudeMask
    }
  }

  /// The code of the quiet NaN that operations return, without sign and payload, or nil.
  @inlinable public var nanCode: UInt64? {
    switch nan {
    case .ieee:
      trailingWidth > 0 ? ieeeSpecialCode | 1 << UInt64(trailingWidth - 1) : ieeeSpecialCode
    case .maximum: magnitudeMask
    case .negativeZero: signMask
    case .none: nil
    }
  }

  /// The code of the least normal number.
  @inlinable public var leastNormalCode: UInt64 { hasZero ? 1 << UInt64(trailingWidth) : 0 }

  /// The code of the least positive number.
  @inlinable public var leastPositiveCode: UInt64 {
    hasSubnormals && hasZero ? 1 : leastNormalCode
  }

  /// The code of 1, or nil where 1 is not a value of the format.
  @inlinable public var oneCode: UInt64? {
    guard bias >= (hasZero ? 1 : 0) else {
      // 1 lies among the subnormals, if anywhere.
      let shift = -quantumExponent
      return hasSubnormals && (0..<trailingWidth).contains(shift) ? 1 << UInt64(shift) : nil
    }
    guard bias < 1 << exponentWidth else { return nil }
    let code = UInt64(bias) << UInt64(trailingWidth)
    return code <= largestFiniteCode ? code : nil
  }

  /// The magnitude code with the exponent field all ones and the trailing significand 0.
  @usableFromInline var ieeeSpecialCode: UInt64 {
    ((1 << UInt64(exponentWidth)) - 1) << UInt64(trailingWidth)
  }
}

/// The limits of a format as binary64 values; all exact.
extension FloatFormat {
  /// The largest finite number.
  public var greatestFiniteMagnitude: Double { decode(largestFiniteCode) }

  /// The least normal number.
  public var leastNormalMagnitude: Double { decode(leastNormalCode) }

  /// The least positive number: the least subnormal, where there are subnormals.
  public var leastNonzeroMagnitude: Double { decode(leastPositiveCode) }

  /// The distance from 1 to the next larger number, 2^(1 − precision).
  public var unitInLastPlaceOfOne: Double {
    Double(sign: .plus, exponent: 1 - precision, significand: 1)
  }
}
