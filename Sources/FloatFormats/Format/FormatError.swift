/// Why a combination of fields is not a format: one line that names the field, its value, and what
/// would be possible.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field at fault, spelled as in JSON.
  public let field: String

  /// Its value, and why it cannot be.
  public let reason: String

  /// `field: reason`.
  public var description: String { "\(field): \(reason)" }
}

extension FloatFormat {
  /// Why this is not a possible format, or nil.
  var impossibility: FormatError? {
    func refuse(_ field: String, _ reason: String) -> FormatError {
      FormatError(field: field, reason: reason)
    }
    guard (1...11).contains(exponentWidth) else {
      return refuse("exponentWidth", "\(exponentWidth) is not in 1 … 11")
    }
    guard (1...53).contains(precision) else {
      return refuse("precision", "\(precision) is not in 1 … 53 (binary64's)")
    }
    guard (-2048...4096).contains(bias) else {
      return refuse("bias", "\(bias) is not in -2048 … 4096")
    }
    if nan == .negativeZero && !isSigned {
      return refuse("nan", "negative-zero needs a sign bit, and the format is unsigned")
    }
    if hasSubnormals && !hasZero {
      return refuse("subnormals", "true needs a zero: exponent field 0 holds both")
    }
    if nan == .negativeZero && !hasZero {
      return refuse("nan", "negative-zero needs a zero: without one that code is a number")
    }
    if nan == .ieee && trailingWidth == 0 && hasInfinity {
      return refuse(
        "nan",
        "ieee has no room for infinity and NaN at precision 1; choose maximum or none, "
          + "or no infinity")
    }
    // The special codes must leave at least one positive finite number.
    let specials: UInt64 =
      switch nan {
      case .ieee: 1 << UInt64(trailingWidth)
      case .maximum: hasInfinity ? 2 : 1
      case .negativeZero, .none: hasInfinity ? 1 : 0
      }
    let magnitudes = magnitudeMask  // the number of magnitude codes, less one
    if specials + (hasZero ? 1 : 0) > magnitudes {
      return refuse(
        "exponentWidth",
        "\(exponentWidth) with precision \(precision) leaves no room for a "
          + "positive number beside zero, infinity and NaN")
    }
    if leastNormalCode > largestFiniteCode {
      return refuse("exponentWidth", "\(exponentWidth) leaves no room for a normal number")
    }
    if maximumExponent > 1023 {
      return refuse(
        "bias",
        "\(bias) puts the largest number at 2^\(maximumExponent) and more, "
          + "beyond binary64's 2^1023")
    }
    if quantumExponent < -1074 {
      return refuse(
        "bias",
        "\(bias) puts the least step between numbers at 2^\(quantumExponent), "
          + "below binary64's 2^-1074")
    }
    return nil
  }
}
