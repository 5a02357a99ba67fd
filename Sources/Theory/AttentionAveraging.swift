import PortableMath

/// How attention weights are assumed to spread: what a fresh model's attention does to the variance of
/// the values it averages, and to gradients on their way back.
public enum AttentionAveraging: Hashable, Sendable {
  /// The causal average over all t tokens so far, for t = 1 … context, tokens independent. A fresh
  /// model attends nearly so while the variance of its scores, (dσ²)², is small; see `softmax`.
  case uniform(context: Int)
  /// As the softmax of a fresh model's scores averages: over all t tokens so far, with independent normal
  /// scores of the variance that each layer's queries and keys give them. It is even attention where that
  /// variance is small.
  case softmax(context: Int)
  /// The same, and every pair of tokens is followed, in signals and in gradients: how tokens, and gradients,
  /// come to resemble each other, and that the first tokens have more of both. Up to 512 tokens.
  case tokenPairs(context: Int)
  /// A share a of the values' variance survives, 0 < a ≤ 1: a = 1 for tokens that attend to
  /// themselves alone or whose values are all equal.
  case retention(Double)

  /// What averaging does to second moments.
  public struct Shares: Hashable, Sendable {
    /// E Σ p²: the share of variance that survives averaging. For the causal average it is H_n/n, the
    /// mean of 1/t. What all tokens share survives whole, and is not meant here.
    public let retention: Double
    /// What two tokens' averages have in common: E Σ p p′ over pairs of tokens. For the causal average of
    /// tokens i < j it is 1/j, whose mean over pairs is 2(n − H_n)/(n(n − 1)); so it is for the softmax of
    /// independent scores, whose p is 1/j in the mean.
    public let pairRetention: Double
    /// E Σ p² − 2 E Σ p³ + E (Σ p²)², which the gradients of queries and keys are proportional to: 0 where
    /// a token sees only one other.
    public let scoreFactor: Double
  }

  /// The shares where scores have a variance, which only `softmax` depends on.
  public func shares(scoreVariance: Double) -> Shares {
    switch self {
    case .uniform(let context):
      let retention = Self.meanInverse(context)
      return Shares(
        retention: retention, pairRetention: Self.pairRetention(context),
        scoreFactor: retention - Self.meanInverseSquare(context))
    case .softmax(let context), .tokenPairs(let context):
      let moments = SoftmaxMoments(variance: scoreVariance, context: context)
      return Shares(
        retention: moments.retention, pairRetention: Self.pairRetention(context),
        scoreFactor: moments.scoreEnergy)
    case .retention(let share):
      return Shares(retention: share, pairRetention: 0, scoreFactor: share * (1 - share))
    }
  }

  private static func pairRetention(_ context: Int) -> Double {
    guard context > 1 else { return 0 }
    let n = Double(context)
    return 2 * (1 - meanInverse(context)) / (n - 1)
  }

  /// The mean of 1/t over t = 1 … n.
  private static func meanInverse(_ n: Int) -> Double {
    let count = Double(max(n, 1))
    guard n > 1024 else { return (1...max(n, 1)).reduce(0) { $0 + 1 / Double($1) } / count }
    // DLMF 5.11.2: the next term is 1/(120 n⁴).
    let euler = 0.577_215_664_901_532_9
    let harmonic = Portable.log(count) + euler + 1 / (2 * count) - 1 / (12 * count * count)
    return harmonic / count
  }

  /// The mean of 1/t² over t = 1 … n.
  private static func meanInverseSquare(_ n: Int) -> Double {
    let count = Double(max(n, 1))
    guard n > 1024 else {
      return (1...max(n, 1)).reduce(0) { $0 + 1 / (Double($1) * Double($1)) } / count
    }
    // π²/6 less the tail 1/n − 1/2n² + 1/6n³.
    let zeta2 = 1.644_934_066_848_226_4
    let tail = (1 - 1 / (2 * count) + 1 / (6 * count * count)) / count
    return (zeta2 - tail) / count
  }
}
