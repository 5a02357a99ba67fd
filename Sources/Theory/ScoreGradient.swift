import PortableMath

/// The gradient of causal attention's scores, those that softmax takes: p_j (D_j − Σ p D) with D_j the
/// product of the upstream gradient and value j.
///
/// For elements of queries, keys, values and upstream gradients that are independent and normal, the rms
/// over all pairs (i, j ≤ i) of a context of N tokens is exactly
///
///     rms² = 2d/(N + 1) · E [mean over rows of Σ (p² − 2p³) + (Σ p²)²] · v²g²,
///
/// since D_j, given the upstream gradient u, is normal with variance |u|²v², E |u|² = dg². Scores q·k/√d are
/// independent given q, with variance |q|²/d; the expectation over |q|², a χ² of d degrees of freedom, is by
/// Gauss and Laguerre's rule of two points, right to third order in its spread. For N much larger than
/// e^(τ²) its leading term is
///
///     rms² ≈ 2d e^(τ²) ln N/N² · v²g²,
///
/// τ² the mean score variance, in rms 11 % too high at τ² = 1 and N = 2^20: it falls by nearly a binade a doubling of the context. Gradients of products before they are scaled are
/// 1/√d of these.
public struct ScoreGradient: Hashable, Sendable {
  /// d.
  public let headDimension: Int
  /// The mean variance τ² of a score q·k/√d: the product of the mean squares of queries' and keys' elements.
  public let scoreVariance: Double

  /// For a head.
  /// - Returns: nil unless d ≥ 8 and 0 < τ² ≤ 32.
  public init?(headDimension: Int, scoreVariance: Double = 1) {
    guard headDimension >= 8, scoreVariance > 0, scoreVariance <= 32 else { return nil }
    self.headDimension = headDimension
    self.scoreVariance = scoreVariance
  }

  /// The rms over all pairs of a token and one that it sees.
  /// - Parameters:
  ///   - context: N ≥ 1; of one token the gradient is 0.
  ///   - values: v, the rms of an element of the values.
  ///   - upstream: g, that of the gradient of the attention's result.
  public func rms(context: Int, values: Double = 1, upstream: Double = 1) -> Double {
    guard context > 1 else { return 0 }
    let half = Double(headDimension) / 2
    let root = (half + 1).squareRoot()
    func energy(_ node: Double) -> Double {
      SoftmaxMoments(variance: scoreVariance * node / half, context: context).scoreEnergy
    }
    let upper = 0.5 - 0.5 / root
    let mean = upper * energy(half + 1 + root) + (1 - upper) * energy(half + 1 - root)
    let pairs = (Double(context) + 1) / 2
    return (Double(headDimension) * mean / pairs).squareRoot() * values * upstream
  }
}
