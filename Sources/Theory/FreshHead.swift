import ModelShapes
import PortableMath

/// The output head of a fresh model under cross-entropy, averaged over T tokens.
///
/// The head's weights U are N(0, σ²) and its input h is normalised to rms 1 with gain 1 (`inputSquare` is
/// for models where it is not), so logits are N(0, τ²) with τ² = dσ²·E h², the partition sum is close to V·e^(τ²/2), and a probability is log-normal:
/// p = e^(z − τ²/2)/V. A logit's gradient is p/T, or (p − 1)/T for the target. The target is taken to
/// be independent of the logits. With σ = 0 (a zero head) p = 1/V throughout.
public struct FreshHead: Hashable, Sendable {
  /// V.
  public let vocabularySize: Int
  /// d.
  public let hiddenSize: Int
  /// σ, the standard deviation of the head's weights.
  public let deviation: Double
  /// E h², 1 behind a norm.
  public let inputSquare: Double

  /// A head of given sizes.
  public init(
    vocabularySize: Int, hiddenSize: Int, deviation: Double, inputSquare: Double = 1
  ) {
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.deviation = deviation
    self.inputSquare = inputSquare
  }

  /// The head of a model as it is started.
  public init(_ shape: ModelShape) {
    self.init(
      vocabularySize: shape.vocabularySize, hiddenSize: shape.hiddenSize,
      deviation: shape.weightDeviation,
      // A fresh ReZero model hands its embeddings to the head.
      inputSquare: shape.residual == .reZero ? shape.embeddingSquare : 1)
  }

  /// τ², the variance of the logits.
  public var logitVariance: Double { Double(hiddenSize) * deviation * deviation * inputSquare }

  /// The mean loss of the fresh model in nats: ln V + τ²/2, the mean of −ln p.
  public var crossEntropy: Double {
    Portable.log(Double(vocabularySize)) + logitVariance / 2
  }

  /// √(E p²) = e^(τ²/2)/V.
  public var probabilityRms: Double {
    Portable.exp(logitVariance / 2) / Double(vocabularySize)
  }

  /// The target logit's gradient times the loss scale, (1 − 1/V)·S/T: the largest single value of the
  /// backward pass at the logits, and the first to overflow.
  public func targetGradient(tokens: Double, lossScale: Double = 1) -> Double {
    (1 - 1 / Double(vocabularySize)) * lossScale / tokens
  }

  /// The rms of dL/dlogits over all T·V elements, √((1 − 1/V)² + (V − 1)·E p²) / (T√V): almost all of
  /// it is the targets'.
  public func logitGradientRms(tokens: Double, lossScale: Double = 1) -> Double {
    let vocabulary = Double(vocabularySize)
    let target = 1 - 1 / vocabulary
    let others = (vocabulary - 1) * probabilityRms * probabilityRms
    return lossScale / tokens * ((target * target + others) / vocabulary).squareRoot()
  }

  /// The rms of dL/dh, σS/T: the target's row of U over T.
  ///
  /// Neglects the mean row Σ pᵢ uᵢ, whose square adds σ² + e^(τ²)/V of that, below 1e-3 for every
  /// known model.
  public func hiddenGradientRms(tokens: Double, lossScale: Double = 1) -> Double {
    deviation * lossScale / tokens
  }

  /// What storing the gradients of the logits that are not targets does to them.
  ///
  /// Share of zeros: Φ((ln(ηVT/2S) + τ²/2)/τ).
  public func nonTargetEffect(
    tokens: Double, lossScale: Double = 1, in format: FormatLimits
  ) -> RoundingEffect {
    deviation > 0
      ? RoundingEffect(of: spreadLaw(tokens, lossScale), in: format)
      : RoundingEffect(of: uniformLaw(tokens, lossScale), in: format)
  }

  /// What storing the whole of dL/dlogits does: V − 1 non-targets and one target a token.
  ///
  /// Losing every non-target costs this tensor little energy, since the target has nearly all of it.
  public func logitsEffect(
    tokens: Double, lossScale: Double = 1, in format: FormatLimits
  ) -> RoundingEffect {
    let target = targetGradient(tokens: tokens, lossScale: lossScale)
    let others = Double(vocabularySize - 1)
    return deviation > 0
      ? RoundingEffect(
        of: spreadLaw(tokens, lossScale), count: others, and: target, in: format)
      : RoundingEffect(
        of: uniformLaw(tokens, lossScale), count: others, and: target, in: format)
  }

  /// For a zero head: the least whole number of tokens T at which every non-target gradient S/(VT)
  /// becomes zero, ⌈2S/(Vη)⌉.
  public func firstTokensAllFlushed(lossScale: Double = 1, in format: FormatLimits) -> Double {
    (lossScale / format.flushBoundary / Double(vocabularySize)).rounded(.up)
  }

  private func spreadLaw(_ tokens: Double, _ lossScale: Double) -> LogNormalLaw {
    LogNormalLaw(
      logMean: Portable.log(lossScale / (tokens * Double(vocabularySize))) - logitVariance / 2,
      logDeviation: logitVariance.squareRoot())
  }

  private func uniformLaw(_ tokens: Double, _ lossScale: Double) -> PointLaw {
    PointLaw(magnitude: lossScale / (tokens * Double(vocabularySize)))
  }
}

extension ModelShape {
  /// The mean square of a fresh model's embeddings, learned positions included.
  var embeddingSquare: Double {
    weightDeviation * weightDeviation * (position == .learned ? 2 : 1)
  }
}
