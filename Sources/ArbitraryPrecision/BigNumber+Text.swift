extension BigNumber: CustomStringConvertible {
  /// Creates the number that a decimal `text` says, rounded once to `precision` bits.
  ///
  /// - Throws: ``NumberTextError`` when `text` is not a number.
  public init(
    decimal text: some StringProtocol, precision: Int, rounding: Rounding = .nearestEven
  ) throws(NumberTextError) {
    var number = BigFloat(precision: precision)
    try number.set(text: text, rounding: rounding)
    self.init(number)
  }

  /// Creates the number that a hexadecimal `text` such as `-0x1.8p+3` says, exactly: with four bits of
  /// precision a digit.
  ///
  /// - Throws: ``NumberTextError`` when `text` is not a hexadecimal number, or beyond MPFR's exponents.
  public init(hexadecimal text: some StringProtocol) throws(NumberTextError) {
    guard try NumberText.check(text) else {
      throw NumberTextError(text, "not a hexadecimal number; valid: 0x1.8p+3")
    }
    var number = BigFloat(precision: 4 * text.utf8.count)
    guard try number.set(text: text) == 0 else {
      throw NumberTextError(text, "its exponent is beyond 2^30 in magnitude")
    }
    self.init(number)
  }

  /// All digits of this number in base 10, or nil if they are more than `limit`.
  public func exactDecimalText(limit: Int = 100_000) -> String? {
    withBigFloat { $0.exactDecimalText(limit: limit) }
  }

  /// This number rounded to `digits` significant decimal digits, all of them written.
  ///
  /// - Precondition: `digits` is positive.
  public func decimalText(digits: Int, rounding: Rounding = .nearestEven) -> String {
    withBigFloat { $0.decimalText(digits: digits, rounding: rounding) }
  }

  /// This number in hexadecimal as C's `%a` writes it: exact and short.
  public func hexadecimalText() -> String {
    withBigFloat { $0.hexadecimalText() }
  }

  /// The exact decimal text if that is no longer than the precision warrants, else as many digits as
  /// tell this number from its neighbours of the same precision.
  public var description: String {
    // 1 + ⌈p·log10 2⌉ digits identify a number of p bits (Matula 1968).
    let digits = 2 + precision * 30103 / 100_000
    return exactDecimalText(limit: digits) ?? decimalText(digits: digits)
  }
}
