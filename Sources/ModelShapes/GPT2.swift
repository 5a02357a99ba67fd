/// GPT-2 (Radford et al. 2019), from each model's config.json
/// (https://huggingface.co/openai-community).
enum GPT2 {
  /// name, hidden, layers, heads, aliases
  private static let table: [(String, Int, Int, Int, [String])] = [
    ("gpt2", 768, 12, 12, ["gpt2-small", "gpt2-124m"]),
    ("gpt2-medium", 1024, 24, 16, ["gpt2-355m"]),
    ("gpt2-large", 1280, 36, 20, ["gpt2-774m"]),
    ("gpt2-xl", 1600, 48, 25, ["gpt2-1.5b"]),
  ]

  static let presets = table.map { name, hidden, layers, heads, aliases in
    Preset(
      ModelShape(
        unchecked: name, family: .gpt2, hiddenSize: hidden, layers: layers,
        attentionHeads: heads, keyValueHeads: heads, headDimension: hidden / heads,
        intermediateSize: 4 * hidden, vocabularySize: 50_257, tiedHead: true, biases: .all,
        normalisation: Normalisation(.layer, epsilon: 1e-5), activation: .geluTanh, gated: false,
        residual: .preNorm, position: .learned, contextLength: 1024,
        initialisation: Initialisation(.constant(0.02), residualProjections: .depthScaled)),
      aliases: ["openai-community/\(name)"] + aliases)
  }
}
