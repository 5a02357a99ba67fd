import FloatFormats
import Kernels

/// How many numbers of a tensor lie in each binade, and their squares: what a format would do to them at
/// any scale that is a power of two, without another pass.
public struct BinadeEnergies: Equatable, Sendable {
  /// By the exponent field of binary64, which has every binary32 number as a normal one.
  private var counts = [UInt64](repeating: 0, count: 2048)
  private var squares = [Double](repeating: 0, count: 2048)
  /// The largest finite magnitude.
  public private(set) var largest = 0.0

  private static let bias = 1023

  /// Nothing.
  public init() {}

  /// Adds finite numbers other than 0; infinities and NaNs are left out.
  mutating func add<Number: Carrier>(_ numbers: UnsafeBufferPointer<Number>) {
    counts.withUnsafeMutableBufferPointer { counts in
      squares.withUnsafeMutableBufferPointer { squares in
        for index in numbers.indices {
          let number = Double(numbers[index])
          let field = Int(truncatingIfNeeded: number.bitPattern >> 52 & 0x7ff)
          guard field < 2047, number != 0 else { continue }
          counts[field] += 1
          squares[field] += number * number
          largest = Swift.max(largest, number.magnitude)
        }
      }
    }
  }

  /// Adds the numbers of another tensor, or of another part.
  mutating func append(_ other: BinadeEnergies) {
    for field in counts.indices {
      counts[field] += other.counts[field]
      squares[field] += other.squares[field]
    }
    largest = Swift.max(largest, other.largest)
  }

  /// Numbers other than 0.
  public var nonzero: UInt64 { counts.reduce(0, +) }

  /// About the cosine between the tensor times 2^scaleExponent and the same rounded to nearest; nil of
  /// nothing, or where the largest number overflows.
  ///
  /// Binades below half the least positive number are flushed. In the others errors are taken as uniform
  /// over a quantum, and independent of the numbers: off by what happens within the one binade of the
  /// least positive number.
  public func cosine(in format: FloatFormat, scaleExponent: Int) -> Double? {
    guard largest > 0, !overflows(in: format, scaleExponent: scaleExponent) else { return nil }
    return Self.cosine(of: binades, in: format, scaleExponent: scaleExponent)
  }

  /// A binade that is not empty.
  private struct Binade {
    let exponent: Int
    let count: Double
    let squares: Double
  }

  private var binades: [Binade] {
    counts.indices.filter { counts[$0] > 0 }.map {
      Binade(exponent: $0 - Self.bias, count: Double(counts[$0]), squares: squares[$0])
    }
  }

  private static func cosine(
    of binades: [Binade], in format: FloatFormat, scaleExponent: Int
  ) -> Double? {
    var (all, kept, noise) = (0.0, 0.0, 0.0)
    let scale = Double(sign: .plus, exponent: scaleExponent, significand: 1)
    for binade in binades {
      let exponent = binade.exponent + scaleExponent
      let energy = binade.squares * scale * scale
      all += energy
      guard exponent >= format.quantumExponent - 1 else { continue }
      kept += energy
      let quantum = Double(
        sign: .plus, exponent: max(exponent - format.precision + 1, format.quantumExponent),
        significand: 1)
      noise += binade.count * min(quantum * quantum / 12, energy / binade.count)
    }
    guard all.isNormal else { return nil }
    guard kept > 0 else { return 0 }
    return kept / (all.squareRoot() * (kept + noise).squareRoot())
  }

  /// Whether a number rounds to beyond the format's largest after scaling by 2^scaleExponent.
  public func overflows(in format: FloatFormat, scaleExponent: Int) -> Bool {
    let scale = Double(sign: .plus, exponent: scaleExponent, significand: 1)
    return format.encode(largest * scale).flags.contains(.overflow)
  }

  /// Where ``scales(in:cosine:)`` looks: 2^-300 to 2^300.
  public static let searchedExponents = -300...300

  /// The powers of two from the least that keeps the cosine at a threshold to the largest with which
  /// nothing overflows; nil where none does both.
  public func scales(in format: FloatFormat, cosine threshold: Double) -> ClosedRange<Int>? {
    let binades = binades
    let exponents = Self.searchedExponents
    guard !binades.isEmpty,
      let most = exponents.last(where: { !overflows(in: format, scaleExponent: $0) })
    else { return nil }
    let least = exponents.first { exponent in
      exponent > most
        || Self.cosine(of: binades, in: format, scaleExponent: exponent).map { $0 >= threshold }
          ?? false
    }
    guard let least, least <= most else { return nil }
    return least...most
  }

  /// Numbers by binade, ascending: how many have a magnitude in [2^exponent, 2^(exponent + 1)).
  public var histogram: [(exponent: Int, count: UInt64)] {
    counts.indices.filter { counts[$0] > 0 }.map { ($0 - Self.bias, counts[$0]) }
  }
}
