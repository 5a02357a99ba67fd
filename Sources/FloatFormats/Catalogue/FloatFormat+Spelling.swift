extension FloatFormat {
  /// The format's custom spelling, which ``FormatCatalogue/format(named:)`` reads back, whatever the format:
  /// the widths of exponent and trailing significand, then in parentheses all that is not as in an
  /// IEEE-style format of these widths, such as `e3m4(bias=5,nan=none,no-infinity)`.
  public var spelling: String {
    let usual = FloatFormat(unchecked: exponentWidth, precision: precision)
    let suffixes: [(isOther: Bool, text: String)] = [
      (bias != usual.bias, "bias=\(bias)"),
      (!isSigned, "unsigned"),
      (nan != usual.nan, "nan=\(nan.rawValue)"),
      (!hasInfinity, "no-infinity"),
      (!hasZero, "no-zero"),
      // Without a zero there are no subnormals, unless the spelling says so.
      (hasSubnormals != hasZero, hasSubnormals ? "subnormals" : "no-subnormals"),
      (overflow != usual.overflow, "overflow=\(overflow.rawValue)"),
      (ties != usual.ties, "ties=\(ties.rawValue)"),
      (nanSubstitute != usual.nanSubstitute, "nan-substitute=\(nanSubstitute.rawValue)"),
    ]
    let others = suffixes.filter(\.isOther).map(\.text)
    let base = "e\(exponentWidth)m\(trailingWidth)"
    return others.isEmpty ? base : "\(base)(\(others.joined(separator: ",")))"
  }
}
