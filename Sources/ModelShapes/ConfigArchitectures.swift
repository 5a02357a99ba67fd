import JSON

/// How a config.json of one `model_type` becomes a shape: its keys, and the defaults of Hugging Face's
/// configuration class (transformers, models/*/configuration_*.py) for what a file may leave out.
/// Sizes have no default: a file without them is refused.
struct ConfigArchitecture {
  let modelType: String
  let read: @Sendable (ConfigFields, String) throws(ShapeError) -> ModelShape

  static let all: [ConfigArchitecture] = [
    ConfigArchitecture(modelType: "qwen2") { (config, name) throws(ShapeError) in
      try config.llamaLike(name, biases: .queryKeyValue, theta: 10_000)
    },
    ConfigArchitecture(modelType: "llama") { (config, name) throws(ShapeError) in
      let attention = try config.flag("attention_bias", default: false)
      let mlp = try config.flag("mlp_bias", default: false)
      return try config.llamaLike(
        name,
        biases: Biases(
          query: attention, key: attention, value: attention, output: attention, mlp: mlp),
        theta: 10_000)
    },
    ConfigArchitecture(modelType: "mistral") { (config, name) throws(ShapeError) in
      try config.llamaLike(name, biases: .none, theta: 10_000)
    },
    ConfigArchitecture(modelType: "gpt2") { (config, name) throws(ShapeError) in
      try config.gpt2(name)
    },
    ConfigArchitecture(modelType: "gpt_neox") { (config, name) throws(ShapeError) in
      try config.gptNeoX(name)
    },
  ]

  /// The words of `hidden_act` and `activation_function`.
  static let activations: KeyValuePairs<String, Activation> = [
    "silu": .silu, "swish": .silu, "gelu": .gelu, "gelu_new": .geluTanh,
    "gelu_pytorch_tanh": .geluTanh, "gelu_fast": .geluTanh, "relu": .relu, "tanh": .tanh,
  ]
}

extension ConfigFields {
  private static let positive = Double.leastNonzeroMagnitude...1e12

  /// Finds the architecture by `model_type` and reads the shape.
  ///
  /// - Parameters:
  ///   - name: the shape's name; `nil` for the one the file gives itself.
  ///   - fallback: its name where the file gives none; `nil` for the model type.
  func shape(name: String?, orElse fallback: String?) throws(ShapeError) -> ModelShape {
    for architecture in ConfigArchitecture.all
    where self["model_type"] == .string(architecture.modelType) {
      return try architecture.read(
        self, name ?? ownName ?? fallback ?? architecture.modelType)
    }
    throw failure(
      "model_type",
      expected: "one of " + ConfigArchitecture.all.map(\.modelType).joined(separator: ", "))
  }

  fileprivate func llamaLike(
    _ name: String, biases: Biases, theta: Double
  ) throws(ShapeError) -> ModelShape {
    // transformers 5 moved rope_theta into rope_parameters.
    let rope = try object("rope_parameters")
    return try checked(
      keys: [
        .hiddenSize: "hidden_size", .layers: "num_hidden_layers",
        .attentionHeads: "num_attention_heads", .keyValueHeads: "num_key_value_heads",
        .headDimension: "head_dim", .intermediateSize: "intermediate_size",
        .vocabularySize: "vocab_size", .contextLength: "max_position_embeddings",
      ],
      name: name, tiedByDefault: false, biases: biases,
      normalisation: Normalisation(
        .rms, epsilon: try number("rms_norm_eps", default: 1e-6, in: 0...0.1)),
      activation: try word("hidden_act", default: .silu, among: ConfigArchitecture.activations),
      gated: true, residual: .preNorm,
      position: .rotary(
        theta: try rope.number(
          "rope_theta", default: try number("rope_theta", default: theta, in: Self.positive),
          in: Self.positive),
        fraction: 1),
      residualProjections: .same)
  }

