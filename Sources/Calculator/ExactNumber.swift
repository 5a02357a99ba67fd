import ArbitraryPrecision
import FloatFormats

/// A number as it is written, exact enough for one correct rounding to any format.
struct ExactNumber {
  /// Leading bits that are kept before the sticky bit: more than any format's precision and the most
  /// random bits together (``Rounding/maximumRandomBits``).
  private static let bits = 126

  let value: ExactValue
  let text: ExactText

  init(_ written: String) throws(CalculationError) {
    var number = BigFloat(precision: Self.bits)
    let ternary: Int
    do {
      ternary = try number.set(text: written, rounding: .towardZero)
    } catch {
      throw CalculationError("operand \(error)")
    }
    if let leading = number.truncated(toBits: Self.bits, ternary: ternary) {
      value = ExactValue(leading)
    } else if number.isNaN {
      value = .nan(isNegative: written.hasPrefix("-"), isSignaling: false)
    } else {
      value = .infinity(isNegative: number.isNegative)
    }
    text = ternary != 0 ? ExactText(complete: written) : ExactText(value)
  }
}

extension ExactValue {
  /// The value of a number that was cut off.
  fileprivate init(_ number: TruncatedNumber) {
    guard number.significand != 0 || number.isInexact else {
      self = .zero(isNegative: number.isNegative)
      return
    }
    // A number below MPFR's least is cut to 0; its exponent is anything far below every format's.
    let isBelowAll = number.significand == 0
    self = .finite(
      BinaryValue(
        isNegative: number.isNegative, exponent: isBelowAll ? -(1 << 30) : number.exponent,
        significand: number.significand, sticky: number.isInexact))
  }
}
