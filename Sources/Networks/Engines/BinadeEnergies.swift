import FloatFormats
import Kernels

/// How many numbers of a tensor lie in each binade, and their squares: what a format would do to them at
/// any scale that is a power of two, without another pass.
public struct BinadeEnergies: Equatable, Sendable {
  /// What a binade has.
  private struct Sum: Equatable {
    var count: UInt64 = 0
    var squares = 0.0
  }

  /// By the exponent field of binary64, which has every binary32 number as a normal one.
  private var sums = [Sum](repeating: Sum(), count: 2048)
  /// The largest finite magnitude.
  public private(set) var largest = 0.0

  private static let bias = 1023

  /// Nothing.
  public init() {}

  /// Adds finite numbers other than 0; infinities and NaNs are left out.
  mutating func add<Number: Carrier>(_ numbers: UnsafeBufferPointer<Number>) {
    var (zeros, largest): (UInt64, UInt64) = (0, 0)
    sums.withUnsafeMutableBufferPointer { sums in
      // Without a branch: what is to be left out is counted, and taken away behind the loop.
      for number in numbers {
        let number = Double(number)
        let bits = number.magnitude.bitPattern
        let field = Int(truncatingIfNeeded: bits >> 52)
        sums[field].count &+= 1
        sums[field].squares += number * number
        zeros &+= bits == 0 ? 1 : 0
        largest = Swift.max(largest, field < 2047 ? bits : 0)
      }
      sums[0].count -= zeros
      sums[2047] = Sum()
    }
    self.largest = Swift.max(self.largest, Double(bitPattern: largest))
  }

  /// Adds the numbers of another tensor, or of another part.
  mutating func append(_ other: BinadeEnergies) {
    for field in sums.indices {
      sums[field].count += other.sums[field].count
      sums[field].squares += other.sums[field].squares
    }
    largest = Swift.max(largest, other.largest)
  }

  /// Numbers other than 0.
  public var nonzero: UInt64 { sums.reduce(0) { $0 + $1.count } }

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
    sums.indices.filter { sums[$0].count > 0 }.map {
      Binade(
        exponent: $0 - Self.bias, count: Double(sums[$0].count), squares: sums[$0].squares)
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

  /// The power of two, not whole, at which the cosine reaches a threshold: between the least whole one
  /// that does and the one before, where the cosine is taken as linear; nil where none does before the
  /// largest number overflows, or where all do.
  public func neededExponent(in format: FloatFormat, cosine threshold: Double) -> Double? {
    guard let exponents = scales(in: format, cosine: threshold),
      exponents.lowerBound > Self.searchedExponents.lowerBound,
      let reached = cosine(in: format, scaleExponent: exponents.lowerBound)
    else { return nil }
    let before = cosine(in: format, scaleExponent: exponents.lowerBound - 1) ?? 0
    return Double(exponents.lowerBound) - (reached - threshold) / (reached - before)
  }

  /// Numbers by binade, ascending: how many have a magnitude in [2^exponent, 2^(exponent + 1)).
  public var histogram: [(exponent: Int, count: UInt64)] {
    sums.indices.filter { sums[$0].count > 0 }.map { ($0 - Self.bias, sums[$0].count) }
  }
}
