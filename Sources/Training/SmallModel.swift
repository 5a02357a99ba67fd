import ModelShapes

/// The shape of Qwen2.5 in small: for runs of seconds.
public enum SmallModel {
  /// Width 32, two layers, two heads that share one key-value head, biases of queries, keys and values, a
  /// tied head; 34,000 parameters of a vocabulary of 512.
  /// - Throws: `ShapeError` for a vocabulary that no model has.
  public static func shape(vocabularySize: Int) throws(ShapeError) -> ModelShape {
    try ModelShape(
      name: "small", hiddenSize: 32, layers: 2, attentionHeads: 2, keyValueHeads: 1,
      intermediateSize: 64, vocabularySize: vocabularySize, tiedHead: true, biases: .queryKeyValue,
      normalisation: Normalisation(.rms, epsilon: 1e-6), activation: .silu, gated: true,
      residual: .preNorm, position: .rotary(theta: 10000, fraction: 1), contextLength: 256,
      initialisation: Initialisation(.constant(0.02)))
  }
}
