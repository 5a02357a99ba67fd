extension Simulated: AdditiveArithmetic, Numeric, SignedNumeric, Strideable, FloatingPoint
where Format: SignedFormatTag {
  /// Exponents are plain integers.
  public typealias Exponent = Int
  /// Distances are rounded, too.
  public typealias Stride = Self
  /// Magnitudes are numbers of the same type.
  public typealias Magnitude = Self

  /// 2.
  public static var radix: Int { 2 }
  /// +0.
  public static var zero: Self { Self(0) }

  /// A NaN that signals; the quiet NaN in a format without.
  public static var signalingNaN: Self {
    guard format.nan == .ieee, format.trailingWidth >= 2, let quiet = format.nanCode else {
      return .nan
    }
    // The payload 1 without the quiet bit.
    return Self(Rounded(quiet ^ 1 << UInt64(format.trailingWidth - 1) | 1, []))
  }

  /// The sign; plus for the one NaN of a format that has it at the code of −0.
  public var sign: FloatingPointSign { exactValue.isNegative ? .minus : .plus }

  /// The magnitude.
  public var magnitude: Self {
    isNaN ? self : Self(Rounded(bits & Self.format.magnitudeMask, []))
  }

  /// The significand, in 1 ..< 2, of a finite number other than 0; the magnitude of a zero, infinity,
  /// NaN. A format that does not reach from 1 to 2 gives what it rounds these numbers to.
  public var significand: Self {
    guard case .finite(var value) = exactValue else { return magnitude }
    value.isNegative = false
    value.exponent -= exponent
    return Self(Self.format.round(value, Self.context))
  }

  /// `(−1)^sign · significand · 2^exponent`, rounded once.
  public init(sign: FloatingPointSign, exponent: Int, significand: Self) {
    var exact = significand.exactValue
    if sign == .minus { exact = exact.negated }
    if case .finite(var value) = exact {
      // Beyond ±10000 every format overflows or underflows all the same.
      value.exponent += Swift.min(Swift.max(exponent, -10_000), 10_000)
      exact = .finite(value)
    }
    self.init(Self.format.round(Unrounded(exact), Self.context))
  }

  /// The magnitude of one number with the sign of another, where the format has both.
  public init(signOf sign: Self, magnitudeOf magnitude: Self) {
    self = sign.sign == magnitude.sign ? magnitude : -magnitude
  }

  /// The number with the opposite sign: itself for a zero without −0, and for the one NaN of a format
  /// that has it at the code of −0.
  public static prefix func - (x: Self) -> Self {
    let isFixed = x.bits & format.magnitudeMask == 0 && !format.hasNegativeZero && format.hasZero
    return isFixed ? x : Self(Rounded(x.bits ^ format.signMask, []))
  }

  /// Whether the values are equal.
  public func isEqual(to other: Self) -> Bool { self == other }
  /// Whether the value is less than the other's.
  public func isLess(than other: Self) -> Bool { self < other }
  /// Whether the value is less than the other's or equal to it.
  public func isLessThanOrEqualTo(_ other: Self) -> Bool { self <= other }
  /// IEEE 754's totalOrder; ``FloatFormat/totalOrderKey(_:)`` says where NaNs come.
  public func isTotallyOrdered(belowOrEqualTo other: Self) -> Bool {
    Self.format.totalOrderKey(bits) <= Self.format.totalOrderKey(other.bits)
  }

  /// Rounds to an integral value; that is then rounded once, in the type's mode, if it is none of the
  /// format's (15.5 to nearest is 16, and E3M4's largest number is 15.5).
  public mutating func round(_ rule: FloatingPointRoundingRule) {
    guard isFinite else { return }
    let integral = ExactArithmetic.integral(exactValue, RoundingMode(rule))
    self = Self(Self.format.round(Unrounded(integral.value), Self.context))
  }

  /// The difference `other − self`, rounded.
  public func distance(to other: Self) -> Self { other - self }
  /// The sum `self + n`, rounded.
  public func advanced(by n: Self) -> Self { self + n }
}

extension RoundingMode {
  /// The mode of one of the standard library's rules.
  init(_ rule: FloatingPointRoundingRule) {
    self =
      switch rule {
      case .toNearestOrAwayFromZero: .nearestAway
      case .toNearestOrEven: .nearestEven
      case .up: .towardPositive
      case .down: .towardNegative
      case .towardZero: .towardZero
      case .awayFromZero: .awayFromZero
      @unknown default: .nearestEven
      }
  }
}
