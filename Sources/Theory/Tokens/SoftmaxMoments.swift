import PortableMath

/// Expectations over the probabilities of causal attention: row n of N is a softmax of n independent normal
/// scores of variance τ². Exact integrals, evaluated to about 1e-11.
///
/// With weights w = e^z, W their sum, and 1/W^k = ∫ t^(k−1) e^(−tW) dt/(k−1)!,
///
///     E Σ p_j^k = n/(k−1)! ∫ M_k M_0^(n−1) dt/t
///     E (Σ p_j²)² = E Σ p_j⁴ + n(n−1)/3! ∫ M_2² M_0^(n−2) dt/t,        M_k(t) = E (tw)^k e^(−tw).
///
/// The sums over n are those of geometric series. In ln t, and over the normal density in M_k, integrands
/// are analytic and fall fast on both sides: the trapezoidal rule, whose error falls as e^(−2πa/h) with a the
/// width of the strip (Trefethen and Weideman 2014), π/2 and π/(2τ) here.
struct SoftmaxMoments {
  /// E Σ p²: the share of the values' variance that attention keeps.
  let retention: Double
  /// E Σ (p² − 2p³) + E (Σ p²)², which is E Σ_j p_j² (D_j − Σ p D)² for independent D of
  /// variance 1.
  let scoreEnergy: Double

  /// The means over all rows, for τ² ≥ 0 and N = `context` ≥ 1.
  init(variance: Double, context: Int) {
    let n = Double(context)
    var (retention, energy) = (0.0, 0.0)
    for node in Self.nodes(variance: variance, largestRow: n) {
      let (single, double) = Self.seriesDerivatives(n, lost: node.lost, logarithm: node.logKept)
      retention += node.second * single
      energy += node.scores * single + node.second * node.second / 6 * double
    }
    self.init(retention: Self.step * retention / n, scoreEnergy: Self.step * energy / n)
  }

  private init(retention: Double, scoreEnergy: Double) {
    self.retention = retention
    self.scoreEnergy = scoreEnergy
  }

  /// Each row's own, from the first to the `context`-th.
  static func rows(variance: Double, context: Int) -> [SoftmaxMoments] {
    let nodes = nodes(variance: variance, largestRow: Double(context))
    return (1...context).map { row in
      let n = Double(row)
      var (retention, energy) = (0.0, 0.0)
      for node in nodes {
        let others = n * Portable.exp((n - 1) * node.logKept)
        retention += node.second * others
        energy += node.scores * others
        guard row > 1 else { continue }
        energy +=
          node.second * node.second / 6 * n * (n - 1) * Portable.exp((n - 2) * node.logKept)
      }
      return SoftmaxMoments(retention: step * retention, scoreEnergy: step * energy)
    }
  }

  /// The distance of nodes in ln t.
  private static var step: Double { 0.25 }

  /// One t.
  private struct Node {
    /// 1 − M_0, with its digits where it is small.
    let lost: Double
    /// ln M_0.
    let logKept: Double
    /// M_2.
    let second: Double
    /// M_2 − M_3 + M_4/6.
    let scores: Double
  }

  private static func nodes(variance: Double, largestRow n: Double) -> [Node] {
    let deviation = variance.squareRoot()
    // (tw)^k e^(−tw) is bounded: what lies beyond 14 deviations is N times their probability, 1e-44.
    let reach = 14.0
    let spacing = min(0.0625, 0.25 / max(deviation, 1e-3))
    let weights = grid(reach: reach, spacing: spacing).map { z in
      (density: spacing * Portable.normalDensity(z), w: Portable.exp(deviation * z))
    }
    // Where all of tw lie below e^-19, of which squares are added up, and above 50.
    let lowest = -Portable.log(n) - 19 - deviation * reach
    return grid(from: lowest, to: 4 + deviation * reach, spacing: step).compactMap { s in
      let t = Portable.exp(s)
      var (lost, kept, second, third, fourth) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (density, w) in weights {
        let x = t * w
        let decay = Portable.exp(-x)
        kept += density * decay
        lost += density * (x < 0.5 ? -Portable.expMinusOne(-x) : 1 - decay)
        let square = density * x * x * decay
        second += square
        third += square * x
        fourth += square * x * x
      }
      guard kept > 0 else { return nil }
      return Node(
        lost: lost, logKept: lost < 0.5 ? Portable.log(onePlus: -lost) : Portable.log(kept),
        second: second, scores: second - third + fourth / 6)
    }
  }

  private static func grid(reach: Double, spacing: Double) -> [Double] {
    grid(from: -(reach / spacing).rounded(.up) * spacing, to: reach, spacing: spacing)
  }

  private static func grid(from lowest: Double, to highest: Double, spacing: Double) -> [Double] {
    (0...Int((highest - lowest) / spacing)).map { lowest + Double($0) * spacing }
  }

  /// Σ m x^(m−1) and Σ m(m−1) x^(m−2) over m ≤ n, for x = 1 − lost: the derivatives of Σ x^m.
  private static func seriesDerivatives(
    _ n: Double, lost: Double, logarithm: Double
  ) -> (first: Double, second: Double) {
    if n * lost >= 1 {
      let remainder = 1 - Portable.exp(n * logarithm) * (1 + n * lost)
      let first = remainder / (lost * lost)
      return (
        first, 2 * first / lost - n * (n + 1) * Portable.exp((n - 1) * logarithm) / lost
      )
    }
    // Σ x^m = Σ_j C(n + 1, j + 1)(−lost)^j, where the closed form would lose its digits; the terms fall as
    // 1/j!, and those with j > n are 0.
    var (first, second) = (0.0, 0.0)
    var term = n * (n + 1) / 2
    for j in 1...24 {
      let order = Double(j)
      first += order * term
      // C(n + 1, j + 2)/C(n + 1, j + 1) = (n − j)/(j + 2).
      let next = term * (n - order) / (order + 2)
      second += (order + 1) * order * next
      term = -next * lost
    }
    return (first, second)
  }
}
