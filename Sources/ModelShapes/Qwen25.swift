/// Qwen2.5, from each base model's config.json (https://huggingface.co/Qwen).
enum Qwen25 {
  /// name, hidden, layers, heads, kv, intermediate, vocabulary, tied, eps, context
  private static let table: [(String, Int, Int, Int, Int, Int, Int, Bool, Double, Int)] = [
    ("0.5b", 896, 24, 14, 2, 4864, 151_936, true, 1e-6, 32_768),
    ("1.5b", 1536, 28, 12, 2, 8960, 151_936, true, 1e-6, 131_072),
    ("3b", 2048, 36, 16, 2, 11_008, 151_936, true, 1e-6, 32_768),
    ("7b", 3584, 28, 28, 4, 18_944, 152_064, false, 1e-6, 131_072),
    ("14b", 5120, 48, 40, 8, 13_824, 152_064, false, 1e-5, 131_072),
    ("32b", 5120, 64, 40, 8, 27_648, 152_064, false, 1e-5, 131_072),
    ("72b", 8192, 80, 64, 8, 29_568, 152_064, false, 1e-5, 131_072),
  ]

  static let presets = table.map {
    size, hidden, layers, heads, kv, intermediate, vocabulary, tied, epsilon, context in
    Preset(
      ModelShape(
        unchecked: "qwen2.5-\(size)", family: .qwen2, hiddenSize: hidden, layers: layers,
        attentionHeads: heads, keyValueHeads: kv, headDimension: hidden / heads,
        intermediateSize: intermediate, vocabularySize: vocabulary, tiedHead: tied,
        biases: .queryKeyValue, normalisation: Normalisation(.rms, epsilon: epsilon),
        activation: .silu, gated: true, residual: .preNorm,
        position: .rotary(theta: 1e6, fraction: 1), contextLength: context,
        initialisation: Initialisation(.constant(0.02))),
      aliases: [
        "Qwen/Qwen2.5-\(size.uppercased())", "Qwen/Qwen2.5-\(size.uppercased())-Instruct",
        "qwen2.5-\(size)-instruct",
      ])
  }
}
