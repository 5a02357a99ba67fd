/// How many parameters a model has, by the role they play; every parameter is in exactly one role.
public struct ParameterCount: Hashable, Sendable {
  /// The token embedding table, V·d.
  public let embedding: Int
  /// Learned position vectors; 0 with rotary positions.
  public let positions: Int
  /// The query, key, value and output matrices of all layers.
  public let attention: Int
  /// The matrices of all MLPs.
  public let mlp: Int
  /// Gains and biases of all normalisations, the final one among them; where a ReZero model has none,
  /// the weights of its branches.
  public let norms: Int
  /// The biases of all linear maps.
  public let biases: Int
  /// The output head, V·d; 0 when it is tied to the embedding.
  public let head: Int

  /// The sum over the roles.
  public var total: Int { embedding + positions + attention + mlp + norms + biases + head }

  /// The roles by name, in the order of the forward pass.
  public var byRole: [(role: String, count: Int)] {
    [
      ("embedding", embedding), ("positions", positions), ("attention", attention), ("mlp", mlp),
      ("norms", norms), ("biases", biases), ("head", head),
    ]
  }
}

extension ModelShape {
  /// The number of parameters by role, computed from the sizes.
  ///
  /// Two normalisations a block, and one before the head unless the last block ends with one; a ReZero
  /// model has one weight a block in their place.
  public var parameterCount: ParameterCount {
    let queries = queryWidth
    let keys = keyValueWidth
    let matricesOfMLP = gated ? 3 : 2
    let attentionBiases =
      (biases.query ? queries : 0) + (biases.key ? keys : 0) + (biases.value ? keys : 0)
      + (biases.output ? hiddenSize : 0)
    let mlpBiases = biases.mlp ? (matricesOfMLP - 1) * intermediateSize + hiddenSize : 0
    let vectorsOfNorm = normalisation.kind == .layer ? 2 : 1
    let norms = 2 * layers + (residual.hasHeadNorm ? 1 : 0)
    return ParameterCount(
      embedding: vocabularySize * hiddenSize,
      positions: position == .learned ? contextLength * hiddenSize : 0,
      attention: layers * hiddenSize * (2 * queries + 2 * keys),
      mlp: layers * matricesOfMLP * hiddenSize * intermediateSize,
      norms: residual.hasBranchNorms ? norms * vectorsOfNorm * hiddenSize : layers,
      biases: layers * (attentionBiases + mlpBiases),
      head: tiedHead ? 0 : vocabularySize * hiddenSize)
  }
}
