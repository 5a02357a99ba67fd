/// The codes of what is not an ordinary result: NaN, infinities, zeros, overflow, and numbers that
/// an unsigned or zeroless format cannot hold.
extension FloatFormat {
  /// The code of a NaN with this sign; `invalid` is raised where there is no NaN.
  func encodeNaN(isNegative: Bool) -> Rounded {
    if let nanCode {
      return Rounded(isNegative ? nanCode | signMask : nanCode, [])
    }
    switch nanSubstitute {
    case .zero: return Rounded(0, .invalid)
    case .zeroOfOppositeSign:
      return Rounded(!isNegative && hasNegativeZero ? signMask : 0, .invalid)
    case .largest:
      return Rounded(largestFiniteCode | (isNegative ? signMask : 0), .invalid)
    }
  }

  /// The code of an infinity under the overflow policy. That of a pole signals a division by zero
  /// already, and nothing for a format without infinities.
  func encodeInfinity(
    isNegative: Bool, isPole: Bool = false, _ context: RoundingContext
  ) -> Rounded {
    let flags: ExceptionFlags = hasInfinity || isPole ? [] : .invalid
    if isNegative && !isSigned { return encodeNegative(context) }
    switch context.overflow ?? overflow {
    case .saturate: return Rounded(largest(isNegative), flags)
    case .ieee, .saturateFinite: return Rounded(infinityStandIn(isNegative), flags)
    case .nan: return Rounded(nanStandIn(isNegative), flags)
    }
  }

  /// The code of a zero. Where there is none: NaN, or the least number if overflow saturates or there
  /// is no NaN either; with `invalid`.
  func encodeZero(isNegative: Bool, _ context: RoundingContext) -> Rounded {
    guard !hasZero else { return Rounded(isNegative && hasNegativeZero ? signMask : 0, []) }
    if isNegative && !isSigned { return encodeNegative(context) }
    switch context.overflow ?? overflow {
    case .saturate, .saturateFinite: return Rounded(least(isNegative), .invalid)
    case .ieee, .nan: return Rounded(nanCode ?? least(isNegative), .invalid)
    }
  }

  /// The code of a finite number that rounds to this magnitude code.
  func encodeFinite(
    _ magnitude: UInt64, isNegative: Bool, _ flags: ExceptionFlags, _ context: RoundingContext
  ) -> Rounded {
    guard isNegative else { return Rounded(magnitude, flags) }
    if magnitude == 0 && hasZero { return Rounded(hasNegativeZero ? signMask : 0, flags) }
    guard isSigned else { return encodeNegative(context) }
    return Rounded(magnitude | signMask, flags)
  }

  /// The code of a finite number beyond the largest.
  func encodeOverflow(isNegative: Bool, _ context: RoundingContext) -> Rounded {
    if isNegative && !isSigned { return encodeNegative(context) }
    let flags: ExceptionFlags = [.overflow, .inexact]
    switch context.overflow ?? overflow {
    case .saturate, .saturateFinite: return Rounded(largest(isNegative), flags)
    case .nan: return Rounded(nanStandIn(isNegative), flags)
    case .ieee:
      let isLargest =
        switch context.rounding {
        case .mode(.towardZero), .mode(.odd): true
        case .mode(.towardPositive): isNegative
        case .mode(.towardNegative): !isNegative
        default: false
        }
      return Rounded(isLargest ? largest(isNegative) : infinityStandIn(isNegative), flags)
    }
  }

  /// The code of a number that rounds to a zero which the format does not have: the least number.
  func encodeBelowLeast(
    isNegative: Bool, _ flags: ExceptionFlags, _ context: RoundingContext
  ) -> Rounded {
    if isNegative && !isSigned { return encodeNegative(context) }
    return Rounded(least(isNegative), flags)
  }

  /// The code of a number below zero in a format without a sign: NaN, or the least value (0, where
  /// there is a zero) if overflow saturates or there is no NaN; with `invalid`.
  private func encodeNegative(_ context: RoundingContext) -> Rounded {
    switch context.overflow ?? overflow {
    case .saturate, .saturateFinite: return Rounded(0, .invalid)
    case .ieee, .nan: return Rounded(nanCode ?? 0, .invalid)
    }
  }

  private func least(_ isNegative: Bool) -> UInt64 {
    leastPositiveCode | (isNegative ? signMask : 0)
  }

  private func largest(_ isNegative: Bool) -> UInt64 {
    largestFiniteCode | (isNegative ? signMask : 0)
  }

  /// Infinity, else NaN, else the largest finite number.
  private func infinityStandIn(_ isNegative: Bool) -> UInt64 {
    guard let infinityCode else { return nanStandIn(isNegative) }
    return infinityCode | (isNegative ? signMask : 0)
  }

  /// NaN, else the largest finite number.
  private func nanStandIn(_ isNegative: Bool) -> UInt64 {
    guard let nanCode else { return largest(isNegative) }
    return isNegative ? nanCode | signMask : nanCode
  }
}
