import FloatFormats

/// How many elements of an array lie in each binade.
///
/// It answers "what if the scale were 2^s" without another run, to within a binade: inside one it does
/// not know where the elements lie, so its shares are bounds.
public struct Log2Histogram: Equatable, Sendable {
  /// The exponent that the first count belongs to.
  public static let leastExponent = -1074

  /// counts[i]: elements with 2^(i + leastExponent) ≤ |x| < 2^(i + 1 + leastExponent).
  public private(set) var counts = [UInt64](repeating: 0, count: 1024 - leastExponent)
  /// Zeros of either sign.
  public private(set) var zeros: UInt64 = 0
  /// Infinities and NaNs.
  public private(set) var nonfinite: UInt64 = 0

  /// A histogram of nothing.
  public init() {}

  /// Adds the elements of an array.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public mutating func add<Number: Carrier>(_ elements: Span<Number>) {
    for index in elements.indices {
      let magnitude = Double(elements[index].magnitude)
      if magnitude == 0 {
        zeros += 1
      } else if magnitude <= .greatestFiniteMagnitude {
        counts[Int(magnitude.exponent) - Self.leastExponent] += 1
      } else {
        nonfinite += 1
      }
    }
  }

  /// The number of elements with 2^exponent ≤ |x| < 2^(exponent + 1); 0 for exponents that binary64
  /// does not have.
  public func count(exponent: Int) -> UInt64 {
    let index = exponent - Self.leastExponent
    return counts.indices.contains(index) ? counts[index] : 0
  }

  /// Finite elements other than 0.
  public var nonzero: UInt64 { counts.reduce(0, +) }

  /// Bounds on the share of nonzero elements that a cast to nearest flushes after a scaling by
  /// 2^scaleExponent; nil if there are none.
  ///
  /// Half the least positive number, the boundary, is a power of two: elements below its binade are
  /// flushed for certain, and in its binade only the boundary itself (a tie, to zero) is.
  public func flushedShare(in format: FloatFormat, scaleExponent: Int) -> ClosedRange<Double>? {
    let total = nonzero
    guard total > 0, format.hasZero else { return nil }
    let least = format.hasSubnormals ? format.quantumExponent : format.minimumExponent
    // Beyond ±5000 every element is on one side.
    let boundary = min(least - 1 - min(max(scaleExponent, -5000), 5000), 1024)
    let below = Self.leastExponent..<max(boundary, Self.leastExponent)
    let certain = below.reduce(0) { $0 + count(exponent: $1) }
    let possible = certain + count(exponent: boundary)
    return Double(certain) / Double(total)...Double(possible) / Double(total)
  }
}
