import CMPFR

/// A finite number cut off toward zero at some number of bits: ±`significand`·2^`exponent`, and
/// whether something was cut off.
///
/// It is what a rounding core takes: the significand with a sticky bit.
public struct TruncatedNumber: Hashable, Sendable {
  /// Whether the sign is negative; a zero has a sign too.
  public var isNegative: Bool
  /// The power of two that one unit of the significand is worth. 0 for zero.
  public var exponent: Int
  /// The leading bits, as an integer whose highest kept bit is set; 0 for zero.
  public var significand: UInt128
  /// Whether the number's magnitude is greater than `significand`·2^`exponent` (by less than
  /// 2^`exponent`).
  public var isInexact: Bool

  /// Creates a truncated number from its parts.
  public init(isNegative: Bool, exponent: Int, significand: UInt128, isInexact: Bool) {
    self.isNegative = isNegative
    self.exponent = exponent
    self.significand = significand
    self.isInexact = isInexact
  }
}

extension BigFloat {
  /// Whether this number is NaN.
  @inlinable
  public var isNaN: Bool { mpfr_nan_p(pointer) != 0 }

  /// Whether this number is an infinity.
  @inlinable
  public var isInfinite: Bool { mpfr_inf_p(pointer) != 0 }

  /// Whether this number is zero or an ordinary number: neither infinite nor NaN.
  @inlinable
  public var isFinite: Bool { mpfr_number_p(pointer) != 0 }

  /// Whether this number is +0 or −0.
  @inlinable
  public var isZero: Bool { mpfr_zero_p(pointer) != 0 }

  /// Whether the sign bit is set, of zeros and infinities too. For NaN it says nothing.
  @inlinable
  public var isNegative: Bool { mpfr_signbit(pointer) != 0 }

  /// Whether this number is a finite integer.
  @inlinable
  public var isInteger: Bool { mpfr_integer_p(pointer) != 0 }

  /// The exponent e of the leading bit: 2^e ≤ |self| < 2^(e+1).
  ///
  /// As in the standard library: `Int.min` for zero, `Int.max` for infinities and NaN.
  @inlinable
  public var exponent: Int {
    if mpfr_regular_p(pointer) != 0 { return mpfr_get_exp(pointer) - 1 }
    return isZero ? Int.min : Int.max
  }

  /// This number rounded to binary64, gradual underflow and overflow included.
  @inlinable
  public func double(rounding: Rounding = .nearestEven) -> Double {
    mpfr_get_d(pointer, rounding.mpfr)
  }

  /// This number rounded to binary32, gradual underflow and overflow included.
  @inlinable
  public func float(rounding: Rounding = .nearestEven) -> Float {
    mpfr_get_flt(pointer, rounding.mpfr)
  }

  /// This number rounded to an integer and taken as an `Int`, or nil if it is not finite or does not
  /// fit.
  public func int(rounding: Rounding = .nearestEven) -> Int? {
    guard isFinite, mpfr_fits_slong_p(pointer, rounding.mpfr) != 0 else { return nil }
    return mpfr_get_si(pointer, rounding.mpfr)
  }

  /// The leading bits of this number, cut off toward zero; nil for infinities and NaN.
  ///
  /// The significand has exactly `bits` bits or, where this number's precision is smaller, as many as
  /// that. Reading allocates nothing.
  ///
  /// - Parameters:
  ///   - bits: how many bits to keep, 1 to 128.
  ///   - ternary: the ternary value of the operation that made this number with rounding toward zero;
  ///     other than zero, it makes the truncation inexact.
  /// - Precondition: `bits` is in 1...128.
  public func truncated(toBits bits: Int, ternary: Int = 0) -> TruncatedNumber? {
    precondition((1...128).contains(bits), "BigFloat.truncated: \(bits) bits are not in 1...128")
    guard isFinite else { return nil }
    guard !isZero else {
      return TruncatedNumber(
        isNegative: isNegative, exponent: 0, significand: 0, isInexact: ternary != 0)
    }
    // MPFR keeps a normalised significand in limbs, least significant first, with the leading bit at
    // the top of the last limb and zeros below the precision.
    let limbCount = (precision + 63) / 64
    let limbs = mpfr_custom_get_significand(pointer).assumingMemoryBound(to: UInt64.self)
    var leading = UInt128(limbs[limbCount - 1]) << 64
    if limbCount > 1 { leading |= UInt128(limbs[limbCount - 2]) }
    let kept = min(bits, precision)
    let significand = leading >> UInt128(128 - kept)
    var isInexact = ternary != 0 || significand << UInt128(128 - kept) != leading
    var index = limbCount - 3
    while !isInexact && index >= 0 {
      isInexact = limbs[index] != 0
      index -= 1
    }
    return TruncatedNumber(
      isNegative: isNegative, exponent: exponent - kept + 1, significand: significand,
      isInexact: isInexact)
  }
}
