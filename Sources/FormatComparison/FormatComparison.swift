import FloatFormats
import PortableMath

/// Formats side by side: their limits, how many numbers they have and where, which numbers one has and another
/// has not, and what becomes of numbers at their edges.
public struct FormatComparison: Sendable {
  /// The formats, in the order of the columns.
  public let formats: [NamedFormat]

  /// A comparison of formats.
  public init(_ formats: [NamedFormat]) { self.formats = formats }

  /// Formats of more bits are not compared number by number.
  public static let mostBits = 16

  /// How many numbers a format has.
  public struct Density: Equatable, Sendable {
    /// Finite positive numbers.
    public let positive: UInt64
    /// Of these, numbers below 1.
    public let belowOne: UInt64
    /// Numbers of a binade: 2^(p − 1).
    public let perBinade: UInt64
    /// log2(largest / least positive), in binades.
    public let range: Double
  }

  /// The density of a format.
  public static func density(_ format: FloatFormat) -> Density {
    let first = format.leastPositiveCode
    let last = format.largestFiniteCode
    // Magnitude codes are in the order of the magnitudes.
    var low = first
    var high = last + 1
    while low < high {
      let middle = low + (high - low) / 2
      if format.decode(middle) < 1 { low = middle + 1 } else { high = middle }
    }
    let (largest, least) = (format.decode(last), format.decode(first))
    return Density(
      positive: last - first + 1, belowOne: low - first,
      perBinade: 1 << UInt64(format.precision - 1),
      range: Double(largest.exponent - least.exponent)
        + Portable.log2(largest.significand) - Portable.log2(least.significand))
  }

  /// The numbers that one format has and another has not.
  public struct Difference: Equatable, Sendable {
    /// Places in ``FormatComparison/formats``: of the one that has them, and of the one that has not.
    public let has: Int
    /// See ``has``.
    public let lacks: Int
    /// How many magnitudes.
    public let count: Int
    /// The least and the largest of them; nil without any.
    public let range: ClosedRange<Double>?
  }

  /// For every two formats of up to ``mostBits`` bits the magnitudes other than 0 that the first has and the
  /// second has not.
  public var differences: [Difference] {
    let magnitudes = formats.map { named -> Set<Double>? in
      let format = named.format
      guard format.bitWidth <= Self.mostBits else { return nil }
      return Set((format.leastPositiveCode...format.largestFiniteCode).map { format.decode($0) })
    }
    var differences: [Difference] = []
    for has in formats.indices {
      for lacks in formats.indices where has != lacks {
        guard let first = magnitudes[has], let second = magnitudes[lacks] else { continue }
        let own = first.subtracting(second)
        let range = own.min().flatMap { least in own.max().map { least...$0 } }
        differences.append(
          Difference(has: has, lacks: lacks, count: own.count, range: range))
      }
    }
    return differences
  }
}
