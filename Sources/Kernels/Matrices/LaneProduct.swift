import FloatFormats
import RandomStreams

/// A product row by row, a strip of columns side by side: every model, with counts if they are wanted.
struct LaneProduct<Number: Carrier>: Sendable {
  let plan: AccumulationPlan
  /// Whether binary64 holds all products of the operands.
  let isExact: Bool
  let level: VectorLevel
  let random: RandomStream?
  let isCounting: Bool

  /// Columns of a strip: enough to share the keys of random rows, few enough for the second cache.
  static var width: Int { 128 }

  /// Adds up some rows of a strip of columns.
  /// - Parameter start: the accumulator's starting value of a result; nil for +0 everywhere.
  func compute(
    _ a: MatrixOperand<Number>, _ b: MatrixOperand<Number>, rows: Range<Int>,
    columns: Range<Int>, start: ((Int, Int) -> Double)?, store: (Int, Int, Double) -> Void
  ) -> AccumulatorCounts {
    let terms = a.columns
    var state = LaneState(
      counts: isCounting ? AccumulatorCounts() : nil, random: random,
      output: OutputIndex(column: UInt32(truncatingIfNeeded: columns.lowerBound)), level: level)
    var sums = plan.sums(lanes: columns.count, isExact: isExact, state)
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: max(terms * (columns.count + 1), 1)
    ) { buffer in
      guard let strip = buffer.baseAddress else { return }
      let row = strip + terms * columns.count
      b.copy(columns: columns, width: columns.count, to: strip)
      for i in rows {
        state.output.row = UInt32(truncatingIfNeeded: i)
        a.copy(row: i, to: row)
        let begin = start.map { start in columns.map { start(i, $0) } } ?? []
        sums.begin(at: begin, count: terms, restarts: true)
        if terms > 0 {
          sums.add(LaneTerms(a: row, b: strip, stride: columns.count, rows: terms), &state)
        }
        for (lane, sum) in sums.close(&state).enumerated() {
          store(i, columns.lowerBound + lane, sum)
        }
      }
    }
    return state.counts ?? AccumulatorCounts()
  }
}
