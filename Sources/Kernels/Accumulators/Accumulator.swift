import FloatFormats
import RandomStreams

/// Dot products by an accumulator model, for operands of given formats: the reference, one step at a
/// time through the rounding core.
///
///     let accumulator = try Accumulator(AccumulatorModel(named: "h100-fp8"), inputs: .e4m3fn)
///     let sum = accumulator.dot(a, b)   // a, b: [Double] with values of e4m3fn
///
/// ``LaneAccumulator`` gives the same for many sums side by side, and ``MatrixProduct`` for matrices.
public struct Accumulator: Sendable {
  /// The model.
  public let model: AccumulatorModel
  private let plan: AccumulationPlan
  /// Number of models in it that round.
  private let parts: Int

  /// A model for operands that are all of one format.
  /// - Throws: ``AccumulatorError`` where a tensor core does not take the format: it takes those whose
  ///   values all are values of an input format of its own.
  public init(_ model: AccumulatorModel, inputs: FloatFormat) throws(AccumulatorError) {
    try self.init(model, a: inputs, b: inputs)
  }

  /// A model for operands a and b of a format each: FP8 tensor cores multiply e4m3fn by e5m2.
  public init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat
  ) throws(AccumulatorError) {
    self.model = model
    var parts = 0
    plan = try AccumulationPlan(model, a: a, b: b, parts: &parts)
    self.parts = parts
  }

  /// c + Σ aₖ·bₖ as the model accumulates it: a value of ``AccumulatorModel/resultFormat``.
  ///
  /// - Parameters:
  ///   - a: values of the input format, exactly.
  ///   - b: as many.
  ///   - c: where accumulation starts; rounded to the accumulator's format, to nearest even, except in
  ///     `exact`, which takes it as it is, and whose sum of 0 is +0.
  ///   - random: where stochastic roundings take their bits; without it they are 0.
  ///   - output: which of many results this is: each has random bits of its own.
  public func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double = 0, random: RandomStream? = nil,
    output: OutputIndex = OutputIndex()
  ) -> Double {
    var counts = AccumulatorCounts()
    return dot(a, b, from: c, random: random, output: output, counts: &counts)
  }

  /// The same, adding what happened to `counts`.
  public func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double = 0, random: RandomStream? = nil,
    output: OutputIndex = OutputIndex(), counts: inout AccumulatorCounts
  ) -> Double {
    precondition(a.count == b.count, "the operands differ in their counts")
    var state = AccumulationState(random, output, parts: parts)
    let sum = plan.dot(a, b, from: c, &state)
    counts.append(state.counts)
    return sum.isNaN ? .nan : sum
  }

  /// The same of arrays.
  public func dot(
    _ a: [Double], _ b: [Double], from c: Double = 0, random: RandomStream? = nil,
    output: OutputIndex = OutputIndex()
  ) -> Double {
    dot(a.span, b.span, from: c, random: random, output: output)
  }
}

/// A result's place among others: row i and column j of a matrix, or lane j of many sums.
///
/// The n-th stochastic rounding of result (i, j) takes its bits from the stream's row (i, n, p) at
/// place j; in nested models n counts the roundings of part p, the model of that number in the name's
/// order among those that round (tensor cores are not counted). No thread or tile enters, and a row of
/// results rounds with consecutive places of one random row.
public struct OutputIndex: Hashable, Sendable {
  /// i.
  public var row: UInt32
  /// j, below 2^31.
  public var column: UInt32

  /// Row i, column j.
  public init(row: UInt32 = 0, column: UInt32 = 0) {
    self.row = row
    self.column = column
  }
}
