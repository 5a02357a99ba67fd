import Foundation
import PortableMath
import RandomStreams
import Testing

/// The law of normal numbers in binary32, by enumeration of its words and beside the formula in binary64.
///
/// R and the direction come from different words, which makes moments of their products products of theirs.
@Suite struct Normal32Tests {
  /// The distance of the words, of 2^32, and of the angles, of 2^29, that are looked at.
  private static let step: UInt32 =
    ProcessInfo.processInfo.environment["GRADUAL_EXHAUSTIVE"] == "1" ? 1 : 64

  /// Every step-th word from the middle of the first step on.
  private static var words: some Sequence<UInt32> {
    stride(from: UInt64(step / 2), to: 1 << 32, by: Int(step)).lazy.map { UInt32($0) }
  }

  /// Moments of R: E R² = 2, E R⁴ = 8.
  ///
  /// In steps of 64 words the sums are midpoint rules of width h = 2^-26 for −2 ln u and its square, whose
  /// poles at 0 leave relative errors of about h·½·ln 2 and |ln h| times that: 5·10^-9 and 10^-7.
  @Test func radius() {
    var sums = (squares: 0.0, fourths: 0.0, number: 0.0)
    for word in Self.words {
      let length = Double(Normal32.squaredRadius(word).squareRoot())
      let square = length * length
      sums.squares += square
      sums.fourths += square * square
      sums.number += 1
    }
    let second = sums.squares / sums.number / 2 - 1
    let fourth = sums.fourths / sums.number / 8 - 1
    #expect(second.magnitude < (Self.step == 1 ? 1.5e-8 : 2e-8), "E R²/2 − 1: \(second)")
    #expect(fourth.magnitude < (Self.step == 1 ? 2e-8 : 2e-7), "E R⁴/8 − 1: \(fourth)")
  }

  /// Moments of the direction: E c² = ½, E c⁴ = 3/8, E c²s² = 1/8.
  ///
  /// Positive angles alone, and the first of four sectors: `symmetries` has the others.
  @Test func direction() {
    var sums = (squares: 0.0, fourths: 0.0, products: 0.0, number: 0.0)
    for word in stride(from: UInt32(0), to: 1 << 31, by: Int(4 * Self.step)) {
      let (cosine, sine) = Normal32.direction(word + Self.step / 2 * 4)
      let squares = (Double(cosine) * Double(cosine), Double(sine) * Double(sine))
      sums.squares += squares.0 + squares.1
      sums.fourths += squares.0 * squares.0 + squares.1 * squares.1
      sums.products += squares.0 * squares.1
      sums.number += 1
    }
    // Smooth functions: the midpoint rule's own errors are below 10^-13.
    let found = [
      ("c² + s²", sums.squares / sums.number - 1),
      ("c⁴ + s⁴", sums.fourths / sums.number / 0.75 - 1),
      ("c²s²", sums.products / sums.number * 8 - 1),
    ]
    for (name, error) in found {
      #expect(error.magnitude < 5e-8, "\(name), relative error \(error)")
    }
  }

  /// What makes odd moments and correlations 0: to each pair there are those with the first, the second
  /// and both numbers negative, and those exchanged.
  @Test func symmetries() {
    let row = RandomStream(StreamKey(seed: 21, domain: .data, name: "symmetries")).row(0)
    for place in 0..<UInt32(10_000) {
      let (radius, word) = (row.key.word(at: 2 * place), row.key.word(at: 2 * place + 1) & ~3)
      let pair = Normal32.pair(radius: radius, angle: word)
      // The negative of the angle (4k + 2)/4, in units of four.
      let opposite = ~word & ~3
      let isRight =
        Normal32.pair(radius: radius, angle: word | 1) == (-pair.0, pair.1)
        && Normal32.pair(radius: radius, angle: opposite) == (pair.0, -pair.1)
        && Normal32.pair(radius: radius, angle: opposite | 1) == (-pair.0, -pair.1)
        && Normal32.pair(radius: radius, angle: word | 2) == (pair.1, pair.0)
      #expect(isRight, "radius \(radius), angle \(word); seed 21")
    }
  }

  /// Box and Muller's formula of the same words, in binary64: R, then both numbers. Ends of the words'
  /// ranges, ends of the radius's binades and a spread.
  @Test func isTheFormula() {
    let row = RandomStream(StreamKey(seed: 22, domain: .data, name: "formula")).row(0)
    var words = (0..<UInt32(1_000_000)).map { row.uint32(at: $0) }
    for exponent in 0..<32 {
      let power = UInt32(1) << UInt32(exponent)
      words += [power - 1, power, power + 1, ~power]
    }
    for offset in 0..<UInt32(1000) { words += [offset, 0x8000_0000 - offset, .max - offset] }
    var worst = (radius: 0.0, number: 0.0)
    for (radius, angle) in zip(words, words.reversed()) {
      let distance = Double(1 << 32 - UInt64(radius)) - 0.5
      let logarithm =
        radius < 1 << 31
        ? Portable.log((Double(radius) + 0.5) * 0x1p-32)
        : Portable.log(onePlus: -distance * 0x1p-32)
      let expected = (-2 * logarithm).squareRoot()
      let observed = Double(Normal32.squaredRadius(radius).squareRoot())
      worst.radius = max(worst.radius, (observed / expected - 1).magnitude)

      let x = Double(Int32(bitPattern: angle & ~3 | 2)) * 0x1p-33
      let (sine, magnitude) = Portable.sinCosPi(x)
      let cosine = angle & 1 == 0 ? magnitude : -magnitude
      let (first, second) = angle & 2 == 0 ? (cosine, sine) : (sine, cosine)
      let pair = Normal32.pair(radius: radius, angle: angle)
      worst.number = max(
        worst.number, (Double(pair.0) / (expected * first) - 1).magnitude,
        (Double(pair.1) / (expected * second) - 1).magnitude)
    }
    #expect(worst.radius < 2.7e-7, "R: relative error \(worst.radius); seed 22")
    #expect(worst.number < 5e-7, "numbers: relative error \(worst.number); seed 22")
  }

  /// The least and the largest magnitudes there are.
  @Test func range() {
    let largest = Normal32.pair(radius: 0, angle: 0).0
    #expect(largest == 6.7637057, "\(largest), expected √(66 ln 2)")
    let least = Normal32.pair(radius: .max, angle: 0).1
    #expect(least > 1e-14 && least < 1.2e-14, "\(least)")
    let smallestRadius = Self.words.lazy.map { Normal32.squaredRadius($0) }.min() ?? 0
    #expect(smallestRadius > 0, "\(smallestRadius)")
  }
}
