import FloatFormats

/// A format to whose numbers ``BinadeLosses`` tells what rounding to nearest, ties to even, does: one with signs and
/// a zero, and 2 significant bits or more.
struct NearestFormat: Sendable {
  let format: FloatFormat
  let precision: Int
  let minimumExponent: Int
  let maximumExponent: Int
  /// The largest number as a significand of its binade.
  let largest: Double
  /// The significand from which on numbers of the largest's binade overflow.
  let limit: Double
  /// Whether the limit itself does.
  let limitOverflows: Bool

  /// Nil of a format that rounds in another way.
  init?(_ format: FloatFormat) {
    guard format.isSigned, format.hasZero, format.ties == .evenCode, format.precision >= 2,
      format.precision <= 52, format.largestFiniteCode >= format.leastNormalCode
    else { return nil }
    self.format = format
    precision = format.precision
    (minimumExponent, maximumExponent) = (format.minimumExponent, format.maximumExponent)
    largest = format.greatestFiniteMagnitude.significand
    limit = largest + Double(sign: .plus, exponent: -format.precision, significand: 1)
    // In the last binade of binary64 the limit of a format could leave it; such a format has 53 bits.
    let value = Double(sign: .plus, exponent: maximumExponent, significand: limit)
    limitOverflows = format.encode(value).flags.contains(.overflow)
  }

  /// How many bits behind the leading one are kept of numbers of a binade: below 0 where all become 0.
  func keptBits(exponent: Int) -> Int {
    if exponent >= minimumExponent { return precision }
    // Without subnormals numbers below the least normal one become it or 0.
    if !format.hasSubnormals { return exponent == minimumExponent - 1 ? 0 : -1 }
    return precision - (minimumExponent - exponent)
  }

  /// Whether a significand of the largest number's binade overflows.
  func overflows(significand: Double) -> Bool {
    significand > limit || significand == limit && limitOverflows
  }

  /// The largest power of two by which a magnitude may be multiplied without overflow.
  func largestScaleExponent(of magnitude: Double) -> Int {
    let exponent = maximumExponent - Int(magnitude.exponent)
    return overflows(significand: magnitude.significand) ? exponent - 1 : exponent
  }
}