  fileprivate func gpt2(_ name: String) throws(ShapeError) -> ModelShape {
    try checked(
      keys: [
        .hiddenSize: "n_embd", .layers: "n_layer", .attentionHeads: "n_head",
        .intermediateSize: "n_inner", .vocabularySize: "vocab_size",
        .contextLength: "n_positions",
      ],
      name: name, fillsIntermediateSize: true, tiedByDefault: true, biases: .all,
      normalisation: Normalisation(
        .layer, epsilon: try number("layer_norm_epsilon", default: 1e-5, in: 0...0.1)),
      activation: try word(
        "activation_function", default: .geluTanh, among: ConfigArchitecture.activations),
      gated: false, residual: .preNorm, position: .learned, residualProjections: .depthScaled)
  }

  fileprivate func gptNeoX(_ name: String) throws(ShapeError) -> ModelShape {
    let attention = try flag("attention_bias", default: true)
    let parallel = try flag("use_parallel_residual", default: true)
    let rope = try object("rope_parameters")
    return try checked(
      keys: [
        .hiddenSize: "hidden_size", .layers: "num_hidden_layers",
        .attentionHeads: "num_attention_heads", .intermediateSize: "intermediate_size",
        .vocabularySize: "vocab_size", .contextLength: "max_position_embeddings",
      ],
      name: name, tiedByDefault: false,
      biases: Biases(
        query: attention, key: attention, value: attention, output: attention, mlp: true),
      normalisation: Normalisation(
        .layer, epsilon: try number("layer_norm_eps", default: 1e-5, in: 0...0.1)),
      activation: try word("hidden_act", default: .gelu, among: ConfigArchitecture.activations),
      gated: false, residual: parallel ? .parallel : .preNorm,
      position: .rotary(
        theta: try rope.number(
          "rope_theta",
          default: try number("rotary_emb_base", default: 10_000, in: Self.positive),
          in: Self.positive),
        fraction: try rope.number(
          "partial_rotary_factor",
          default: try number("rotary_pct", default: 0.25, in: 0.001...1), in: 0.001...1)),
      residualProjections: .same)
  }

  /// Reads the sizes under the given keys and makes the shape; errors speak in the file's keys.
  private func checked(
    keys: [ShapeField: String], name: String, fillsIntermediateSize: Bool = false,
    tiedByDefault: Bool,
    biases: Biases, normalisation: Normalisation, activation: Activation, gated: Bool,
    residual: ResidualArrangement, position: PositionEncoding,
    residualProjections: Initialisation.ResidualProjections
  ) throws(ShapeError) -> ModelShape {
    func label(_ field: ShapeField) -> String { keys[field] ?? field.rawValue }
    let hidden = try size(label(.hiddenSize), .hiddenSize)
    let heads = try size(label(.attentionHeads), .attentionHeads)
    let headDimension = try ModelShape.headDimension(
      try optionalSize(label(.headDimension), .headDimension), hiddenSize: hidden,
      attentionHeads: heads, file: file, label: label)
    // GPT-2 may leave the intermediate size out: n_inner null means 4 · n_embd.
    let standardIntermediate = fillsIntermediateSize ? 4 * hidden : nil
    let intermediate =
      try optionalSize(label(.intermediateSize), .intermediateSize) ?? standardIntermediate
    guard let intermediate else {
      throw failure(
        label(.intermediateSize), expected: ShapeField.intermediateSize.expectation)
    }
    let shape = ModelShape(
      unchecked: name, family: .custom, hiddenSize: hidden,
      layers: try size(label(.layers), .layers), attentionHeads: heads,
      keyValueHeads: try optionalSize(label(.keyValueHeads), .keyValueHeads) ?? heads,
      headDimension: headDimension, intermediateSize: intermediate,
      vocabularySize: try size(label(.vocabularySize), .vocabularySize),
      tiedHead: try flag("tie_word_embeddings", default: tiedByDefault), biases: biases,
      normalisation: normalisation, activation: activation, gated: gated, residual: residual,
      position: position, contextLength: try size(label(.contextLength), .contextLength),
      initialisation: Initialisation(
        .constant(try number("initializer_range", default: 0.02, in: .leastNonzeroMagnitude...10)),
        residualProjections: residualProjections))
    try shape.validate(file: file, label: label)
    return shape
  }
}
