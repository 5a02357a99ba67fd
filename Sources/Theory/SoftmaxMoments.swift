import PortableMath

/// Expectations over the probabilities of causal attention: row n of N is a softmax of n independent normal
/// scores of variance τ². Exact integrals, evaluated to about 1e-12.
///
/// With weights w = e^z, W their sum, and 1/W^k = ∫ t^(k−1) e^(−tW) dt/(k−1)!,
///
///     E Σ p_j^k = n/(k−1)! ∫ t^(k−1) M_k M_0^(n−1) dt
///     E (Σ p_j²)² = E Σ p_j⁴ + n(n−1)/3! ∫ t³ M_2² M_0^(n−2) dt,        M_k(t) = E w^k e^(−tw),
///
/// where M_k(t) = e^(k²τ²/2) M_0(t e^(kτ²)), the normal density being shifted by kτ. The sums over n are
/// those of geometric series. In ln t the integrand is analytic, falls as a power of t on one side and as a
/// log-normal density on the other: the trapezoidal rule, as for M_0.
struct SoftmaxMoments {
  /// The mean of E Σ p² over the rows: the share of the values' variance that attention keeps.
  let retention: Double
  /// The mean of E Σ (p² − 2p³) + E (Σ p²)² over the rows: E Σ_j p_j² (D_j − Σ p D)² for independent D of
  /// variance 1.
  let scoreEnergy: Double

  /// For τ² in (0, 16] and N = `context` ≥ 1.
  init(variance: Double, context: Int) {
    let n = Double(context)
    let deviation = variance.squareRoot()
    // Below, t² has fallen to 1e-17 of what it is where M_2 begins to; above, the density of ln w has.
    let lowest = -Portable.log(n) - 2 * variance - 20
    let highest = 10 * deviation + 4
    let step = 0.25
    var (retention, energy) = (0.0, 0.0)
    for index in 0...Int((highest - lowest) / step) {
      let s = lowest + Double(index) * step
      let t = Portable.exp(s)
      func moment(_ k: Double) -> Double {
        Portable.exp(k * k * variance / 2)
          * Self.transform(s + k * variance, deviation) { Portable.exp(-$0) }
      }
      // 1 − M_0, which must keep its digits where it is small.
      let lost = Self.transform(s, deviation) { -Portable.expMinusOne(-$0) }
      let kept = lost < 0.5 ? Portable.log(onePlus: -lost) : Portable.log(moment(0))
      let (single, double) = Self.seriesDerivatives(n, lost: lost, logarithm: kept)
      let second = moment(2)
      let square = t * t * second * single
      retention += square
      energy +=
        square - t * t * t * moment(3) * single
        + t * t * t * t / 6 * (moment(4) * single + second * second * double)
    }
    self.retention = step * retention / n
    scoreEnergy = step * energy / n
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

  /// E f(e^(s + τz)) for a standard normal z.
  private static func transform(
    _ s: Double, _ deviation: Double, _ function: (Double) -> Double
  ) -> Double {
    var sum = 0.0
    // M_4 is taken at densities shifted by 4τ ≤ 16, with some seven deviations to spare, and more.
    for i in -448...448 {
      let z = Double(i) * 0.0625
      sum += 0.0625 * Portable.normalDensity(z) * function(Portable.exp(s + deviation * z))
    }
    return sum
  }
}
