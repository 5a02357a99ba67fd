/// A finite number other than 0, as far as a rounding needs to know it:
/// `(−1)^isNegative · (significand + δ) · 2^exponent`, where δ = 0, or 0 < δ < 1 if `sticky`.
public struct BinaryValue: Hashable, Sendable {
  /// Whether the number is below 0.
  public var isNegative: Bool
  /// The exponent of the significand's last bit; beyond ±2^32 nothing is promised.
  public var exponent: Int
  /// The leading bits as an integer; not 0 unless `sticky`.
  public var significand: UInt128
  /// Whether bits other than 0 follow the significand.
  public var sticky: Bool

  /// The number `(−1)^isNegative · (significand + δ) · 2^exponent`.
  @inlinable
  public init(isNegative: Bool, exponent: Int, significand: UInt128, sticky: Bool = false) {
    self.isNegative = isNegative
    self.exponent = exponent
    self.significand = significand
    self.sticky = sticky
  }

  /// The same number with bit 126 of the significand as its highest.
  @inlinable var normalized: BinaryValue {
    let shift = significand.leadingZeroBitCount - 1
    guard shift >= 0 else { return self }
    return BinaryValue(
      isNegative: isNegative, exponent: exponent - shift,
      significand: significand << UInt128(shift),
      sticky: sticky)
  }
}

/// An operand, or an operation's result before it is rounded.
public enum ExactValue: Hashable, Sendable {
  /// Not a number; `isSignaling` only in operands.
  case nan(isNegative: Bool, isSignaling: Bool)
  /// An infinity.
  case infinity(isNegative: Bool)
  /// A zero with a sign of its own.
  case zero(isNegative: Bool)
  /// A finite number other than 0.
  case finite(BinaryValue)

  /// The NaN that an undefined operation makes.
  static let undefined = ExactValue.nan(isNegative: false, isSignaling: false)

  /// Whether this is a NaN of either kind.
  var isNaN: Bool {
    if case .nan = self { true } else { false }
  }

  /// The sign bit.
  var isNegative: Bool {
    switch self {
    case .nan(let isNegative, _), .infinity(let isNegative), .zero(let isNegative): isNegative
    case .finite(let value): value.isNegative
    }
  }

  /// The same value with the opposite sign; NaN included, as IEEE 754's negate does it.
  public var negated: ExactValue {
    switch self {
    case .nan(let isNegative, let isSignaling):
      return .nan(isNegative: !isNegative, isSignaling: isSignaling)
    case .infinity(let isNegative): return .infinity(isNegative: !isNegative)
    case .zero(let isNegative): return .zero(isNegative: !isNegative)
    case .finite(var value):
      value.isNegative.toggle()
      return .finite(value)
    }
  }
}

/// What an operation yields before it is rounded, and what it signalled on the way.
public struct Unrounded: Hashable, Sendable {
  /// The exact result.
  public var value: ExactValue
  /// `invalid` or `divisionByZero`, if the operation itself signals them.
  public var flags: ExceptionFlags
  /// The result is a zero that came of terms that cancel: −0 toward −∞, else +0.
  public var isCancelledZero: Bool

  /// A result with its flags.
  public init(_ value: ExactValue, flags: ExceptionFlags = [], isCancelledZero: Bool = false) {
    self.value = value
    self.flags = flags
    self.isCancelledZero = isCancelledZero
  }

  /// The result of an undefined operation.
  static let invalid = Unrounded(.undefined, flags: .invalid)
}

/// A code and what was signalled while it was made.
public struct Rounded: Hashable, Sendable {
  /// The code in the format that was rounded to.
  public var code: UInt64
  /// What was signalled.
  public var flags: ExceptionFlags

  /// A code with flags.
  @inlinable
  public init(_ code: UInt64, _ flags: ExceptionFlags) {
    self.code = code
    self.flags = flags
  }
}
