import FloatFormats
import Kernels
import TestSupport
import Testing

@testable import BlockFormats

/// Numbers that come piece by piece are counted as all at once.
@Suite struct BlockStreamTests {
  private static let names =
    BlockCatalogue.names + [
      "block(e2m1fn, 3x5, ue5m3, amax, tensor-scale)", "block(e4m3fn, tensor, binary32, amax)",
      "block(int4, 100, e8m0fnu, up)", "block(e5m2, 1000000, e8m0fnu, floor)",
    ]

  @Test(arguments: names)
  func piecesAreTheWhole(_ name: String) throws {
    let format = try BlockCatalogue.format(named: name)
    for shape in [[3, 200, 190], [2, 300_001], [7], [], [0, 4], [130, 1]] {
      var generator = SeededGenerator(seed: 41)
      let source = (0..<shape.reduce(1, *)).map { index -> Float in
        let power = Float(sign: .plus, exponent: index / 977 % 40 - 20, significand: 1)
        return Float.random(in: -1...1, using: &generator) * power
      }
      let expected = BlockQuantizer(to: format).quantize(source, shape: shape).counts
      let largest = source.map(\.magnitude).max() ?? 0
      var stream = BlockStream<Float>(
        format, shape: shape, largest: Double(largest), isFinite: true, threads: 2)
      var start = 0
      while start < source.count {
        let end = min(start + Int.random(in: 1...70_000, using: &generator), source.count)
        stream.add(source[start..<end].map { Double($0) })
        start = end
      }
      let found = stream.finish()
      // Sums are added in the order of the pieces, which are others.
      let (a, b) = (found.numbers, expected.numbers)
      #expect(
        a.elements == b.elements && a.zeros == b.zeros && a.flushed == b.flushed
          && a.subnormal == b.subnormal && a.saturated == b.saturated
          && a.largestMagnitude == b.largestMagnitude && a.leastMagnitude == b.leastMagnitude,
        "\(name), \(shape): \(a), expected \(b), seed 41")
      #expect(found.blocks == expected.blocks && found.worst?.block == expected.worst?.block)
      for (x, y) in [
        (a.squaresBefore, b.squaresBefore), (a.products, b.products),
        (found.squaresOfErrors, expected.squaresOfErrors),
      ] {
        #expect((x - y).magnitude <= 1e-12 * y.magnitude, "\(name), \(shape): \(x), \(y)")
      }
    }
  }

  /// A tensor that is one block is NaN for a NaN anywhere.
  @Test func oneBlockWithANaN() throws {
    let format = try BlockCatalogue.format(named: "block(e4m3fn, tensor, binary32, amax)")
    var stream = BlockStream<Float>(format, shape: [300_000], largest: 1, isFinite: false)
    stream.add([Double](repeating: 1, count: 299_999) + [.nan])
    let counts = stream.finish()
    #expect(counts.blocks == 1 && counts.nanBlocks == 1 && counts.numbers.nansMade == 299_999)
  }
}
