import PortableMath
import RandomStreams
import Testing

/// Distribution of the numbers. A bound of 6 standard deviations is crossed by chance once in
/// 5·10^8, Kolmogorov–Smirnov's 2.7 once in 10^6.
@Suite struct DistributionTests {
  /// Samples of a million normal numbers by every way to address them.
  private static func normalSamples() -> [(name: String, values: [Double])] {
    let count = 1_000_000
    let stream = RandomStream(StreamKey(seed: 3, domain: .weight, name: "distribution"))
    let rows = (0..<UInt32(1000)).flatMap { number in
      let row = stream.row(number, 5)
      return (0..<UInt32(1000)).map { row.normal(at: $0) }
    }
    let philox = (0..<UInt32(count / 2)).flatMap { index in
      let pair = stream.normals(index, 7)
      return [pair.0, pair.1]
    }
    let binary32 = (0..<UInt32(100)).flatMap { number in
      let row = stream.row(number, 6)
      return (0..<UInt32(10_000)).map { Double(row.normal32(at: $0)) }
    }
    return [
      ("sequence", stream.normals(count: count)), ("rows", rows), ("Philox", philox),
      ("rows in binary32", binary32),
    ]
  }

  @Test func fourMoments() {
    for (name, values) in DistributionTests.normalSamples() {
      let n = Double(values.count)
      var sums = (0.0, 0.0, 0.0, 0.0)
      for x in values {
        sums.0 += x
        sums.1 += x * x
        sums.2 += x * x * x
        sums.3 += x * x * x * x
      }
      // Raw moments of N(0, 1) are 0, 1, 0, 3, their estimates' variances 1, 2, 15, 96 over n.
      let found = [sums.0 / n, sums.1 / n, sums.2 / n, sums.3 / n]
      for (order, (expected, variance)) in [(0.0, 1.0), (1, 2), (0, 15), (3, 96)].enumerated() {
        let z = (found[order] - expected) / (variance / n).squareRoot()
        #expect(
          z.magnitude < 6,
          "\(name), moment \(order + 1): \(found[order]), expected \(expected), z \(z); seed 3")
      }
    }
  }

  @Test func kolmogorovSmirnov() {
    for (name, values) in DistributionTests.normalSamples() {
      let found = Detectors.kolmogorovSmirnov(values, Portable.normalCDF)
      #expect(found < 2.7, "\(name), normal: \(found), bound 2.7; seed 3")
    }
    let row = RandomStream(StreamKey(seed: 3, domain: .data, name: "uniform")).row(0)
    let uniform = (0..<UInt32(1_000_000)).map { row.uniform(at: $0) }
    let found = Detectors.kolmogorovSmirnov(uniform) { $0 }
    #expect(found < 2.7, "uniform: \(found), bound 2.7; seed 3")
  }

  /// Counts beyond thresholds among 10^7 numbers, each side apart, against Poisson's law.
  @Test func tails() {
    let stream = RandomStream(StreamKey(seed: 4, domain: .weight, name: "tails"))
    expectTails("binary64, seed 4") { block, length in
      stream.normals(count: length, from: UInt64(block * length))
    }
    expectTails("binary32, seed 4") { block, length in
      let row = stream.row(UInt32(block))
      return (0..<UInt32(length)).map { Double(row.normal32(at: $0)) }
    }
  }

  private func expectTails(_ name: String, _ normals: (_ block: Int, _ length: Int) -> [Double]) {
    let thresholds = [3.5, 4, 4.5, 5]
    var above = [Int](repeating: 0, count: thresholds.count)
    var below = above
    let blocks = 100
    let blockLength = 100_000
    for block in 0..<blocks {
      for x in normals(block, blockLength) where x.magnitude > 3.5 {
        for (index, threshold) in thresholds.enumerated() {
          if x > threshold { above[index] += 1 }
          if x < -threshold { below[index] += 1 }
        }
      }
    }
    for (index, threshold) in thresholds.enumerated() {
      let mean = Double(blocks * blockLength) * Portable.normalCDF(-threshold)
      for (side, count) in [("above", above[index]), ("below -", below[index])] {
        let probability = Detectors.poissonTail(count, mean: mean)
        #expect(
          probability > 1e-7,
          "\(name): \(side)\(threshold): \(count), expected \(mean), probability \(probability)")
      }
    }
  }

  /// The bytes of the draws, and 13 rounding bits, against equal counts; every bit against one half.
  @Test func bits() {
    let row = RandomStream(StreamKey(seed: 5, domain: .rounding, name: "bits")).row(9)
    var bytes = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 8)
    var ones = [Int](repeating: 0, count: 64)
    var rounding = [Int](repeating: 0, count: 1 << 13)
    let count = 1_000_000
    for place in 0..<UInt32(count) {
      let bits = row.uint64(at: place)
      for byte in 0..<8 { bytes[byte][Int(bits >> UInt64(8 * byte) & 255)] += 1 }
      for bit in 0..<64 { ones[bit] += Int(bits >> UInt64(bit) & 1) }
      rounding[Int(row.roundingBits(at: place, count: 13))] += 1
    }
    for (byte, counts) in bytes.enumerated() {
      let z = Detectors.chiSquare(counts)
      #expect(z.magnitude < 6, "byte \(byte): \(z), bound 6; seed 5")
    }
    for (bit, number) in ones.enumerated() {
      let z = (Double(number) - Double(count) / 2) / (Double(count) / 4).squareRoot()
      #expect(z.magnitude < 6, "bit \(bit): \(number) ones of \(count), z \(z); seed 5")
    }
    let z = Detectors.chiSquare(rounding)
    #expect(z.magnitude < 6, "13 rounding bits: \(z), bound 6; seed 5")
  }

  /// The upper bytes of neighbouring draws, 65,536 cells.
  @Test func neighbours() {
    let row = RandomStream(StreamKey(seed: 6, domain: .weight, name: "pairs")).row(0)
    var counts = [Int](repeating: 0, count: 65_536)
    for place in 0..<UInt32(2_000_000) {
      counts[Int(row.uint32(at: place) >> 24) << 8 | Int(row.uint32(at: place + 1) >> 24)] += 1
    }
    let z = Detectors.chiSquare(counts)
    #expect(z.magnitude < 6, "pairs of bytes: \(z), bound 6; seed 6")
  }
}
