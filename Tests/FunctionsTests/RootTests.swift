import ArbitraryPrecision
import FloatFormats
import Functions
import Testing

/// Roots against their definition, by powers: r = ⌊x^(1/n)⌋ at some precision iff r^n ≤ x < (r + ulp)^n.
@Suite struct RootTests {
  /// Degrees small, large, of every parity, to the ends of `Int`.
  static let degrees: [Int] = {
    let magnitudes = [1, 2, 3, 4, 5, 7, 10, 64, 100, 101, 1000, 16383, 65536, 1_000_003]
    let powers = [1 << 40, 1 << 53, (1 << 62) - 1]
    return (magnitudes + powers).flatMap { [$0, -$0] } + [Int.max, Int.min]
  }()

  @Test func rootsTowardZeroAreTheirDefinition() {
    let format = FloatFormat.binary64
    let arguments = [
      1, 2, 0.5, 3, 4, 8, 1.5, 0.75, 65504, 0x1p-1074, 0x1p-24, 0x1.FFFFFFFFFFFFFp1023, 27, 1e10,
      1.0.nextUp, 1.0.nextDown, 0x1p1000, 81,
    ]
    var failures: [String] = []
    for n in Self.degrees {
      for x in arguments {
        let rounded = format.evaluate(.rootn, x.bitPattern, n, RoundingContext(.towardZero))
        let root = Double(bitPattern: rounded.code)
        // The power of a lower and of an upper neighbour, each rounded away from what it must prove:
        // 400 bits tell x from any such power that is not x.
        var lower = BigFloat(precision: 400)
        var upper = BigFloat(precision: 400)
        let (low, high) = n > 0 ? (root, root.nextUp) : (root.nextUp, root)
        lower.power(BigFloat(low), n, rounding: .towardNegative)
        upper.power(BigFloat(high), n, rounding: .towardPositive)
        let exact = BigFloat(x)
        let isExact = !rounded.flags.contains(.inexact)
        let holds =
          isExact
          ? lower == exact || upper == exact
          : lower < exact && exact < upper
        if !holds { failures.append("rootn(\(x), \(n)): \(root) (\(rounded.flags))") }
      }
    }
    #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(10).joined(separator: "\n"))")
  }
}
