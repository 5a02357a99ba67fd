import FloatFormats
import Kernels

/// Finds the scales of blocks. The one place where a scale rule is computed.
///
/// Edge cases, of a block's largest magnitude a:
/// - a block with a NaN or an infinity has the scale NaN;
/// - a scale beyond the scale format's largest number is that number (of `floor`, its largest power of two): the
///   block's numbers saturate;
/// - one below its least number is that number, by `floor` and `up`; by `amax`, where rounding makes it 0, it is
///   1, and so it is of a block of zeros in scale formats with a zero. (Kernels store 0 there; the values are
///   zeros either way, unless the element format reaches below the scale format.)
/// - a block of zeros has the least scale in formats without a zero, and by `floor`.
public struct BlockScaler: Sendable {
  private let rule: ScaleRule
  private let scale: FloatFormat
  private let element: FloatFormat
  private let elementLargest: Double
  /// The scale format's numbers by their codes, where these are few.
  private let table: [Double]
  /// Of the scale format's powers of two.
  private let exponents: ClosedRange<Int>
  /// What all scales are multiplied by; a number of binary32, 1 where there is none.
  public let tensorScale: Double
  /// Largest element · tensor scale; exact.
  private let greatest: Double

  /// Of a scaling of elements.
  /// - Parameter largest: the tensor's largest finite magnitude; of no effect without a tensor scale.
  public init(_ scaling: BlockScaling, of element: FloatFormat, largest: Double = 0) {
    (rule, scale, self.element) = (scaling.rule, scaling.scale.format, element)
    elementLargest = element.greatestFiniteMagnitude
    let scale = scaling.scale.format
    table =
      rule != .floor && scale.bitWidth <= 8 ? (0...scale.largestCode).map { scale.decode($0) } : []
    exponents = scale.leastNonzeroMagnitude.exponent...scale.maximumExponent
    tensorScale =
      scaling.hasTensorScale
      ? Self.tensorScale(largest, over: elementLargest * scale.greatestFiniteMagnitude) : 1
    greatest = elementLargest * tensorScale
  }

  /// largest / greatest rounded to binary32: 1 where that is 0, its largest number where it is beyond.
  private static func tensorScale(_ largest: Double, over greatest: Double) -> Double {
    let code = quotient(largest, greatest, in: .binary32, .nearestEven)
    return code == 0 ? 1 : FloatFormat.binary32.decode(code)
  }

  /// The code of a/b, rounded once; saturated.
  private static func quotient(
    _ a: Double, _ b: Double, in format: FloatFormat, _ rounding: Rounding
  ) -> UInt64 {
    let exact = ExactArithmetic.quotient(ExactValue(binary64: a), ExactValue(binary64: b))
    return format.round(exact, RoundingContext(rounding, overflow: .saturate)).code
  }

  /// The scale of a block, a positive number of the scale format; NaN for a block with a number that is not
  /// finite.
  /// - Parameter largest: the block's largest magnitude; infinite or NaN if any number is.
  public func scale(_ largest: Double) -> Double {
    guard largest.isFinite else { return .nan }
    switch rule {
    case .floor:
      guard largest > 0 else { return Self.power(exponents.lowerBound) }
      let isBelow = largest.significand < tensorScale.significand
      let binade = largest.exponent - tensorScale.exponent - (isBelow ? 1 : 0)
      return power(binade - element.maximumExponent)
    case .up:
      guard scale.precision > 1 || largest == 0 else {
        let isAbove = largest.significand > greatest.significand
        return power(largest.exponent - greatest.exponent + (isAbove ? 1 : 0))
      }
      return rounded(largest, .towardPositive)
    case .amax:
      return rounded(largest, .nearestEven)
    }
  }

  /// What the numbers of a block are divided by, the scale times the tensor's, exactly.
  public func divisor(_ largest: Double) -> Double { scale(largest) * tensorScale }

  /// largest / greatest as a scale; 1 where that is 0.
  private func rounded(_ largest: Double, _ rounding: Rounding) -> Double {
    let code = Self.quotient(largest, greatest, in: scale, rounding)
    if code == 0 && scale.hasZero { return 1 }
    return table.isEmpty ? scale.decode(code) : table[Int(code)]
  }

  private func power(_ exponent: Int) -> Double {
    Self.power(min(max(exponent, exponents.lowerBound), exponents.upperBound))
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The largest magnitude of numbers and another; infinite or NaN if one is. As integers magnitudes
  /// compare as they do as numbers, and what is not finite is the largest.
  public static func largest<Numbers: Sequence>(of numbers: Numbers, and other: Double = 0)
    -> Double
  where Numbers.Element: BinaryFloatingPoint {
    Double(
      bitPattern: numbers.reduce(other.bitPattern) {
        max($0, Double($1).magnitude.bitPattern)
      })
  }
}
