import FloatFormats
import Foundation
import TestSupport
import Testing

@testable import Theory

/// What a stream's own format spares it when something small is added: against sums that are rounded.
@Suite struct RoundingShareTests {
  private static let seed: UInt64 = 17
  private static let count = 200_000

  private static func normal(_ generator: inout SeededGenerator) -> Double {
    // Box and Muller's, of uniform numbers above 0.
    let (u, v) = (
      Double.random(in: 0x1p-53...1, using: &generator), Double.random(in: 0..<1, using: &generator)
    )
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  @Test(arguments: [0.003, 0.03, 0.1, 0.3, 1])
  func errorsAreThoseOfRoundedSums(added: Double) {
    let format = FloatFormat.e5m2
    func round(_ x: Double) -> Double { format.decode(format.encode(x).code) }
    // Of the sum: what is compared is its rounding with that of any number as large.
    let deviation = (1 + added * added).squareRoot()
    var generator = SeededGenerator(seed: Self.seed)
    var (ofSums, ofNumbers) = (0.0, 0.0)
    for _ in 0..<Self.count {
      let x = Self.normal(&generator)
      let number = deviation * x
      ofNumbers += (round(number) - number) * (round(number) - number)
      let sum = round(x) + added * Self.normal(&generator)
      ofSums += (round(sum) - sum) * (round(sum) - sum)
    }
    let found = ofSums / ofNumbers
    let law = PlainPrediction.roundingShare(
      deviation: deviation, added: added, in: FormatLimits(format))
    // The law leaves out that a sum may leave its binade, which is one part in ten where it matters.
    let tolerance = 0.1 * law + 0.01
    #expect(
      (found - law).magnitude <= tolerance,
      "added \(added): \(found), law \(law), seed \(Self.seed)")
  }

  /// Nothing added is no error, and an addition as large as the stream rounds as any number does.
  @Test func shareGrowsFromZeroToOne() {
    let shares = [0, 0.001, 0.01, 0.1, 1].map {
      PlainPrediction.roundingShare(deviation: 1, added: $0, in: e5m2)
    }
    #expect(shares[0] == 0)
    #expect((shares[4] - 1).magnitude < 1e-6)
    for (less, more) in zip(shares, shares.dropFirst()) { #expect(less < more) }
  }
}
