import FloatFormats

/// What the numbers of a block are divided by, see ``OperandScaling``.
struct BlockScale: Sendable {
  /// Numbers of a block along the sum.
  let length: Int
  /// Whether scales are numbers of binary32, and no powers of two.
  let isTile: Bool
  private let format: FloatFormat

  /// Nil for a scaling that is not in blocks.
  init?(_ scaling: OperandScaling, _ format: FloatFormat) {
    switch scaling {
    case .none, .current, .delayed: return nil
    case .blocks32: (length, isTile) = (32, false)
    case .tiles128: (length, isTile) = (128, true)
    }
    self.format = format
  }

  /// The divisor, a positive number; NaN for a block with a number that is not finite.
  /// - Parameter largest: the block's largest magnitude; infinite or NaN if any number is.
  func divisor(_ largest: Double) -> Double {
    guard largest.isFinite else { return .nan }
    if isTile {
      let divisor = Float(largest / format.greatestFiniteMagnitude)
      return divisor > 0 ? divisor.isFinite ? Double(divisor) : .nan : 1
    }
    let exponents = FloatFormat.e8m0fnu.minimumExponent...FloatFormat.e8m0fnu.maximumExponent
    guard largest > 0 else { return Self.power(exponents.lowerBound) }
    let exponent = largest.exponent - format.maximumExponent
    return Self.power(min(max(exponent, exponents.lowerBound), exponents.upperBound))
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The largest magnitude of numbers and another; infinite or NaN if one is. As integers magnitudes
  /// compare as they do as numbers, and what is not finite is the largest.
  static func largest<Numbers: Sequence>(of numbers: Numbers, and other: Double = 0) -> Double
  where Numbers.Element: BinaryFloatingPoint {
    Double(
      bitPattern: numbers.reduce(other.bitPattern) {
        max($0, Double($1).magnitude.bitPattern)
      })
  }
}
