/// Pythia (Biderman et al. 2023): sizes from each model's config.json
/// (https://huggingface.co/EleutherAI); the initialisation from the training configuration
/// (https://github.com/EleutherAI/pythia, models/*/pythia-*.yml: `small_init`, `wang_init`), since the
/// `initializer_range` of 0.02 in config.json is not what these models were started with.
enum Pythia {
  /// name, hidden, layers, heads, vocabulary (padded to the tensor-parallel width of the run)
  private static let table: [(String, Int, Int, Int, Int)] = [
    ("70m", 512, 6, 8, 50_304),
    ("160m", 768, 12, 12, 50_304),
    ("410m", 1024, 24, 16, 50_304),
    ("1b", 2048, 16, 8, 50_304),
    ("1.4b", 2048, 24, 16, 50_304),
    ("2.8b", 2560, 32, 32, 50_304),
    ("6.9b", 4096, 32, 32, 50_432),
    ("12b", 5120, 36, 40, 50_688),
  ]

  static let presets = table.map { size, hidden, layers, heads, vocabulary in
    Preset(
      ModelShape(
        unchecked: "pythia-\(size)", family: .pythia, hiddenSize: hidden, layers: layers,
        attentionHeads: heads, keyValueHeads: heads, headDimension: hidden / heads,
        intermediateSize: 4 * hidden, vocabularySize: vocabulary, tiedHead: false, biases: .all,
        normalisation: Normalisation(.layer, epsilon: 1e-5), activation: .gelu, gated: false,
        residual: .parallel, position: .rotary(theta: 10_000, fraction: 0.25),
        contextLength: 2048,
        initialisation: Initialisation(.small, residualProjections: .wang)),
      aliases: [
        "EleutherAI/pythia-\(size)", "EleutherAI/pythia-\(size)-deduped",
        "pythia-\(size)-deduped",
      ])
  }
}
