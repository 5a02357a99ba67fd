/// Numbers as people read them: as many significant digits as are meant, the same on every machine
/// and in every locale.
public enum NumberText {
  /// A number to some significant digits: `0.0123`, `1230`, `4.56e-12`.
  ///
  /// Rounds the shortest decimal digits of the binary64 number, ties to even. Positional from 1e-4 up
  /// to 10^max(6, digits), scientific outside; zero is `0`; trailing zeros that are significant stay.
  public static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return value.description }
    guard value != 0 else { return "0" }
    let decimal = Decimal(value).rounded(toDigits: max(1, digits))
    return decimal.text(positional: -4...max(5, digits - 1))
  }

  /// A number to some places after the decimal point: `0.50`, `-3`, `12.1`; never in scientific form.
  /// What rounds to zero has no sign.
  public static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.description }
    guard value != 0 else { return places > 0 ? "0." + zeros(places) : "0" }
    return Decimal(value).rounded(toPlaces: places).fixedText(places: places)
  }

  /// The binary64 number nearest to a number rounded to some significant decimal digits: for files,
  /// whose readers see no more digits than are meant.
  public static func rounded(_ value: Double, digits: Int) -> Double {
    Double(significant(value, digits: digits)) ?? value
  }

  /// A power of two as `2^k` (1 as `1`), and any other number to some significant digits.
  public static func powerOfTwo(_ value: Double, digits: Int = 4) -> String {
    if value == 1 { return "1" }
    return value.isFinite && value > 0 && value.significand == 1
      ? "2^\(value.exponent)" : significant(value, digits: digits)
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

  /// ± d₁.d₂d₃… × 10^exponent, d₁ not 0 unless the number is.
  private struct Decimal {
    var isNegative: Bool
    /// The digits' values.
    var digits: [Int]
    /// The power of ten of the first digit.
    var exponent: Int

    /// The shortest digits that read back as this finite number.
    init(_ value: Double) {
      isNegative = value.sign == .minus
      let parts = value.magnitude.description.split(separator: "e")
      let mantissa = parts[0].split(separator: ".")
      let all = mantissa.joined().compactMap(\.wholeNumberValue)
      let leading = all.prefix { $0 == 0 }.count
      digits = Array(all[leading...])
      exponent = mantissa[0].count - 1 - leading + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
      while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    func rounded(toDigits count: Int) -> Self {
      var result = self
      result.digits += Array(repeating: 0, count: max(0, count - digits.count))
      guard count < digits.count else { return result }
      let kept = max(0, count)
      let rest = count < 0 ? [0] : Array(digits[kept...])
      result.digits = Array(digits[..<kept])
      let isTie = rest[0] == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
      let lastIsOdd = (result.digits.last ?? 0) % 2 == 1
      if isTie ? lastIsOdd : rest[0] >= 5 { result.increment() }
      return result
    }

    func rounded(toPlaces places: Int) -> Self { rounded(toDigits: exponent + 1 + places) }

    /// Adds one unit of the last digit.
    private mutating func increment() {
      var index = digits.count - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        // 0.99 → 1.0: one place up; a number without digits becomes a lone 1.
        digits.insert(1, at: 0)
        if digits.count > 1 { digits.removeLast() }
        exponent += 1
      }
    }

    func text(positional range: ClosedRange<Int>) -> String {
      if range.contains(exponent) {
        return fixedText(places: max(0, digits.count - 1 - exponent))
      }
      let tail = digits.dropFirst().map(String.init).joined()
      return (isNegative ? "-" : "") + "\(digits[0])" + (tail.isEmpty ? "" : "." + tail)
        + "e\(exponent)"
    }

    func fixedText(places: Int) -> String {
      // The digits at the powers of ten from the leading one (at least the units) down to 10^-places.
      var text = ""
      for power in stride(from: max(exponent, 0), through: -places, by: -1) {
        if power == -1 { text += "." }
        let index = exponent - power
        text += String(digits.indices.contains(index) ? digits[index] : 0)
      }
      let isZero = digits.allSatisfy { $0 == 0 }
      return (isNegative && !isZero ? "-" : "") + text
    }
  }
}
