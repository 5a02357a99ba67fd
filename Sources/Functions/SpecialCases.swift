import FloatFormats

/// The special cases that MPFR leaves open, or answers otherwise than IEEE 754-2019 §9.2.1: all that
/// have to do with NaN, and those of `powr`.
extension BinaryFunction {
  /// The result for these operands if it is settled without computing.
  func special(_ x: ExactValue, _ y: ExactValue) -> Unrounded? {
    let isSignaling = x.isSignaling || y.isSignaling
    switch self {
    case .pow where !isSignaling && (y.isZero || x.isOne): return .one
    case .hypot where !isSignaling && (x.isInfinite || y.isInfinite):
      return Unrounded(.infinity(isNegative: false))
    default: break
    }
    if let nan = Unrounded(propagating: x, y) { return nan }
    guard self == .powr else { return nil }
    let isUndefined =
      x.isNegative && !x.isZero || y.isZero && (x.isZero || x.isInfinite) || y.isInfinite && x.isOne
    return isUndefined ? .undefined : nil
  }
}

extension Unrounded {
  /// 1, exactly.
  static let one = Unrounded(
    .finite(BinaryValue(isNegative: false, exponent: 0, significand: 1)))

  /// The result where a function has none.
  static let undefined = Unrounded(.nan(isNegative: false, isSignaling: false), flags: .invalid)

  /// The NaN among the operands, the first if there are two, made quiet; `invalid` if any is
  /// signalling. Nil if there is none.
  init?(propagating x: ExactValue, _ y: ExactValue = .zero(isNegative: false)) {
    guard let nan = x.isNaN ? x : y.isNaN ? y : nil else { return nil }
    self.init(
      .nan(isNegative: nan.isNegative, isSignaling: false),
      flags: x.isSignaling || y.isSignaling ? .invalid : [])
  }
}

extension ExactValue {
  var isNaN: Bool {
    if case .nan = self { true } else { false }
  }

  var isSignaling: Bool {
    if case .nan(_, let isSignaling) = self { isSignaling } else { false }
  }

  var isInfinite: Bool {
    if case .infinity = self { true } else { false }
  }

  var isZero: Bool {
    if case .zero = self { true } else { false }
  }

  /// A zero or an ordinary number.
  var isFinite: Bool { !isNaN && !isInfinite }

  /// The sign bit.
  var isNegative: Bool {
    switch self {
    case .nan(let isNegative, _), .infinity(let isNegative), .zero(let isNegative): isNegative
    case .finite(let value): value.isNegative
    }
  }

  /// Whether this is +1.
  var isOne: Bool {
    guard case .finite(let value) = self, !value.isNegative, !value.sticky else { return false }
    let zeros = value.significand.trailingZeroBitCount
    return value.exponent == -zeros && value.significand >> UInt128(zeros) == 1
  }
}
