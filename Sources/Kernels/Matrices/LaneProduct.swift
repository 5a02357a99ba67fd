import FloatFormats
import RandomStreams

/// A strip of a product's columns side by side, row by row: every model, with counts if they are wanted.
struct LaneProduct<Number: Carrier>: Sendable {
  let plan: AccumulationPlan
  /// Whether binary64 holds all products of the operands.
  let isExact: Bool
  let level: VectorLevel
  let random: RandomStream?
  let isCounting: Bool

  /// Columns of a strip: enough to share the keys of random rows, few enough for the second cache.
  static var width: Int { 128 }

  /// Adds up some rows of a strip.
  /// - Parameters:
  ///   - strip: columns of B.
  ///   - first: the column of the product that the strip begins with.
  ///   - target: the results.
  ///   - start: the accumulator's starting value of a result; nil for +0 everywhere.
  func compute(
    _ a: MatrixOperand<Number>, _ strip: MatrixOperand<Number>, rows: Range<Int>,
    from first: Int, into target: StripTarget<Number>, start: ((Int, Int) -> Double)?
  ) -> AccumulatorCounts {
    let terms = a.columns
    let width = strip.columns
    var state = LaneState(
      counts: isCounting ? AccumulatorCounts() : nil, random: random,
      output: OutputIndex(column: UInt32(truncatingIfNeeded: first)), level: level)
    var sums = plan.sums(lanes: width, isExact: isExact, state)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(terms * (width + 1), 1)) {
      guard let numbers = $0.baseAddress else { return }
      let row = numbers + terms * width
      strip.copy(columns: 0..<width, width: width, to: numbers)
      for i in rows {
        state.output.row = UInt32(truncatingIfNeeded: i)
        a.copy(row: i, to: row)
        let begin = start.map { start in (0..<width).map { start(i, $0) } } ?? []
        sums.begin(at: begin, count: terms, restarts: true)
        if terms > 0 {
          sums.add(LaneTerms(a: row, b: numbers, stride: width, rows: terms), &state)
        }
        let results = target.row(i)
        for (lane, sum) in sums.close(&state).enumerated() {
          results[lane] = sum.isNaN ? .nan : Number(sum)
        }
      }
    }
    return state.counts ?? AccumulatorCounts()
  }
}
