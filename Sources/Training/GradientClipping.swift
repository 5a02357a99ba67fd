import FloatFormats
import Kernels

/// Clipping by the norm of all gradients together, as torch's `clip_grad_norm_` does it.
public struct GradientClipping: Hashable, Sendable {
  /// The largest norm that is left as it is; nil where gradients are never changed.
  public var limit: Double?
  /// What the norm of each tensor, and that of all, is rounded to: torch's is of the gradients' own format,
  /// in binary16 infinite from 65520 on.
  public var format: NamedFormat

  /// Clipping; Trainer's default limit, norms in binary32.
  public init(limit: Double? = 1, format: NamedFormat = .binary32) {
    self.limit = limit
    self.format = format
  }
}

/// Clipping in a carrier.
struct GradientClipper<Number: Carrier>: Sendable {
  private let limit: Double?
  private let cast: ArrayCast<Double>

  /// - Throws: `CarrierError` where binary64 does not hold the norm's format.
  init(_ clipping: GradientClipping) throws(CarrierError) {
    limit = clipping.limit
    cast = try ArrayCast(to: clipping.format.format)
  }

  /// The norm of all gradients: the root of the sum of squares of the tensors' norms, sums in binary64 and in
  /// order, so that only what is written can overflow.
  func norm(of gradients: [[Number]]) -> Double {
    let norms = cast.values(
      gradients.map { tensor in
        tensor.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      })
    return cast.values([norms.reduce(0.0) { $0 + $1 * $1 }.squareRoot()])[0]
  }

  /// What gradients of a norm are multiplied by: limit/(norm + 10⁻⁶), at most 1. Infinite norms make it 0,
  /// and of infinite gradients NaNs; a norm that is NaN makes it NaN. Nil where there is no limit.
  func factor(norm: Double) -> Number? {
    guard let limit else { return nil }
    let factor = cast.values([limit / cast.values([norm + 1e-6])[0]])[0]
    return Number(factor > 1 ? 1 : factor)
  }
}
