/// What is known of numbers of which only the binades were counted.
public struct BinadeCounts: Equatable, Sendable {
  /// All elements.
  public internal(set) var elements: UInt64 = 0
  /// Zeros of either sign.
  public internal(set) var zeros: UInt64 = 0
  /// NaNs.
  public internal(set) var nans: UInt64 = 0
  /// Positive infinities.
  public internal(set) var positiveInfinities: UInt64 = 0
  /// Negative infinities.
  public internal(set) var negativeInfinities: UInt64 = 0
  /// The largest finite |x|; 0 if there is none other than 0.
  public internal(set) var largest = 0.0
  /// The least |x| other than 0; infinity if there is none.
  public internal(set) var least = Double.infinity
  /// The exponent of the first binade.
  public internal(set) var firstExponent = 0
  /// How many elements have 2^(firstExponent + i) ≤ |x| < 2^(firstExponent + i + 1), from the first binade
  /// that has some to the last.
  public internal(set) var binades: [UInt64] = []

  /// Counts of nothing.
  public init() {}

  /// Infinities and NaNs.
  public var notFinite: UInt64 { nans &+ positiveInfinities &+ negativeInfinities }

  /// Finite elements other than 0.
  public var nonzero: UInt64 { elements &- zeros &- notFinite }

  /// The exponents of the binades that are counted; nil if there are none.
  public var exponents: ClosedRange<Int>? {
    binades.isEmpty ? nil : firstExponent...firstExponent + binades.count - 1
  }

  /// How many elements have 2^exponent ≤ |x| < 2^(exponent + 1).
  public func count(exponent: Int) -> UInt64 {
    let index = exponent - firstExponent
    return binades.indices.contains(index) ? binades[index] : 0
  }

  /// How many elements are below 2^exponent and not 0.
  public func count(below exponent: Int) -> UInt64 {
    binades.prefix(max(0, exponent - firstExponent)).reduce(0, &+)
  }

  /// Adds the counts of other numbers.
  public mutating func add(_ other: BinadeCounts) {
    elements &+= other.elements
    zeros &+= other.zeros
    nans &+= other.nans
    positiveInfinities &+= other.positiveInfinities
    negativeInfinities &+= other.negativeInfinities
    largest = max(largest, other.largest)
    least = min(least, other.least)
    guard let range = other.exponents else { return }
    let all = exponents.map {
      min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound)
    }
    let union = all ?? range
    if union != exponents {
      binades = union.map { count(exponent: $0) }
      firstExponent = union.lowerBound
    }
    for (index, count) in other.binades.enumerated() {
      binades[range.lowerBound - firstExponent + index] &+= count
    }
  }

  /// The counts of the same numbers divided by a power of two; without what leaves binary64's range.
  public func divided(byPowerOfTwo exponent: Int) -> BinadeCounts {
    var result = self
    let factor = Double(sign: .plus, exponent: -exponent, significand: 1)
    result.largest *= factor
    result.least *= factor
    if !binades.isEmpty { result.firstExponent -= exponent }
    return result
  }
}
