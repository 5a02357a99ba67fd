import CMPFR

extension BigFloat {
  /// Creates the value of `value` exactly, with 53 bits of precision.
  public init(_ value: Double) {
    self.init(precision: 53)
    set(value)
  }

  /// Creates the value of `value` exactly, with 24 bits of precision.
  public init(_ value: Float) {
    self.init(precision: 24)
    set(Double(value))
  }

  /// Creates the value of `value` exactly, with 64 bits of precision.
  public init(_ value: Int) {
    self.init(precision: 64)
    set(value)
  }

  /// Sets this number to `value`, rounded to this number's precision; returns the ternary value.
  @inlinable @discardableResult
  public mutating func set(_ value: borrowing BigFloat, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_set(pointer, value.pointer, rounding.mpfr))
  }

  /// Sets this number to `value`, rounded to this number's precision; returns the ternary value.
  ///
  /// Infinities, NaN and the sign of zero are kept; the payload and the sign of a NaN are not.
  @inlinable @discardableResult
  public mutating func set(_ value: Double, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_set_d(pointer, value, rounding.mpfr))
  }

  /// Sets this number to `value`, rounded to this number's precision; returns the ternary value.
  @inlinable @discardableResult
  public mutating func set(_ value: Int, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_set_si(pointer, value, rounding.mpfr))
  }

  /// Sets this number to `value`, rounded to this number's precision; returns the ternary value.
  @inlinable @discardableResult
  public mutating func set(_ value: UInt64, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_set_ui(pointer, UInt(value), rounding.mpfr))
  }

  /// Sets this number to ±`significand`·2^`exponent`, rounded to this number's precision; returns the
  /// ternary value.
  ///
  /// - Parameters:
  ///   - isNegative: whether the value is negative; kept for a zero significand too.
  ///   - exponent: the power of two that one unit of the significand is worth.
  ///   - significand: the significand as an integer, not necessarily normalised.
  ///   - rounding: the direction when this number has fewer bits than the significand.
  @inlinable @discardableResult
  public mutating func set(
    isNegative: Bool, exponent: Int, significand: UInt128, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(
      cmpfr_set_significand(
        pointer, isNegative ? 1 : 0, UInt64(truncatingIfNeeded: significand >> 64),
        UInt64(truncatingIfNeeded: significand), exponent, rounding.mpfr))
  }

  /// Sets this number to a zero.
  @inlinable
  public mutating func setZero(isNegative: Bool = false) {
    mpfr_set_zero(pointer, isNegative ? -1 : 1)
  }

  /// Sets this number to an infinity.
  @inlinable
  public mutating func setInfinity(isNegative: Bool = false) {
    mpfr_set_inf(pointer, isNegative ? -1 : 1)
  }

  /// Sets this number to NaN.
  @inlinable
  public mutating func setNaN() {
    mpfr_set_nan(pointer)
  }

  /// Sets this number to π, rounded to this number's precision; returns the ternary value.
  @discardableResult
  public mutating func setPi(rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_const_pi(pointer, rounding.mpfr))
  }
}
