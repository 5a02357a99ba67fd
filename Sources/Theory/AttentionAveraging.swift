import PortableMath

/// How attention weights are assumed to spread: what a fresh model's attention does to the variance of
/// the values it averages, and to gradients on their way back.
public enum AttentionAveraging: Hashable, Sendable {
  /// The causal average over all t tokens so far, for t = 1 … context, tokens independent. A fresh
  /// model attends nearly so while the variance of its scores, (dσ²)², is small; at larger widths the
  /// weights concentrate and more variance survives.
  case uniform(context: Int)
  /// A share a of the values' variance survives, 0 < a ≤ 1: a = 1 for tokens that attend to
  /// themselves alone or whose values are all equal.
  case retention(Double)

  /// E Σ p²: the share of variance that survives averaging. For the causal average it is H_n/n, the
  /// mean of 1/t. What all tokens share survives whole, and is not meant here.
  public var retention: Double {
    switch self {
    case .uniform(let context): Self.meanInverse(context)
    case .retention(let share): share
    }
  }

  /// What two tokens' averages have in common: E Σ p p′ over pairs of tokens. For the causal average of
  /// tokens i < j it is 1/j, whose mean over pairs is 2(n − H_n)/(n(n − 1)).
  public var pairRetention: Double {
    switch self {
    case .uniform(let context):
      guard context > 1 else { return 0 }
      let n = Double(context)
      return 2 * (1 - Self.meanInverse(context)) / (n - 1)
    case .retention: return 0
    }
  }

  /// E Σ p²·(1 − p), which the gradients of queries and keys are proportional to: 0 where a token sees
  /// only one other.
  public var scoreFactor: Double {
    switch self {
    case .uniform(let context):
      Self.meanInverse(context) - Self.meanInverseSquare(context)
    case .retention(let share): share * (1 - share)
    }
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
