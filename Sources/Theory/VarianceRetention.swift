import PortableMath

/// The variance retention ratio: how much of the variance of a sum of n independent terms of mean 0
/// is left when partial sums have few bits, as predicted by Sakr et al., "Accumulation bit-width
/// scaling for ultra-low precision training of deep networks" (ICLR 2019), full swamping only.
///
/// The sum is taken to stop for good at the first i at which it exceeds 2^m deviations of a term, m
/// the fraction bits of the accumulator; qᵢ is their probability of that. A predictor, not an oracle:
/// sums that have stopped in fact move again when they meet a large term, so that more is retained.
public enum VarianceRetention {
  /// The ratio at each of `counts` terms (ascending, each at least 2), for m = `fractionBits`.
  ///
  /// VRR = (Σ i·qᵢ + n·q̃ₙ) / (n·(Σ qᵢ + q̃ₙ)), i from 2 to n − 1, with qᵢ = 2Q(2^m/√i)·(1 −
  /// 2Q(2^m/√(i−1))) and q̃ₙ = 1 − 2Q(2^m/√n), Q the normal tail. Sums over more than 1024 terms are
  /// integrals over their logarithm; the result has a relative error below 1e-6.
  public static func ratios(fractionBits: Int, counts: [Double]) -> [Double] {
    let limit = Double(sign: .plus, exponent: fractionBits, significand: 1)
    func tail(_ i: Double) -> Double { 2 * Portable.normalCDF(-limit / i.squareRoot()) }
    func q(_ i: Double) -> Double { tail(i) * (1 - tail(i - 1)) }
    var (mass, moment) = (0.0, 0.0)
    var next = 2.0
    var ratios: [Double] = []
    for n in counts {
      while next < min(n, directCount) {
        mass += q(next)
        moment += next * q(next)
        next += 1
      }
      if next < n {
        // Σ f(i) over next ≤ i < n is ∫ f from next − ½ to n − ½, up to f''/24 ≈ f/(24 i²).
        let (start, end) = (next - 0.5, n - 0.5)
        let steps = 256.0
        let width = Portable.log(end / start) / steps
        var left = start
        for step in 1...Int(steps) {
          let right = step == Int(steps) ? end : start * Portable.exp(width * Double(step))
          // Gauss and Legendre's rule with two points, exact for cubics.
          let (centre, half) = ((left + right) / 2, (right - left) / 2)
          for x in [centre - half / 3.0.squareRoot(), centre + half / 3.0.squareRoot()] {
            mass += half * q(x)
            moment += half * x * q(x)
          }
          left = right
        }
        next = n
      }
      let survivors = 1 - tail(n)
      ratios.append((moment + n * survivors) / (n * (mass + survivors)))
    }
    return ratios
  }

  /// The ratio of a sum in chunks: that of the chunks times that of the sum of their sums.
  public static func ratio(
    fractionBits: Int, chunk: Double, outerFractionBits: Int, chunks: Double
  ) -> Double {
    let inner = ratios(fractionBits: fractionBits, counts: [max(2, chunk)])[0]
    return chunks < 2
      ? inner : inner * ratios(fractionBits: outerFractionBits, counts: [chunks])[0]
  }

  /// Terms that are summed one by one.
  private static let directCount = 1024.0
}
