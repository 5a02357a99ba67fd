/// The loss scales that suit every gradient tensor of a model at once, and the tensors that set the ends.
public struct ModelWindow: Hashable, Sendable {
  /// What every tensor allows.
  public let window: LossScaleWindow
  /// The tensor that needs the largest scale, the first from the head down; `nil` for the logits.
  public let limitedBelow: GradientSite?
  /// The tensor that overflows first; `nil` for the logits.
  public let limitedAbove: GradientSite?
}

extension ResidualPrediction {
  /// The window over dL/dlogits and all of `tensors`.
  ///
  /// - Parameters:
  ///   - tokens: T.
  ///   - threshold: the cosine that each tensor must keep, in (0, 1).
  ///   - deviation: `GaussianUnderflow.deviation(cosine: threshold, in: format)`, computed once for a
  ///     format; `nil` if the format never reaches it.
  ///   - expectedOverflows: see `GradientSite.expectedLargest`.
  public func window(
    tokens: Double, cosine threshold: Double, deviation: Double?, in format: FormatLimits,
    expectedOverflows: Double = 0.01
  ) -> ModelWindow {
    var result = FreshHead(shape).window(tokens: tokens, cosine: threshold, in: format)
    var below: GradientSite?
    var above: GradientSite?
    for site in tensors {
      let next = site.window(
        tokens: tokens, deviation: deviation, in: format, expectedOverflows: expectedOverflows)
      let both = result.intersection(next)
      if both.minimumExponent != result.minimumExponent { below = site }
      if both.maximumExponent != result.maximumExponent { above = site }
      result = both
    }
    return ModelWindow(window: result, limitedBelow: below, limitedAbove: above)
  }
}
