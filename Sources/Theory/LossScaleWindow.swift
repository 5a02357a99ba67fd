import PortableMath

/// The powers of two that a loss may be multiplied by: from the smallest at which a tensor keeps its
/// cosine to the largest at which none of its elements overflows.
public struct LossScaleWindow: Hashable, Sendable {
  /// log2 of the smallest scale; `nil` if no scale keeps the cosine.
  public let minimumExponent: Int?
  /// log2 of the largest scale.
  public let maximumExponent: Int

  /// A window with those ends.
  public init(minimumExponent: Int?, maximumExponent: Int) {
    self.minimumExponent = minimumExponent
    self.maximumExponent = maximumExponent
  }

  /// Its width in binades, maximum − minimum: 0 for a single scale, negative where none serves; `nil`
  /// without a minimum.
  public var binades: Int? { minimumExponent.map { maximumExponent - $0 } }

  /// What both windows allow.
  public func intersection(_ other: LossScaleWindow) -> LossScaleWindow {
    let minimum = minimumExponent.flatMap { mine in
      other.minimumExponent.map { max(mine, $0) }
    }
    return LossScaleWindow(
      minimumExponent: minimum, maximumExponent: min(maximumExponent, other.maximumExponent))
  }
}

extension GradientSite {
  /// The window of this tensor in a format.
  ///
  /// - Parameters:
  ///   - tokens: T.
  ///   - deviation: the least deviation that keeps the cosine wanted, from
  ///     `GaussianUnderflow.deviation(cosine:in:)`: the same for every site of a format; `nil` if none.
  ///   - expectedOverflows: see `expectedLargest`.
  ///
  /// A tensor of zeros allows every scale: from 2^-1022 to 2^1023.
  public func window(
    tokens: Double, deviation: Double?, in format: FormatLimits,
    expectedOverflows: Double = 0.01
  ) -> LossScaleWindow {
    let rms = rms(tokens: tokens)
    guard rms > 0 else { return LossScaleWindow(minimumExponent: -1022, maximumExponent: 1023) }
    let largest = expectedLargest(tokens: tokens, expectedOverflows: expectedOverflows)
    return LossScaleWindow(
      minimumExponent: deviation.map { exponentNotBelow($0 / rms) },
      maximumExponent: exponentBelow(format.firstOverflow / largest))
  }

  /// The magnitude that is exceeded by `expectedOverflows` of the tensor's elements a step, on
  /// average: rms · z with n·P(|z| > ·) equal to it.
  ///
  /// The default, 0.01, allows one overflow in a hundred steps and tensors. (The mean of the largest
  /// of n, where the expectation is near ½, would skip every other step.) It enters
  /// through about √(2 ln(n/expectedOverflows)): from a million elements on, a hundredth of the
  /// default raises the result by less than a fifth of a binade.
  public func expectedLargest(tokens: Double, expectedOverflows: Double = 0.01) -> Double {
    let share = min(1, expectedOverflows / count(tokens: tokens))
    return -Portable.normalQuantile(share / 2) * rms(tokens: tokens)
  }

  /// log2 of the room above and below, at a loss scale: largest / expected largest element, and
  /// rms / least nonzero value, in binades.
  public func headroom(
    tokens: Double, lossScale: Double = 1, in format: FormatLimits,
    expectedOverflows: Double = 0.01
  ) -> (above: Double, below: Double) {
    let largest = expectedLargest(tokens: tokens, expectedOverflows: expectedOverflows)
    return (
      log2Ratio(format.largest, largest * lossScale),
      log2Ratio(rms(tokens: tokens, lossScale: lossScale), format.leastNonzero)
    )
  }
}

extension FreshHead {
  /// The window of dL/dlogits as a whole: cosine over all T·V elements, overflow of the target's
  /// (1 − 1/V)/T, which every token has, so no quantile enters.
  ///
  /// The minimum is searched for among the scales from 2^8 below the one that lifts the target to the
  /// least nonzero value up to the maximum.
  public func window(
    tokens: Double, cosine threshold: Double, in format: FormatLimits
  ) -> LossScaleWindow {
    let target = targetGradient(tokens: tokens)
    let maximum = exponentBelow(format.firstOverflow / target)
    var exponent = exponentNotBelow(format.leastNonzero / target) - 8
    while exponent <= maximum {
      let effect = logitsEffect(tokens: tokens, lossScale: powerOfTwo(exponent), in: format)
      if let cosine = effect.cosine, cosine >= threshold {
        return LossScaleWindow(minimumExponent: exponent, maximumExponent: maximum)
      }
      exponent += 1
    }
    return LossScaleWindow(minimumExponent: nil, maximumExponent: maximum)
  }
}

extension Sequence<LossScaleWindow> {
  /// What all windows allow; `nil` for none.
  public func intersection() -> LossScaleWindow? {
    reduce(nil) { (result: LossScaleWindow?, next) in result?.intersection(next) ?? next }
  }
}
