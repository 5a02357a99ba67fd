import FloatFormats
import RandomStreams

/// Dot products by an accumulator model, for operands of given formats: the reference, one step at a
/// time through the rounding core.
///
///     let accumulator = try Accumulator(AccumulatorModel(named: "h100-fp8"), inputs: .e4m3fn)
///     let sum = accumulator.dot(a, b)   // a, b: [Double] with values of e4m3fn
///
/// O(n) steps of 20 to 200 ns.
public struct Accumulator: Sendable {
  /// The model.
  public let model: AccumulatorModel
  private let plan: AccumulationPlan

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
    plan = try AccumulationPlan(model, a: a, b: b)
  }

  /// c + Σ aₖ·bₖ as the model accumulates it: a value of ``AccumulatorModel/resultFormat``.
  ///
  /// - Parameters:
  ///   - a: values of the input format, exactly.
  ///   - b: as many.
  ///   - c: where accumulation starts; rounded to the accumulator's format, to nearest even, except in
  ///     `exact`, which takes it as it is.
  ///   - random: where stochastic roundings take their bits; without it they are 0.
  ///   - position: the position in `random` of the first stochastic rounding; the n-th after it takes
  ///     position + n.
  public func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double = 0, random: RandomStream? = nil,
    at position: UInt64 = 0
  ) -> Double {
    var counts = AccumulatorCounts()
    return dot(a, b, from: c, random: random, at: position, counts: &counts)
  }

  /// The same, adding what happened to `counts`.
  public func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double = 0, random: RandomStream? = nil,
    at position: UInt64 = 0, counts: inout AccumulatorCounts
  ) -> Double {
    precondition(a.count == b.count, "the operands differ in their counts")
    var state = AccumulationState(random, from: position)
    let sum = plan.dot(a, b, from: c, &state)
    counts.append(state.counts)
    return sum
  }

  /// The same of arrays.
  public func dot(
    _ a: [Double], _ b: [Double], from c: Double = 0, random: RandomStream? = nil,
    at position: UInt64 = 0
  ) -> Double {
    dot(a.span, b.span, from: c, random: random, at: position)
  }
}
