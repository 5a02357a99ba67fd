import JSON

extension ModelShape {
  /// What a Hugging Face config.json says of the shape, for the architecture that has it: of `qwen2`, `llama`,
  /// `gpt2` and `gpt_neox`; nil for a shape of none of them.
  ///
  /// It reads back as the same shape, but for the initialisation: a file has one deviation for all matrices, and
  /// only GPT-2's code another for residual projections.
  public var config: JSONValue? {
    let shared: [String: JSONValue] = [
      "vocab_size": .integer(vocabularySize), "tie_word_embeddings": .bool(tiedHead),
      "initializer_range": .number(weightDeviation), "dtype": "float32",
    ]
    let own: [String: JSONValue]? =
      switch position {
      case .learned: gpt2Config
      case .rotary(let theta, let fraction):
        normalisation.kind == .rms ? llamaConfig(theta, fraction) : neoXConfig(theta, fraction)
      }
    return own.map { .object($0.merging(shared) { own, _ in own }) }
  }

  private func llamaConfig(_ theta: Double, _ fraction: Double) -> [String: JSONValue]? {
    let isQwen = biases == .queryKeyValue
    guard gated, activation == .silu, residual == .preNorm, fraction == 1,
      isQwen || biases == .none
    else { return nil }
    return sizes.merging([
      "model_type": isQwen ? "qwen2" : "llama",
      "architectures": [isQwen ? "Qwen2ForCausalLM" : "LlamaForCausalLM"],
      "num_key_value_heads": .integer(keyValueHeads), "head_dim": .integer(headDimension),
      "rms_norm_eps": .number(normalisation.epsilon), "hidden_act": "silu",
      "rope_theta": .number(theta),
    ]) { own, _ in own }
  }

  private func neoXConfig(_ theta: Double, _ fraction: Double) -> [String: JSONValue]? {
    guard !gated, residual == .parallel || residual == .preNorm, biases == .all,
      keyValueHeads == attentionHeads, queryWidth == hiddenSize,
      let word = word(of: activation)
    else { return nil }
    return sizes.merging([
      "model_type": "gpt_neox", "architectures": ["GPTNeoXForCausalLM"],
      "layer_norm_eps": .number(normalisation.epsilon), "hidden_act": .string(word),
      "rotary_emb_base": .number(theta), "rotary_pct": .number(fraction),
      "use_parallel_residual": .bool(residual == .parallel),
    ]) { own, _ in own }
  }

  private var gpt2Config: [String: JSONValue]? {
    guard !gated, residual == .preNorm, normalisation.kind == .layer, biases == .all,
      keyValueHeads == attentionHeads, queryWidth == hiddenSize,
      let word = word(of: activation)
    else { return nil }
    return [
      "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": .integer(hiddenSize),
      "n_layer": .integer(layers), "n_head": .integer(attentionHeads),
      "n_inner": .integer(intermediateSize), "n_positions": .integer(contextLength),
      "layer_norm_epsilon": .number(normalisation.epsilon), "activation_function": .string(word),
    ]
  }

  /// Sizes under the names that most architectures have for them.
  private var sizes: [String: JSONValue] {
    [
      "hidden_size": .integer(hiddenSize), "num_hidden_layers": .integer(layers),
      "num_attention_heads": .integer(attentionHeads),
      "intermediate_size": .integer(intermediateSize),
      "max_position_embeddings": .integer(contextLength),
    ]
  }

  private func word(of activation: Activation) -> String? {
    let word = activation == .geluTanh ? "gelu_new" : activation.rawValue
    return ConfigArchitecture.activations.contains { $0.key == word && $0.value == activation }
      ? word : nil
  }
}
