/// What storing does to the worst of several tensors.
///
/// Only the tensors of the smallest and of the largest rms are looked at: the cosine falls toward the
/// underflow on one side and the overflow on the other. Between them it is at least as high, but for the
/// ripple of formats of few bits.
extension [GradientSite] {
  /// The tensor whose cosine is the lowest, and its rms; nil for no tensors.
  public func worst(
    tokens: Double, lossScale: Double = 1, in format: FormatLimits
  ) -> (site: GradientSite, rms: Double)? {
    func rms(_ site: GradientSite) -> Double { site.rms(tokens: tokens, lossScale: lossScale) }
    guard let least = self.min(by: { rms($0) < rms($1) }),
      let greatest = self.max(by: { rms($0) < rms($1) })
    else { return nil }
    let isLeast = format.cosine(rms(least)) <= format.cosine(rms(greatest))
    let site = isLeast ? least : greatest
    return (site, rms(site))
  }

  /// The power of two by which the worst cosine is best, and that cosine; nil for no tensors. Of scales
  /// that differ by less than 1e-12 in it, which is rounding, the smallest.
  public func bestScale(
    tokens: Double, in format: FormatLimits
  ) -> (scale: Double, cosine: Double)? {
    let rms = map { $0.rms(tokens: tokens) }
    guard let least = rms.min(), let greatest = rms.max() else { return nil }
    // From where the largest gradients begin to be stored to where the smallest overflow.
    let from = Int((format.leastNonzero / greatest).exponent) - 2
    let through = Int((format.largest / least).exponent) + 2
    var best: (scale: Double, cosine: Double)?
    for exponent in from...through {
      let scale = powerOfTwo(exponent)
      let needed = best.map { $0.cosine + 1e-12 } ?? -1
      // One of the two settles most exponents without the other.
      let lower = format.cosine(least * scale)
      if lower <= needed { continue }
      let worst = Swift.min(lower, format.cosine(greatest * scale))
      if worst > needed { best = (scale, worst) }
    }
    return best
  }
}

extension FormatLimits {
  /// The cosine of a Gaussian tensor, 0 where all of it becomes zero.
  fileprivate func cosine(_ deviation: Double) -> Double {
    GaussianUnderflow.effect(deviation: deviation, in: self).cosine ?? 0
  }
}
