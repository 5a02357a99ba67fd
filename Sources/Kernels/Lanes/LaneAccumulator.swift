import FloatFormats
import RandomStreams

/// Many sums side by side, each by the same accumulator model: lane j of every row is a term of sum j.
///
///     var sums = try LaneAccumulator(
///       AccumulatorModel(named: "per-operation(bfloat16)"), terms: .bfloat16, lanes: 2, count: 3)
///     sums.add([1, 256, 0.5, 1, 2, 1])    // three rows of two terms
///     let result = sums.sums              // [3.5, 256]
///
/// Lane j's sum and counts are those of ``Accumulator`` for its terms, each times 1, as the result of
/// row `row` and column j, bit for bit, at every level and however the rows are split into calls.
/// O(lanes) a row.
public struct LaneAccumulator: Sendable {
  /// The model.
  public let model: AccumulatorModel
  /// Number of lanes.
  public let lanes: Int
  /// How many rows there will be.
  public let count: Int
  /// How many there were.
  public private(set) var rows = 0
  private var partial: any LaneSums
  private var state: LaneState
  private var ones: [Double] = []

  /// Sums of no terms yet, from +0.
  /// - Parameters:
  ///   - terms: the format of the terms; a tensor core must take it.
  ///   - count: how many rows there will be: the shape of a tree depends on it.
  ///   - random: where stochastic roundings take their bits; without it they are 0.
  ///   - row: the row of the results (``OutputIndex``).
  ///   - level: the instructions to use, at most ``VectorLevel/best``; of no effect on results.
  /// - Throws: ``AccumulatorError`` where the model does not take the terms.
  public init(
    _ model: AccumulatorModel, terms: FloatFormat, lanes: Int, count: Int,
    random: RandomStream? = nil, row: UInt32 = 0, level: VectorLevel = .best
  ) throws(AccumulatorError) {
    precondition(lanes >= 0 && count >= 0, "\(lanes) lanes of \(count) terms")
    self.model = model
    self.lanes = lanes
    self.count = count
    state = LaneState(
      counts: AccumulatorCounts(), random: random, output: OutputIndex(row: row),
      level: min(level, .best))
    var parts = 0
    let plan = try AccumulationPlan(model, a: terms, b: terms, parts: &parts)
    // Times 1 everything is exact.
    partial = plan.sums(lanes: lanes, isExact: true, state)
    partial.begin(at: [], count: count, restarts: true)
  }

  /// Adds rows of terms: `lanes` numbers each, row after row, values of the terms' format.
  /// - Precondition: whole rows, and no more than ``count`` in all.
  public mutating func add(_ terms: Span<Double>) {
    guard lanes > 0, !terms.isEmpty else { return }
    let rows = terms.count / lanes
    precondition(terms.count == rows * lanes, "\(terms.count) terms are no rows of \(lanes)")
    precondition(rows <= count - self.rows, "more than \(count) rows")
    self.rows += rows
    if ones.count < rows { ones = [Double](repeating: 1, count: rows) }
    ones.withUnsafeBufferPointer { ones in
      terms.withUnsafeBufferPointer { terms in
        guard let a = ones.baseAddress, let b = terms.baseAddress else { return }
        partial.add(LaneTerms(a: a, b: b, stride: lanes, rows: rows), &state)
      }
    }
  }

  /// The same of an array.
  public mutating func add(_ terms: [Double]) { add(terms.span) }

  /// The sums and what happened on the way, if accumulation ends here.
  ///
  /// A tree that was made for more rows is cut off: that of a power of two of rows is their own, as long
  /// as ``count`` is a power of two as well.
  public var result: (sums: [Double], counts: AccumulatorCounts) {
    var (partial, state) = (partial, state)
    let sums = partial.close(&state).map { $0.isNaN ? .nan : $0 }
    return (sums, state.counts ?? AccumulatorCounts())
  }

  /// The sums, if accumulation ends here.
  public var sums: [Double] { result.sums }

  /// What happened in all lanes, if accumulation ends here.
  public var counts: AccumulatorCounts { result.counts }
}
