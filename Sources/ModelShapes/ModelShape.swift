/// The shape of a decoder-only transformer language model, as data: every size and choice that the
/// forward and backward pass depend on, and no weights.
///
/// A value always satisfies `ModelShape.validate`: sizes lie within `ShapeField.range`, heads fit the
/// hidden size, and no product of sizes that counts parameters overflows `Int`.
public struct ModelShape: Hashable, Sendable {
  /// The name results are labelled with, such as `qwen2.5-7b`.
  public let name: String
  /// The architecture family.
  public let family: ModelFamily
  /// The width d of the residual stream.
  public let hiddenSize: Int
  /// The number L of transformer blocks.
  public let layers: Int
  /// Query heads.
  public let attentionHeads: Int
  /// Key and value heads; fewer than `attentionHeads` under grouped-query attention.
  public let keyValueHeads: Int
  /// The width of one head.
  public let headDimension: Int
  /// The width of the MLP's hidden layer.
  public let intermediateSize: Int
  /// Rows V of the embedding table.
  public let vocabularySize: Int
  /// Whether the output head is the embedding table itself.
  public let tiedHead: Bool
  /// Which linear maps add a bias.
  public let biases: Biases
  /// The normalisation before each branch and before the head.
  public let normalisation: Normalisation
  /// The MLP's nonlinearity.
  public let activation: Activation
  /// Whether the MLP multiplies the activation by a second projection (SwiGLU and its kin).
  public let gated: Bool
  /// How attention and MLP join the residual stream.
  public let residual: ResidualArrangement
  /// How positions enter.
  public let position: PositionEncoding
  /// The longest context that the model was made for, in tokens.
  public let contextLength: Int
  /// The distribution of a fresh model's weights.
  public let initialisation: Initialisation

  /// A shape made of its parts, checked.
  ///
  /// - Parameter headDimension: `nil` for `hiddenSize / attentionHeads`, which must then be whole.
  /// - Throws: `ShapeError` naming the first field out of its range or at odds with another.
  public init(
    name: String, family: ModelFamily = .custom,
    hiddenSize: Int, layers: Int, attentionHeads: Int, keyValueHeads: Int,
    headDimension: Int? = nil, intermediateSize: Int, vocabularySize: Int,
    tiedHead: Bool, biases: Biases, normalisation: Normalisation, activation: Activation,
    gated: Bool, residual: ResidualArrangement, position: PositionEncoding, contextLength: Int,
    initialisation: Initialisation
  ) throws(ShapeError) {
    self.init(
      unchecked: name, family: family, hiddenSize: hiddenSize, layers: layers,
      attentionHeads: attentionHeads, keyValueHeads: keyValueHeads,
      headDimension: try Self.headDimension(
        headDimension, hiddenSize: hiddenSize, attentionHeads: attentionHeads),
      intermediateSize: intermediateSize, vocabularySize: vocabularySize, tiedHead: tiedHead,
      biases: biases, normalisation: normalisation, activation: activation, gated: gated,
      residual: residual, position: position, contextLength: contextLength,
      initialisation: initialisation)
    try validate()
  }

  /// For the tables of presets, whose every row is validated by a test.
  init(
    unchecked name: String, family: ModelFamily,
    hiddenSize: Int, layers: Int, attentionHeads: Int, keyValueHeads: Int, headDimension: Int,
    intermediateSize: Int, vocabularySize: Int, tiedHead: Bool, biases: Biases,
    normalisation: Normalisation, activation: Activation, gated: Bool,
    residual: ResidualArrangement, position: PositionEncoding, contextLength: Int,
    initialisation: Initialisation
  ) {
    self.name = name
    self.family = family
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.attentionHeads = attentionHeads
    self.keyValueHeads = keyValueHeads
    self.headDimension = headDimension
    self.intermediateSize = intermediateSize
    self.vocabularySize = vocabularySize
    self.tiedHead = tiedHead
    self.biases = biases
    self.normalisation = normalisation
    self.activation = activation
    self.gated = gated
    self.residual = residual
    self.position = position
    self.contextLength = contextLength
    self.initialisation = initialisation
  }

  /// Outputs of the query projection: `attentionHeads · headDimension`, usually the hidden size.
  public var queryWidth: Int { attentionHeads * headDimension }

  /// Outputs of the key projection, and of the value projection.
  public var keyValueWidth: Int { keyValueHeads * headDimension }

  /// The standard deviation of fresh weights; `branchDeviation` and `residualProjectionDeviation` are
  /// those of some others.
  public var weightDeviation: Double { initialisation.weightDeviation(hiddenSize: hiddenSize) }

  /// The standard deviation of the fresh weights that write to the residual stream: the attention's
  /// output projection and the MLP's down projection. Under DeepNorm it is `branchDeviation`, whatever
  /// the initialisation says of them.
  public var residualProjectionDeviation: Double {
    residual == .deepNorm
      ? branchDeviation
      : initialisation.residualProjectionDeviation(hiddenSize: hiddenSize, layers: layers)
  }

  /// The standard deviation of the fresh weights that a branch's result is proportional to beside the
  /// residual projections: the attention's value projection, the MLP's gate and up projections. Under
  /// DeepNorm β · `weightDeviation` with β = (8L)^-¼, else `weightDeviation`.
  public var branchDeviation: Double {
    residual == .deepNorm ? weightDeviation / fourthRoot(8 * Double(layers)) : weightDeviation
  }

  /// What the stream is multiplied by before a branch's result is added: DeepNorm's α = (2L)^¼, else 1.
  public var streamScale: Double { residual == .deepNorm ? fourthRoot(2 * Double(layers)) : 1 }

  private func fourthRoot(_ x: Double) -> Double { x.squareRoot().squareRoot() }

  /// The same shape with some sizes replaced, for sweeps that vary one thing and fix the rest.
  ///
  /// - Parameter headDimension: stays as it is unless given.
  /// - Throws: `ShapeError` when the result is not a valid shape.
  public func replacing(
    name: String? = nil, family: ModelFamily? = nil, hiddenSize: Int? = nil, layers: Int? = nil,
    attentionHeads: Int? = nil, keyValueHeads: Int? = nil, headDimension: Int? = nil,
    intermediateSize: Int? = nil,
    vocabularySize: Int? = nil, residual: ResidualArrangement? = nil, contextLength: Int? = nil,
    initialisation: Initialisation? = nil
  ) throws(ShapeError) -> ModelShape {
    try ModelShape(
      name: name ?? self.name, family: family ?? self.family,
      hiddenSize: hiddenSize ?? self.hiddenSize,
      layers: layers ?? self.layers, attentionHeads: attentionHeads ?? self.attentionHeads,
      keyValueHeads: keyValueHeads ?? self.keyValueHeads,
      headDimension: headDimension ?? self.headDimension,
      intermediateSize: intermediateSize ?? self.intermediateSize,
      vocabularySize: vocabularySize ?? self.vocabularySize, tiedHead: tiedHead, biases: biases,
      normalisation: normalisation, activation: activation, gated: gated,
      residual: residual ?? self.residual, position: position,
      contextLength: contextLength ?? self.contextLength,
      initialisation: initialisation ?? self.initialisation)
  }
}
