import FloatFormats
import Kernels
import RandomStreams

/// How numbers are multiplied and added up: the formats that operands are cast to, to nearest even, and
/// the accumulator.
public struct ProductArithmetic: Sendable {
  /// Products of operands of these formats.
  public let products: MatrixProduct
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
    products = try MatrixProduct(model, a: a, b: b)
    castA = try ArrayCast(to: a)
    castB = try ArrayCast(to: b)
    random = RandomStream(StreamKey(seed: seed, domain: .rounding, id: 0))
  }

  /// Whether every result is a binary32 number.
  public var resultsFitFloat: Bool { Float.holds(products.model.resultFormat) }
}
