import FloatFormats
import TestSupport
import Testing

@testable import Kernels

/// Sums over pairs.
@Suite struct PairSumsTests {
  /// Every level and every pair of carriers, at all lengths about the lanes', with numbers that are zero, not
  /// finite, and of all sizes: the bits of the plain loop.
  @Test func everyLevelGivesTheSameBits() {
    var generator = SeededGenerator(seed: 17)
    func number() -> Double {
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: 0
      case 1: [Double.infinity, -.infinity, .nan].randomElement(using: &generator) ?? 0
      default:
        Double(
          sign: Bool.random(using: &generator) ? .plus : .minus,
          exponent: Int.random(in: -40...40, using: &generator),
          significand: Double.random(in: 1..<2, using: &generator))
      }
    }
    var differences = 0
    var compared = 0
    func compare<Number: Carrier, Reference: Carrier>(
      _ y: [Number], _ x: [Reference], _ scale: Double
    ) {
      y.withUnsafeBufferPointer { y in
        x.withUnsafeBufferPointer { x in
          let plain = PairSums(y, scale: scale, reference: x, level: .scalar)
          for level in VectorLevel.available where level > .scalar {
            compared += 1
            if PairSums(y, scale: scale, reference: x, level: level) != plain { differences += 1 }
          }
        }
      }
    }
    for count in [0, 1, 15, 16, 17, 31, 32, 33, 1000] {
      for scale in [1, 0x1p16, 0x1p-1040, 3, 0.7] {
        let x = (0..<count).map { _ in number() }
        let y = x.map { $0 * scale * Double.random(in: 0.9...1.1, using: &generator) }
        compare(y, x, scale)
        compare(y.map { Float($0) }, x, scale)
        compare(y, x.map { Float($0) }, scale)
        compare(y.map { Float($0) }, x.map { Float($0) }, scale)
      }
    }
    #expect(differences == 0 && compared > 0, "\(differences) of \(compared) comparisons, seed 17")
  }

  /// Term by term, and what is not finite is only counted.
  @Test func sumsAreThoseOfTheirTerms() {
    let x: [Double] = [1, -2, 0, 4, .infinity, 3, 0.5]
    let y: [Float] = [8, -8, 8, 0, 8, .nan, 4]
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        let sums = PairSums(y, scale: 8, reference: x)
        #expect(sums.notFinite == 2 && sums.nonzero == 4 && sums.lost == 1, "\(sums)")
        #expect(sums.squaresOfReference == 21.25 && sums.squares == 3.25, "\(sums)")
        #expect(
          sums.products == 3.25 && sums.squaresOfErrors == 18 && sums.squaresLost == 16, "\(sums)")
      }
    }
  }
}
