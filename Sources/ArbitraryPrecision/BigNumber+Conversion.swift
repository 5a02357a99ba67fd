extension BigNumber {
  /// Creates the value of `value` exactly.
  public init(_ value: Double) {
    self.init(BigFloat(value))
  }

  /// Creates the value of `value` exactly.
  public init(_ value: Float) {
    self.init(BigFloat(value))
  }

  /// Creates the value of `value` exactly.
  public init(_ value: Int) {
    self.init(BigFloat(value))
  }

  /// Creates the value of `value` exactly.
  public init(_ value: UInt64) {
    self.init(precision: 64) { $0.set(value) }
  }

  /// Creates ±`significand`·2^`exponent` exactly.
  ///
  /// - Parameters:
  ///   - isNegative: whether the value is negative, kept for zero too.
  ///   - exponent: the power of two that one unit of the significand is worth.
  ///   - significand: the significand as an integer.
  public init(isNegative: Bool, exponent: Int, significand: UInt128) {
    self.init(precision: max(1, 128 - significand.leadingZeroBitCount)) {
      $0.set(isNegative: isNegative, exponent: exponent, significand: significand)
    }
  }

  /// Creates `other` rounded to `precision` bits.
  public init(_ other: BigNumber, precision: Int, rounding: Rounding = .nearestEven) {
    self = other.mapped(precision) { $0.set($1, rounding: rounding) }
  }

  /// π rounded to `precision` bits.
  public static func pi(precision: Int, rounding: Rounding = .nearestEven) -> BigNumber {
    BigNumber(precision: precision) { $0.setPi(rounding: rounding) }
  }

  /// The infinity of either sign.
  public static func infinity(isNegative: Bool = false) -> BigNumber {
    BigNumber(precision: 1) { $0.setInfinity(isNegative: isNegative) }
  }

  /// A value that is not a number.
  public static var nan: BigNumber { BigNumber(precision: 1) { $0.setNaN() } }

  /// This number rounded to binary64, gradual underflow and overflow included.
  public func double(rounding: Rounding = .nearestEven) -> Double {
    withBigFloat { $0.double(rounding: rounding) }
  }

  /// This number rounded to binary32, gradual underflow and overflow included.
  public func float(rounding: Rounding = .nearestEven) -> Float {
    withBigFloat { $0.float(rounding: rounding) }
  }

  /// This number rounded to an integer, or nil if it is not finite or does not fit an `Int`.
  public func int(rounding: Rounding = .nearestEven) -> Int? {
    withBigFloat { $0.int(rounding: rounding) }
  }

  /// The leading `bits` bits of this number, cut off toward zero; nil for infinities and NaN.
  ///
  /// - Precondition: `bits` is in 1...128.
  public func truncated(toBits bits: Int) -> TruncatedNumber? {
    withBigFloat { $0.truncated(toBits: bits) }
  }
}

extension BigNumber: ExpressibleByIntegerLiteral {
  /// Creates the value of an integer literal exactly.
  public init(integerLiteral value: Int) {
    self.init(value)
  }
}
