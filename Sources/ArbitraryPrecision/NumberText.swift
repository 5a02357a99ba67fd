/// A text that is not the number it was to be.
public struct NumberTextError: Error, Equatable, CustomStringConvertible {
  /// The text, cut after 40 characters.
  public let text: String
  /// What is wrong with it.
  public let reason: String

  init(_ text: some StringProtocol, _ reason: String) {
    self.text = text.count > 40 ? text.prefix(40) + "…" : String(text)
    self.reason = reason
  }

  /// One line: the text and the reason.
  public var description: String { "'\(text)': \(reason)" }
}

/// The grammar of numbers in text: what is read, and how digits are laid out.
///
/// ```
/// number  = [+-] (decimal | hexadecimal | "inf" | "infinity" | "nan")
/// decimal = digits with at most one point, then [e [+-] digits]
/// hexadecimal = "0x", hexadecimal digits with at most one point, then [p [+-] digits]
/// ```
///
/// Letters may be of either case. There is no white space, no digit separator and no locale.
enum NumberText {
  /// Throws unless `text` is a number of the grammar; tells whether it is hexadecimal.
  static func check(_ text: some StringProtocol) throws(NumberTextError) -> Bool {
    var rest = Array(text.lowercased().utf8)[...]
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    if ["inf", "infinity", "nan"].contains(String(decoding: rest, as: UTF8.self)) { return false }
    let isHexadecimal = rest.starts(with: "0x".utf8)
    if isHexadecimal { rest.removeFirst(2) }
    let digits = isHexadecimal ? "0123456789abcdef".utf8 : "0123456789".utf8
    let marker = UInt8(ascii: isHexadecimal ? "p" : "e")
    let mantissa = rest.prefix { $0 != marker }
    let points = mantissa.count { $0 == UInt8(ascii: ".") }
    guard mantissa.count > points, points <= 1,
      mantissa.allSatisfy({ digits.contains($0) || $0 == UInt8(ascii: ".") })
    else {
      throw NumberTextError(
        text, "not a number; valid: 1.5, -2e-3, 0x1.8p+3, inf, nan")
    }
    guard mantissa.endIndex < rest.endIndex else { return isHexadecimal }
    var exponent = rest[(mantissa.endIndex + 1)...]
    if exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-") {
      exponent.removeFirst()
    }
    guard !exponent.isEmpty, exponent.allSatisfy({ "0123456789".utf8.contains($0) }) else {
      throw NumberTextError(text, "the exponent after '\(isHexadecimal ? "p" : "e")' needs digits")
    }
    return isHexadecimal
  }

  /// Lays out decimal digits: 0.d₁d₂d₃… · 10^`pointPosition`.
  ///
  /// Positional from 10^-5 up to 10^21, as JavaScript and Swift lay numbers out, scientific beyond.
  static func decimal(isNegative: Bool, digits: some StringProtocol, pointPosition: Int) -> String {
    let sign = isNegative ? "-" : ""
    let count = digits.utf8.count
    switch pointPosition {
    case -4...0:
      return sign + "0." + String(repeating: "0", count: -pointPosition) + digits
    case 1...21 where pointPosition >= count:
      return sign + digits + String(repeating: "0", count: pointPosition - count)
    case 1...21:
      return sign + digits.prefix(pointPosition) + "." + digits.dropFirst(pointPosition)
    default:
      let exponent = pointPosition - 1
      let fraction = count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "" : "+") + "\(exponent)"
    }
  }
}
