import CMPFR

extension BigFloat {
  /// Sets this number to the one that `text` says, rounded once; returns the ternary value.
  ///
  /// Decimal and hexadecimal numbers of any length are read, and `inf`, `infinity` and `nan`, with a
  /// sign or without.
  ///
  /// - Throws: ``NumberTextError`` when `text` is not such a number; this number is then unchanged.
  @discardableResult
  public mutating func set(
    text: some StringProtocol, rounding: Rounding = .nearestEven
  ) throws(NumberTextError) -> Int {
    _ = try NumberText.check(text)
    let destination = pointer
    return String(text).withCString { characters in
      Int(mpfr_strtofr(destination, characters, nil, 0, rounding.mpfr))
    }
  }

  /// All digits of this number in base 10: exact, as every binary fraction ends in base 10.
  ///
  /// Zeros at either end do not count as digits. The work grows with the distance of the lowest bit
  /// from the point, so an integer of more than 2^20 bits and more than 8·`limit` is not tried.
  ///
  /// - Parameter limit: the most digits wanted.
  /// - Returns: the text, or nil if it would take more than `limit` digits. Infinities and NaN are
  ///   `inf`, `-inf` and `nan`.
  public func exactDecimalText(limit: Int = 100_000) -> String? {
    guard isFinite, !isZero else { return specialText(zero: "0") }
    // m·2^-k with an odd m is m·5^k·10^-k, of at least k·log10 5 > 0.69·k digits.
    let lowestBit = exponent - mpfr_min_prec(pointer) + 1
    // Beyond 2^40 digits no limit differs from another, and the products stay in range.
    let bound = min(max(limit, 0), 1 << 40)
    guard lowestBit >= -2 * bound, exponent <= max(8 * bound, 1 << 20) else { return nil }
    var exponentOfTen = 0
    guard let characters = cmpfr_exact_digits(pointer, &exponentOfTen) else { return nil }
    defer { cmpfr_free_digits(characters) }
    let digits = String(cString: characters)
    let significant = digits.utf8.reversed().drop { $0 == UInt8(ascii: "0") }.count
    guard significant <= limit else { return nil }
    return NumberText.decimal(
      isNegative: isNegative, digits: digits.prefix(significant),
      pointPosition: digits.utf8.count + exponentOfTen)
  }

  /// This number rounded to `digits` significant decimal digits, all of them written.
  ///
  /// - Precondition: `digits` is positive.
  public func decimalText(digits: Int, rounding: Rounding = .nearestEven) -> String {
    precondition(digits > 0, "BigFloat.decimalText: \(digits) digits, not at least 1")
    guard isFinite, !isZero else { return specialText(zero: "0") }
    var exponentOfTen = 0
    guard let characters = mpfr_get_str(nil, &exponentOfTen, 10, digits, pointer, rounding.mpfr)
    else { return "nan" }
    defer { mpfr_free_str(characters) }
    let text = String(cString: characters)
    return NumberText.decimal(
      isNegative: isNegative, digits: isNegative ? text.dropFirst() : text[...],
      pointPosition: exponentOfTen)
  }

  /// This number in hexadecimal, as C's `%a` writes it: `0x1.8p+3` is 12. Exact and short.
  ///
  /// The digit before the point is 1, except for zero, `0x0p+0`.
  public func hexadecimalText() -> String {
    guard isFinite, !isZero else { return specialText(zero: "0x0p+0") }
    // Base 16 puts between one and four bits in the first digit; scaled to [1, 2) it is always one.
    var scaled = BigFloat(copying: self)
    scaled.scale(byPowerOfTwo: -exponent)
    let digitCount = (precision + 2) / 4 + 1
    var exponentOfSixteen = 0
    guard
      let characters = mpfr_get_str(
        nil, &exponentOfSixteen, 16, max(digitCount, 2), scaled.pointer, MPFR_RNDN)
    else { return "nan" }
    defer { mpfr_free_str(characters) }
    var digits = String(cString: characters)[...]
    if isNegative { digits.removeFirst() }
    while digits.count > 1 && digits.last == "0" { digits.removeLast() }
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let sign = exponent < 0 ? "-" : "+"
    return (isNegative ? "-" : "") + "0x1" + fraction + "p" + sign + "\(exponent.magnitude)"
  }

  /// The text of a zero, an infinity or NaN.
  private func specialText(zero: String) -> String {
    if isNaN { return "nan" }
    return (isNegative ? "-" : "") + (isInfinite ? "inf" : zero)
  }
}
