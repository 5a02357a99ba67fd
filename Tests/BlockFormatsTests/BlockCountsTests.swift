import FloatFormats
import Kernels
import RandomStreams
import TestSupport
import Testing

@testable import BlockFormats

/// Counts against loops over what went in and what came out, and what no result may depend on.
@Suite struct BlockCountsTests {
  private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      if index % 97 == 13 { return 0 }
      let spread = Float(
        sign: .plus, exponent: -Int.random(in: 0..<14, using: &generator), significand: 1)
      return Float.random(in: -3...3, using: &generator) * spread
    }
  }

  private static func isNear(_ a: Double?, _ b: Double) -> Bool {
    a.map { ($0 - b).magnitude <= 1e-12 * b.magnitude } ?? false
  }

  @Test(arguments: BlockCatalogue.all)
  func countsAreThoseOfLoops(_ format: BlockFormat) throws {
    var source = Self.numbers(300 * 150, seed: 21)
    // A NaN block, and one whose numbers are far below the others'.
    source[5 * 150 + 70] = .nan
    source[5 * 150 + 71] = .infinity
    for column in 0..<150 { source[200 * 150 + column] *= 0x1p-40 }
    let shape = [300, 150]
    let quantizer = BlockQuantizer(to: format)
    let blocks = quantizer.quantize(source, shape: shape)
    let values: [Double] = blocks.values()
    let counts = blocks.counts
    var (flushed, nansMade, saturated) = (UInt64(0), UInt64(0), UInt64(0))
    var (before, after, products, errors, lost) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for block in 0..<blocks.layout.blocks {
      let scale = format.scaling.scale.format.decode(UInt64(blocks.scales[block]))
      for place in blocks.layout.runs(ofBlock: block).joined() {
        let (x, y) = (Double(source[place]), values[place])
        if y.isNaN && !x.isNaN { nansMade += 1 }
        guard x.isFinite else { continue }
        let kept = y.isNaN ? 0 : y
        (before, after) = (before + x * x, after + kept * kept)
        (products, errors) = (products + x * kept, errors + (kept - x) * (kept - x))
        guard !y.isNaN, x != 0 else { continue }
        if y == 0 { (flushed, lost) = (flushed + 1, lost + x * x) }
        // Beyond the largest by half of the last place or more.
        let quotient = x.magnitude / (scale * Double(blocks.tensorScale))
        let element = format.element.format
        let top = element.greatestFiniteMagnitude
        let step = top - element.decode(element.largestFiniteCode - 1)
        let isEven = element.largestFiniteCode % 2 == 0
        if quotient > top + step / 2 || quotient == top + step / 2 && !isEven { saturated += 1 }
      }
    }
    let numbers = counts.numbers
    #expect(numbers.elements == 45_000 && numbers.nans == 1 && numbers.infinities == 1)
    #expect(numbers.zeros == UInt64(source.count { $0 == 0 }))
    #expect(numbers.flushed == flushed, "\(format.name): \(numbers.flushed), expected \(flushed)")
    #expect(
      numbers.saturated == saturated, "\(format.name): \(numbers.saturated), expected \(saturated)")
    #expect(
      numbers.nansMade == nansMade, "\(format.name): \(numbers.nansMade), expected \(nansMade)")
    #expect(Self.isNear(numbers.squaresBefore, before) && Self.isNear(numbers.squaresAfter, after))
    #expect(Self.isNear(numbers.cosine, products / (before * after).squareRoot()))
    #expect(Self.isNear(counts.squaresOfErrors, errors), "\(counts.squaresOfErrors), \(errors)")
    #expect(Self.isNear(numbers.squaresFlushed, lost))
    let nanBlocks = blocks.scales.count { format.scaling.scale.format.isNaN(UInt64($0)) }
    #expect(nanBlocks > 0 && counts.nanBlocks == UInt64(nanBlocks))
    #expect(counts.blocks == UInt64(blocks.layout.blocks))
    #expect(
      numbers.largestMagnitude == Double(source.filter(\.isFinite).map(\.magnitude).max() ?? 0))
    let least = source.filter { $0.isFinite && $0 != 0 }.map(\.magnitude).min() ?? 0
    #expect(numbers.leastMagnitude == Double(least))
  }

  /// The worst block is the one with the most noise for its numbers.
  @Test func theWorstBlock() throws {
    let format = try BlockCatalogue.format(named: "mxfp4")
    var source = [Float](repeating: 1, count: 10_240)
    source[7000] = 5
    source[7001] = 5.9
    let found = BlockQuantizer(to: format).values(source, shape: [10, 1024], threads: 2).counts
    #expect(found.worst?.block == 7000 / 32, "\(String(describing: found.worst))")
    #expect(found.worst?.largest == Double(5.9 as Float))
    #expect(found.nanBlocks == 0 && found.flushedBlocks == 0)
  }

  /// Numbers of binary32 given as those of binary64 take the exact way: the same codes, scales and counts, in every
  /// rounding, by any number of threads.
  @Test(arguments: BlockCatalogue.all)
  func bothWaysAndThreadsAgree(_ format: BlockFormat) throws {
    var source = Self.numbers(40 * 170, seed: 22)
    source[3 * 170 + 70] = .infinity
    let wide = source.map { Double($0) }
    let modes = RoundingMode.allCases.map { Rounding.mode($0) }
    let random = RandomStream(StreamKey(seed: 9, domain: .rounding, id: 0))
    for rounding in modes + [
      .stochastic(.a, bits: 3), .stochastic(.b, bits: 8), .stochastic(.c, bits: 13),
    ] {
      let quantizer = BlockQuantizer(to: format, rounding)
      for random in rounding.randomBitCount > 0 ? [random, nil] : [nil] {
        let one = quantizer.quantize(source, shape: [40, 170], random: random)
        let two = quantizer.quantize(source, shape: [40, 170], random: random, threads: 3)
        let exact = quantizer.quantize(wide, shape: [40, 170], random: random)
        let place = one.codes.indices.first { one.codes[$0] != exact.codes[$0] }
        #expect(
          place == nil,
          "\(format.name), \(rounding), \(place.map { "\(source[$0]): \(one.codes[$0]), exactly \(exact.codes[$0])" } ?? "")"
        )
        #expect(one.codes == two.codes && one.scales == two.scales && one.scales == exact.scales)
        #expect(
          one.counts == two.counts && one.counts == exact.counts, "\(format.name), \(rounding)")
      }
    }
  }
}
