import RandomStreams
import Testing

/// Correlations within and between streams of normal numbers. A correlation times √n is a standard
/// normal number; the sum of m squares of such is judged by (Σ − m)/√(2m), bound 6, and the largest
/// of m by 6.5 (less than 10^-6 for the m here).
@Suite struct CorrelationTests {
  private let streams = 48
  private let length = 16_384

  /// The statistics of all pairs of these sequences at lags 0 and 1: the largest |z|, and the
  /// normalised sum of squares.
  private func crossCorrelations(_ sequences: [[Double]]) -> (largest: Double, sum: Double) {
    var largest = 0.0
    var squares = 0.0
    var number = 0.0
    for (first, a) in sequences.enumerated() {
      for (second, b) in sequences.enumerated() where first != second {
        for (x, y) in [(a[...], b[...]), (a.dropFirst(), b.dropLast())] {
          let z = Detectors.correlation(x, y)
          largest = max(largest, z.magnitude)
          squares += z * z
          number += 1
        }
      }
    }
    // Lag 0 counts each pair twice, which doubles its share of the variance.
    return (largest, (squares - number) / (3 * number).squareRoot())
  }

  private func expectIndependent(
    _ what: String, normal: (RowStream, UInt32) -> Double = { $0.normal(at: $1) },
    _ row: (Int) -> RowStream
  ) {
    let normals = (0..<streams).map { number in
      let row = row(number)
      return (0..<UInt32(length)).map { normal(row, $0) }
    }
    // Squares find what the sign hides: equal radii with independent angles.
    let squares = normals.map { $0.map { ($0 * $0 - 1) / 2.0.squareRoot() } }
    for (kind, sequences) in [("values", normals), ("squares", squares)] {
      let found = crossCorrelations(sequences)
      #expect(found.largest < 6.5, "\(what), \(kind): largest \(found.largest), bound 6.5; seed 2")
      #expect(found.sum.magnitude < 6, "\(what), \(kind): sum \(found.sum), bound 6; seed 2")
    }
  }

  @Test func rowsOfOneTensor() {
    let stream = RandomStream(StreamKey(seed: 2, domain: .weight, id: 3))
    expectIndependent("rows") { stream.row(UInt32($0)) }
    expectIndependent("rows in binary32", normal: { Double($0.normal32(at: $1)) }) {
      stream.row(UInt32($0))
    }
  }

  @Test func tensorsSeedsAndDomains() {
    expectIndependent("tensors, seeds, domains") { number in
      let key = StreamKey(
        seed: 2 + UInt64(number % 4), domain: StreamDomain.allCases[number / 4 % 3],
        id: UInt64(number / 12))
      return RandomStream(key).row(0)
    }
  }

  @Test func addedKeysAreCaught() {
    let sequences = (0..<UInt32(4)).map { seed in
      (0..<UInt32(length)).map { index in
        // Uniform with unit variance, keyed by a sum.
        (Double(mixed(mixed(index &+ seed))) * 0x1p-32 - 0.5) * 12.0.squareRoot()
      }
    }
    let found = crossCorrelations(sequences)
    #expect(found.largest > 100, "largest \(found.largest), expected √16384 = 128")
  }

  /// Lags 1 to 64 of one long sequence and of one row, values and squares.
  @Test func withinASequence() {
    let stream = RandomStream(StreamKey(seed: 2, domain: .data, name: "autocorrelation"))
    expectNoAutocorrelation("sequence", stream.normals(count: 1 << 18, from: 1 << 19))
    let row = stream.row(0)
    expectNoAutocorrelation(
      "row in binary32", (0..<UInt32(1 << 18)).map { Double(row.normal32(at: $0)) })
  }

  private func expectNoAutocorrelation(_ name: String, _ values: [Double]) {
    let squares = values.map { ($0 * $0 - 1) / 2.0.squareRoot() }
    for (kind, sequence) in [("values", values), ("squares", squares)] {
      for lag in 1...64 {
        let z = Detectors.correlation(sequence.dropFirst(lag), sequence.dropLast(lag))
        #expect(z.magnitude < 6, "\(name), \(kind), lag \(lag): \(z), bound 6; seed 2")
      }
    }
  }
}
