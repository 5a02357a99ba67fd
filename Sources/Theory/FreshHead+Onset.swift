import PortableMath

extension FreshHead {
  /// The tokens per loss from which on at least a share, in (0, 1), of the non-target logits' gradients
  /// is flushed; below 1 where one token is enough, and by how much says nothing then.
  ///
  /// The share is Φ((ln(ηVT/2S) + τ²/2)/τ), solved for T; for a zero head, where all have one
  /// magnitude, the T at which they all are.
  public func nonTargetOnset(flushedShare share: Double, lossScale: Double, in format: FormatLimits)
    -> Double
  {
    let uniform = lossScale / (format.flushBoundary * Double(vocabularySize))
    let deviation = logitVariance.squareRoot()
    return uniform * Portable.exp(deviation * Portable.normalQuantile(share) - logitVariance / 2)
  }
}
