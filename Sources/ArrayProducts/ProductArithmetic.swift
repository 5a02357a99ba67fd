import FloatFormats
import Kernels
import RandomStreams

/// How numbers are multiplied and added up: the formats that operands are cast to, to nearest even, and
/// the accumulator.
public struct ProductArithmetic: Sendable {
  /// The accumulator for operands of these formats.
  public let accumulator: Accumulator
  let matrices: MatrixProduct
  let castA: ArrayCast<Double>
  let castB: ArrayCast<Double>
  let random: RandomStream

  /// A model with operands a and b of a format each.
  ///
  /// - Parameter seed: of the random bits of a stochastic model; of no effect on others.
  /// - Throws: `AccumulatorError` where the model does not take the formats.
  public init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat, seed: UInt64 = 1
  ) throws {
    accumulator = try Accumulator(model, a: a, b: b)
    matrices = try MatrixProduct(model, a: a, b: b)
    castA = try ArrayCast(to: a)
    castB = try ArrayCast(to: b)
    random = RandomStream(StreamKey(seed: seed, domain: .rounding, id: 0))
  }

  /// Whether every result is a binary32 number.
  public var resultsFitFloat: Bool {
    (try? ArrayCast<Float>(to: accumulator.model.resultFormat)) != nil
  }
}

extension ProductArithmetic {
  /// c + Σ aₖ·bₖ as result `row` of many: each has random bits of its own.
  func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, row: Int,
    counts: inout AccumulatorCounts
  ) -> Double {
    let output = OutputIndex(row: UInt32(truncatingIfNeeded: row))
    return accumulator.dot(a, b, from: c, random: random, output: output, counts: &counts)
  }
}
