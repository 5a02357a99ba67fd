import ModelShapes
import PortableMath

extension PlainPrediction {
  /// The cosine between each layer's input gradient and the same of exact gradients where every gradient of
  /// a signal is stored in a format, to nearest: at k, k layers back from the end, k = 0 … L − 1.
  ///
  /// A storing whose cosine is c, of normal numbers of the predicted rms, adds an error with r = 1/c² − 1
  /// times the gradient's energy. Such errors are taken as uncorrelated with the gradient and with each
  /// other; on the way back weights do to an error what they do to the gradient, so that its share of
  /// the energy stays. With s the share of g_{l−1}'s energy that comes through layer l's branch, 1 without
  /// residual connections, e_l the share of errors in g_l, and i_l that in the input gradient:
  ///
  ///     e_L = r      i_l = e_l + r      e_{l−1} = e_l + s·r + ρ(s)·r      cosine = 1/√(1 + i_l)
  ///
  /// where ρ is 1 without residual connections, but 0 for ReLU: what its derivative, 0 or 1, multiplies is in
  /// the format already. With them it is what a branch that is small beside the stream leaves of the error
  /// (``roundingShare(deviation:added:in:)``). Where gradients overflow or all are flushed, the cosine is 0.
  ///
  /// - Parameter lossScale: what gradients are multiplied by before they are stored.
  public func inputGradientCosines(in format: FormatLimits, lossScale: Double = 1) -> [Double] {
    func deviation(_ tensor: PlainTensor, _ l: Int) -> Double {
      rms(of: tensor, at: l, lossScale: lossScale) ?? 0
    }
    func error(_ tensor: PlainTensor, _ l: Int) -> Double {
      let effect = GaussianUnderflow.effect(deviation: deviation(tensor, l), in: format)
      guard let cosine = effect.cosine, cosine > 0, effect.overflowShare * Self.manyElements < 1
      else { return .infinity }
      return 1 / (cosine * cosine) - 1
    }
    func share(_ l: Int, branch: Double) -> Double {
      guard shape.residual != nil else { return shape.activation == .relu ? 0 : 1 }
      let rms = deviation(.gradient, l - 1)
      return Self.roundingShare(deviation: rms, added: rms * branch.squareRoot(), in: format)
    }
    var cosines: [Double] = []
    var stream = error(.gradient, shape.depth)
    for l in (1...shape.depth).reversed() {
      let stored = error(.inputGradient, l)
      cosines.append(1 / (1 + stream + stored).squareRoot())
      let branch = branchShare(l)
      let left = share(l, branch: branch)
      stream += branch * stored + (left > 0 ? left * error(.gradient, l - 1) : 0)
    }
    return cosines
  }

  /// Elements of a tensor of which none must overflow.
  private static var manyElements: Double { 0x1p14 }

  /// The share of g_{l−1}'s energy that comes through the branch of layer l.
  private func branchShare(_ l: Int) -> Double {
    guard shape.residual != nil, let above = rms(of: .gradient, at: l),
      let below = rms(of: .gradient, at: l - 1), below > 0
    else { return 1 }
    return max(0, 1 - above * above / (below * below))
  }

  /// What is left of the rounding error's energy where the number that is rounded is one of the format with a
  /// small one added, instead of any number: below 1 because a stream that swamps what is added is not
  /// rounded anew.
  ///
  /// With a quantum q and an added normal number of deviation σ the error's mean square is
  ///
  ///     q²/12 · (1 + 12/π² · Σ_{k≥1} (−1)^k/k² · e^(−2π²k²σ²/q²)),
  ///
  /// the Fourier series of (t − ⌊t⌉)² under the normal law: σ² where that is small, q²/12 where it is large.
  /// Binades of the stream, a normal law of the deviation, are weighted by their probability and q².
  static func roundingShare(deviation: Double, added: Double, in format: FormatLimits) -> Double {
    guard deviation > 0, deviation.isFinite else { return 1 }
    let law = GaussianLaw(deviation: deviation)
    var (all, left) = (0.0, 0.0)
    // Five binades above the deviation there is nothing; below the least number all have its quantum.
    let least = Int(format.leastNonzero.exponent)
    for exponent in least...max(least, Int(deviation.exponent) + 5) {
      let lower = exponent == least ? 0 : powerOfTwo(exponent)
      let share = law.moments(from: lower, to: powerOfTwo(exponent + 1)).share
      let quantum = max(format.leastNonzero, powerOfTwo(exponent - format.precision + 1))
      all += share * quantum * quantum
      left += share * quantum * quantum * roundingShare(ratio: added / quantum)
    }
    return all > 0 ? left / all : 1
  }

  private static func roundingShare(ratio: Double) -> Double {
    // The series' terms are below 1e-8 from the next on; here σ² is right to 1e-10 of it.
    guard ratio >= 0.08 else { return 12 * ratio * ratio }
    let rate = 2 * Double.pi * Double.pi * ratio * ratio
    var sum = 0.0
    for k in 1...12 {
      let square = Double(k * k)
      sum += (k % 2 == 0 ? 1 : -1) / square * Portable.exp(-rate * square)
    }
    return 1 + 12 / (Double.pi * Double.pi) * sum
  }
}
