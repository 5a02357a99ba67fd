/// Llama 3.1 and 3.2, from each model's config.json (https://huggingface.co/meta-llama).
enum Llama3 {
  /// name, hidden, layers, heads, kv, intermediate, tied
  private static let table: [(String, Int, Int, Int, Int, Int, Bool)] = [
    ("3.2-1b", 2048, 16, 32, 8, 8192, true),
    ("3.2-3b", 3072, 28, 24, 8, 8192, true),
    ("3.1-8b", 4096, 32, 32, 8, 14_336, false),
    ("3.1-70b", 8192, 80, 64, 8, 28_672, false),
  ]

  static let presets = table.map { size, hidden, layers, heads, kv, intermediate, tied in
    Preset(
      ModelShape(
        unchecked: "llama-\(size)", family: .llama3, hiddenSize: hidden, layers: layers,
        attentionHeads: heads, keyValueHeads: kv, headDimension: hidden / heads,
        intermediateSize: intermediate, vocabularySize: 128_256, tiedHead: tied, biases: .none,
        normalisation: Normalisation(.rms, epsilon: 1e-5), activation: .silu, gated: true,
        residual: .preNorm, position: .rotary(theta: 5e5, fraction: 1), contextLength: 131_072,
        initialisation: Initialisation(.constant(0.02))),
      aliases: hubNames(size.uppercased()))
  }

  /// The Hugging Face ids; 3.1 was published as Meta-Llama-3.1.
  private static func hubNames(_ size: String) -> [String] {
    let names = ["Llama-\(size)"] + (size.hasPrefix("3.1") ? ["Meta-Llama-\(size)"] : [])
    return names.flatMap { ["meta-llama/\($0)", "meta-llama/\($0)-Instruct"] }
  }
}
