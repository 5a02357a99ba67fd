/// What the backward pass of a plain network starts from.
public enum PlainObjective: Hashable, Sendable {
  /// Gradients of the outputs that are independent normal numbers of this standard deviation.
  case upstream(deviation: Double)
  /// The mean cross-entropy, over so many examples, of outputs taken as logits; labels are drawn
  /// uniformly. There are more examples per loss than are simulated where these are one micro-batch of
  /// many.
  case crossEntropy(examplesPerLoss: Double)
}
