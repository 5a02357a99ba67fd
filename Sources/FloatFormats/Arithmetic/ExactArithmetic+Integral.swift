/// Rounding to integers.
extension ExactArithmetic {
  /// The value rounded to an integer, and whether it was one. NaN and infinities are themselves.
  ///
  /// A zero result has the value's sign. "Even" and "odd" are those of the integer.
  public static func integral(
    _ value: ExactValue, _ mode: RoundingMode
  ) -> (value: ExactValue, isExact: Bool) {
    guard case .finite(let number) = value, number.exponent < 0 else { return (value, true) }
    let (integer, isExact) = integer(number, mode)
    if integer == 0 { return (.zero(isNegative: number.isNegative), isExact) }
    let result = BinaryValue(isNegative: number.isNegative, exponent: 0, significand: integer)
    return (.finite(result), isExact)
  }

  /// The magnitude of a number with a negative exponent, rounded to an integer.
  private static func integer(
    _ number: BinaryValue, _ mode: RoundingMode
  ) -> (integer: UInt128, isExact: Bool) {
    let width = -number.exponent
    let integer = width < 128 ? number.significand >> UInt128(width) : 0
    let rest = width < 128 ? number.significand - integer << UInt128(width) : number.significand
    let half: UInt128 = width <= 128 ? 1 << UInt128(width - 1) : UInt128.max
    let isExact = rest == 0 && !number.sticky
    let isAboveHalf = width <= 128 && (rest > half || rest == half && number.sticky)
    let isHalf = width <= 128 && rest == half && !number.sticky
    let isOdd = integer & 1 == 1
    let isAway =
      switch mode {
      case .nearestEven: isAboveHalf || isHalf && isOdd
      case .nearestAway: isAboveHalf || isHalf
      case .nearestZero: isAboveHalf
      case .towardZero: false
      case .towardPositive: !number.isNegative
      case .towardNegative: number.isNegative
      case .awayFromZero: true
      case .odd: !isOdd
      }
    return (integer + (isAway && !isExact ? 1 : 0), isExact)
  }
}

extension FloatFormat {
  /// The number rounded to an integral value in this format: IEEE 754's roundToIntegralExact, with
  /// `inexact` where it was none.
  public func integral(
    _ code: UInt64, _ mode: RoundingMode, overflow: OverflowPolicy? = nil
  ) -> Rounded {
    let (value, isExact) = ExactArithmetic.integral(unpack(code), mode)
    var rounded = round(Unrounded(value), RoundingContext(.mode(mode), overflow: overflow))
    if !isExact { rounded.flags.insert(.inexact) }
    return rounded
  }

  /// The number rounded to an integer of `bitWidth` bits (1 … 64), as IEEE 754's convertToIntegerExact
  /// does it.
  ///
  /// - Returns: the integer and `inexact`; nil and `invalid` for NaN, infinities, and what does not
  ///   fit.
  public func integer(
    _ code: UInt64, bitWidth: Int, signed: Bool, _ mode: RoundingMode
  ) -> (value: Int128?, flags: ExceptionFlags) {
    precondition((1...64).contains(bitWidth), "\(bitWidth) bits are not in 1 … 64")
    let (value, isExact) = ExactArithmetic.integral(unpack(code), mode)
    let inexact: ExceptionFlags = isExact ? [] : .inexact
    switch value {
    case .nan, .infinity: return (nil, .invalid)
    case .zero: return (0, inexact)
    case .finite(let number):
      // Beyond 2^65 nothing fits; below, the shift is defined.
      guard number.exponent + 128 - number.significand.leadingZeroBitCount <= 65 else {
        return (nil, .invalid)
      }
      let magnitude = Int128(
        number.exponent >= 0
          ? number.significand << UInt128(number.exponent)
          : number.significand >> UInt128(-number.exponent))
      let integer = number.isNegative ? -magnitude : magnitude
      let bound: Int128 = 1 << Int128(signed ? bitWidth - 1 : bitWidth)
      guard integer < bound, integer >= (signed ? -bound : 0) else { return (nil, .invalid) }
      return (integer, inexact)
    }
  }
}
