import ArbitraryPrecision
import FloatFormats

/// Rounding to integers, by MPFR.
extension JudgeRounder {
  /// The number rounded to an integer of the same format.
  public func integral(
    _ code: UInt64, of format: FloatFormat, _ mode: RoundingMode, overflow: OverflowPolicy?
  ) -> Rounded {
    let context = RoundingContext(.mode(mode), overflow: overflow)
    let value = values(format).value(code)
    // Integers and infinities stay, a NaN becomes quiet.
    guard value.isFinite, !value.isInteger, let integer = Self.integer(value, mode) else {
      return conversion(of: code, from: format, to: format, context)
    }
    // By way of a format that has a zero of either sign. The integer may be beyond the target's largest.
    let magnitude = UInt64(integer.magnitude)
    let signed = value.isNegative ? magnitude | Self.integerSign : magnitude
    var rounded = conversion(of: signed, from: Self.integers, to: format, context)
    rounded.flags.insert(.inexact)
    return rounded
  }

  /// The number rounded to an integer.
  public func integer(
    _ code: UInt64, of source: FloatFormat, to target: IntegerType, _ mode: RoundingMode
  ) -> Outcome? {
    let value = values(source).value(code)
    guard let code = Self.integer(value, mode).flatMap(target.code) else { return nil }
    return Outcome(code, value.isInteger ? [] : .inexact)
  }

  /// The integers below 2^53 in magnitude as a format: magnitude codes are the integers themselves.
  private static let integers = FloatFormat(
    exponentWidth: 1, precision: 53, bias: -51, nan: .none, infinity: false)
  private static let integerSign: UInt64 = 1 << 53

  /// The number rounded to an integer; nil where it is not finite, or 2^64 or more in magnitude.
  private static func integer(_ value: BigNumber, _ mode: RoundingMode) -> Int128? {
    let half = BigNumber(0x1p63)
    guard value.isFinite, value.magnitude < BigNumber(0x1p64) else { return nil }
    if value.magnitude >= half {
      // An integer of 53 significant bits, in two parts of which the system's integers hold each.
      guard let low = (value.magnitude - half).int() else { return nil }
      let magnitude = 1 << 63 + Int128(low)
      return value.isNegative ? -magnitude : magnitude
    }
    guard let inner = value.int(rounding: .towardZero),
      let outer = value.int(rounding: .awayFromZero)
    else { return nil }
    let twice = value.scaled(byPowerOfTwo: 1).magnitude
    let middle = BigNumber(inner).magnitude + BigNumber(outer).magnitude
    let integer =
      switch mode {
      case .nearestEven: value.int(rounding: .nearestEven)
      case .nearestAway: twice >= middle ? outer : inner
      case .nearestZero: twice > middle ? outer : inner
      case .towardZero: inner
      case .towardPositive: value.int(rounding: .towardPositive)
      case .towardNegative: value.int(rounding: .towardNegative)
      case .awayFromZero: outer
      case .odd: inner % 2 == 0 && inner != outer ? outer : inner
      }
    return integer.map { Int128($0) }
  }
}
