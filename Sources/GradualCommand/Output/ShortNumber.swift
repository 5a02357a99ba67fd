import ArbitraryPrecision
import FloatFormats

/// Values in few characters.
enum ShortNumber {
  private static let mostCharacters = 11

  /// The value exactly: all its decimal digits if they are few, else an odd integer times a power of
  /// two, `7*2^-16`.
  static func text(_ value: Double) -> String {
    exactDecimal(value) ?? powerForm(value)
  }

  /// All decimal digits if they are few, else the first four, rounded.
  static func decimal(_ value: Double) -> String {
    exactDecimal(value) ?? BigNumber(value).decimalText(digits: 4)
  }

  private static func exactDecimal(_ value: Double) -> String? {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value.isZero { return value.sign == .minus ? "-0" : "0" }
    guard (-40...40).contains(value.exponent) else { return nil }
    let text = BigNumber(value).exactDecimalText()
    return text.flatMap { $0.count <= mostCharacters ? $0 : nil }
  }

  /// An odd integer times a power of two, or one of them alone.
  static func powerForm(_ value: Double) -> String {
    let width = value.significandWidth
    let exponent = Int(value.exponent) - width
    let integer = value.significand * Double(sign: .plus, exponent: width, significand: 1)
    let sign = value < 0 ? "-" : ""
    if exponent == 0 { return sign + "\(UInt64(integer))" }
    return sign + (integer == 1 ? "" : "\(UInt64(integer))*") + "2^\(exponent)"
  }
}
