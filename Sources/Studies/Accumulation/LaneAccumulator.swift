import FloatFormats
import Kernels
import RandomStreams

/// Many sums side by side, each by the same accumulator model; lane j of every row is a term of sum j.
///
/// A stand-in with the interface that Kernels is to have: keeps all terms, and sums them anew whenever
/// it is asked.
struct LaneAccumulator: Sendable {
  private let accumulator: Accumulator
  private let lanes: Int
  private let random: RandomStream?
  private let row: UInt32
  private var terms: [[Double]]

  init(
    _ model: AccumulatorModel, terms: FloatFormat, lanes: Int, count: Int, random: RandomStream?,
    row: UInt32 = 0
  ) throws(AccumulatorError) {
    accumulator = try Accumulator(model, inputs: terms)
    self.lanes = lanes
    self.random = random
    self.row = row
    self.terms = Array(repeating: [], count: lanes)
  }

  mutating func add(_ rows: Span<Double>) {
    for index in rows.indices { terms[index % lanes].append(rows[index]) }
  }

  var result: (sums: [Double], counts: AccumulatorCounts) {
    var counts = AccumulatorCounts()
    let sums = sums(&counts)
    return (sums, counts)
  }

  private func sums(_ counts: inout AccumulatorCounts) -> [Double] {
    var sums: [Double] = []
    for (lane, terms) in terms.enumerated() {
      let ones = [Double](repeating: 1, count: terms.count)
      sums.append(
        accumulator.dot(
          terms.span, ones.span, random: random, at: UInt64(row) << 48 + UInt64(lane) << 32,
          counts: &counts))
    }
    return sums
  }
}
