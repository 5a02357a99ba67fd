/// How far a floating-point sum of n terms can lie from the exact one, in units of Σ|xₖ|.
///
/// A sum in one format has the unit roundoff u: 2^-p to nearest, 2^(1−p) for the other modes and for
/// stochastic rounding, p significant bits. It is described by its depth, the largest number of
/// roundings that any term goes through.
public struct SummationBounds: Hashable, Sendable {
  /// Σ over the roundings on the longest way of a term to the result, each with its unit roundoff.
  public let linear: Double
  /// The square root of the sum of their squares.
  public let quadratic: Double

  /// `depth` ≥ 0 roundings with unit roundoff `roundoff` each.
  public init(depth: Double, roundoff: Double) {
    linear = depth * roundoff
    quadratic = depth.squareRoot() * roundoff
  }

  private init(linear: Double, quadratic: Double) {
    self.linear = linear
    self.quadratic = quadratic
  }

  /// The roundings of both, one after the other: chunks, and the sum of their sums.
  public static func + (first: Self, second: Self) -> Self {
    Self(
      linear: first.linear + second.linear,
      quadratic: (first.quadratic * first.quadratic + second.quadratic * second.quadratic)
        .squareRoot())
  }

  /// |ŝ − s| ≤ `worst` · Σ|xₖ|, to first order in u: n·u for recursive summation of n rounded terms,
  /// where it is also the whole bound to nearest (Jeannerod and Rump, SIAM Journal on Matrix Analysis
  /// and Applications 34, 2013). Overflow, and terms that underflow, apart.
  public var worst: Double { linear }

  /// The probabilistic bound √n·u in place of n·u, its constant λ set to 1: Higham and Mary, "A new
  /// approach to probabilistic rounding error analysis", SIAM Journal on Scientific Computing 41
  /// (2019), where it holds with a probability of at least 1 − 2n·exp(−λ²/2) if rounding errors are
  /// independent with mean 0; to first order in u. It serves as a scale, and can be exceeded. What
  /// it supposes ends where additions are swamped: their errors all have one sign.
  public var probable: Double { quadratic }
}
