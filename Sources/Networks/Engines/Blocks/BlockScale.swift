import FloatFormats

/// What the numbers of a block are divided by, see ``OperandScaling``.
struct BlockScale: Sendable {
  /// Numbers of a block along the sum.
  let length: Int
  private let format: FloatFormat

  /// Nil for a scaling that is not in blocks.
  init?(_ scaling: OperandScaling, _ format: FloatFormat) {
    guard scaling.isInBlocks else { return nil }
    length = 32
    self.format = format
  }

  /// The divisor, a positive number; NaN for a block with a number that is not finite.
  /// - Parameter largest: the block's largest magnitude; infinite or NaN if any number is.
  func divisor(_ largest: Double) -> Double {
    guard largest.isFinite else { return .nan }
    let exponents = FloatFormat.e8m0fnu.minimumExponent...FloatFormat.e8m0fnu.maximumExponent
    guard largest > 0 else { return Self.power(exponents.lowerBound) }
    let exponent = largest.exponent - format.maximumExponent
    return Self.power(min(max(exponent, exponents.lowerBound), exponents.upperBound))
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
