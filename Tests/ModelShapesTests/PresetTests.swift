import ModelShapes
import NearestNames
import Testing

/// The published parameter counts; the only place where they are written down.
private let publishedCounts: KeyValuePairs = [
  "qwen2.5-0.5b": 494_032_768, "qwen2.5-1.5b": 1_543_714_304, "qwen2.5-3b": 3_085_938_688,
  "qwen2.5-7b": 7_615_616_512, "qwen2.5-14b": 14_770_033_664, "qwen2.5-32b": 32_763_876_352,
  "qwen2.5-72b": 72_706_203_648,
  "llama-3.2-1b": 1_235_814_400, "llama-3.2-3b": 3_212_749_824, "llama-3.1-8b": 8_030_261_248,
  "llama-3.1-70b": 70_553_706_496,
  "gpt2": 124_439_808, "gpt2-medium": 354_823_168, "gpt2-large": 774_030_080,
  "gpt2-xl": 1_557_611_200,
  "pythia-70m": 70_426_624, "pythia-160m": 162_322_944, "pythia-410m": 405_334_016,
  "pythia-1b": 1_011_781_632, "pythia-1.4b": 1_414_647_808, "pythia-2.8b": 2_775_208_960,
  "pythia-6.9b": 6_857_302_016, "pythia-12b": 11_846_072_320,
]

struct PresetTests {
  @Test func countsEqualThePublishedOnes() throws {
    #expect(ModelCatalogue.names == publishedCounts.map(\.key))
    for (name, published) in publishedCounts {
      let count = try ModelCatalogue.shape(named: name).parameterCount
      #expect(count.total == published, "\(name): computed \(count.total), published \(published)")
      #expect(count.byRole.reduce(0) { $0 + $1.count } == count.total)
    }
  }

  /// By hand for GPT-2 small: 12 layers of 4·768² and 8·768², 13 bias vectors of 768 less the four of
  /// the two normalisations.
  @Test func rolesOfGPT2() throws {
    let count = try ModelCatalogue.shape(named: "gpt2").parameterCount
    #expect(count.embedding == 50_257 * 768)
    #expect(count.positions == 1024 * 768)
    #expect(count.attention == 12 * 4 * 768 * 768)
    #expect(count.mlp == 12 * 8 * 768 * 768)
    #expect(count.norms == (2 * 12 + 1) * 2 * 768)
    #expect(count.biases == 12 * (3 + 1 + 4 + 1) * 768)
    #expect(count.head == 0)
  }

  /// Grouped-query attention and a gated MLP by hand, for Qwen2.5-0.5B.
  @Test func rolesOfQwen() throws {
    let count = try ModelCatalogue.shape(named: "qwen2.5-0.5b").parameterCount
    #expect(count.attention == 24 * 896 * (896 + 128 + 128 + 896))
    #expect(count.mlp == 24 * 3 * 896 * 4864)
    #expect(count.norms == (2 * 24 + 1) * 896)
    #expect(count.biases == 24 * (896 + 128 + 128))
    #expect(count.positions == 0 && count.head == 0)
  }

  /// DeepNorm's α = (2L)^¼ and β = (8L)^-¼ at L = 2 and 32; ReZero's one weight a block, and no norms.
  @Test func residualVariants() throws {
    let gpt2 = try ModelCatalogue.shape(named: "gpt2")
    for (layers, alpha, beta) in [(2, 2.0.squareRoot(), 0.5), (32, 8.0.squareRoot(), 0.25)] {
      let deep = try gpt2.replacing(layers: layers, residual: .deepNorm)
      #expect(abs(deep.streamScale - alpha) < 1e-15)
      #expect(abs(deep.branchDeviation - 0.02 * beta) < 1e-17)
      #expect(deep.residualProjectionDeviation == deep.branchDeviation)
      #expect(deep.weightDeviation == 0.02)
    }
    #expect(gpt2.streamScale == 1 && gpt2.branchDeviation == 0.02)
    let zero = try gpt2.replacing(residual: .reZero)
    #expect(zero.parameterCount.norms == 12)
    #expect(zero.residualProjectionDeviation == gpt2.residualProjectionDeviation)
  }

  @Test func everyPresetIsValid() throws {
    for shape in ModelCatalogue.shapes {
      #expect(throws: Never.self, "\(shape.name)") { try shape.replacing() }
      #expect(try shape.replacing() == shape)
      #expect(shape.queryWidth == shape.hiddenSize, "\(shape.name)")
    }
  }

  /// The configurations as published, by hand: heads, key-value heads, ε, and θ of the rotary angles (nil
  /// for learned positions).
  @Test(
    arguments: [
      ("qwen2.5-0.5b", 14, 2, 1e-6, 1e6), ("qwen2.5-1.5b", 12, 2, 1e-6, 1e6),
      ("qwen2.5-3b", 16, 2, 1e-6, 1e6), ("qwen2.5-7b", 28, 4, 1e-6, 1e6),
      ("qwen2.5-14b", 40, 8, 1e-5, 1e6), ("qwen2.5-32b", 40, 8, 1e-5, 1e6),
      ("qwen2.5-72b", 64, 8, 1e-5, 1e6),
      ("llama-3.2-1b", 32, 8, 1e-5, 5e5), ("llama-3.2-3b", 24, 8, 1e-5, 5e5),
      ("llama-3.1-8b", 32, 8, 1e-5, 5e5), ("llama-3.1-70b", 64, 8, 1e-5, 5e5),
      ("gpt2", 12, 12, 1e-5, nil), ("gpt2-medium", 16, 16, 1e-5, nil),
      ("gpt2-large", 20, 20, 1e-5, nil), ("gpt2-xl", 25, 25, 1e-5, nil),
      ("pythia-70m", 8, 8, 1e-5, 1e4), ("pythia-160m", 12, 12, 1e-5, 1e4),
      ("pythia-410m", 16, 16, 1e-5, 1e4), ("pythia-1b", 8, 8, 1e-5, 1e4),
      ("pythia-1.4b", 16, 16, 1e-5, 1e4), ("pythia-2.8b", 32, 32, 1e-5, 1e4),
      ("pythia-6.9b", 32, 32, 1e-5, 1e4), ("pythia-12b", 40, 40, 1e-5, 1e4),
    ] as [(String, Int, Int, Double, Double?)])
  func whatCountsDoNotShow(
    name: String, heads: Int, keyValueHeads: Int, epsilon: Double, theta: Double?
  ) throws {
    let shape = try ModelCatalogue.shape(named: name)
    #expect(shape.attentionHeads == heads)
    #expect(shape.keyValueHeads == keyValueHeads)
    #expect(shape.headDimension == shape.hiddenSize / heads)
    #expect(shape.normalisation.epsilon == epsilon)
    #expect(shape.normalisation.kind == (name.first == "q" || name.first == "l" ? .rms : .layer))
    let fraction = name.hasPrefix("pythia") ? 0.25 : 1
    #expect(shape.position == theta.map { .rotary(theta: $0, fraction: fraction) } ?? .learned)
  }

  @Test func freshWeights() throws {
    let qwen = try ModelCatalogue.shape(named: "qwen2.5-7b")
    #expect(qwen.weightDeviation == 0.02 && qwen.residualProjectionDeviation == 0.02)
    // GPT-2 XL: 0.02 / √96.
    let gpt2 = try ModelCatalogue.shape(named: "gpt2-xl")
    #expect(abs(gpt2.residualProjectionDeviation - 0.002_041_241_452_319_315) < 1e-17)
    // Pythia-410m: √(2/5120) = 1/√2560, and 2/(24·32).
    let pythia = try ModelCatalogue.shape(named: "pythia-410m")
    #expect(abs(pythia.weightDeviation - 0.019_764_235_376_052_37) < 1e-16)
    #expect(pythia.residualProjectionDeviation == 2.0 / 768)
  }
}

struct NameTests {
  @Test(arguments: [
    ("Qwen/Qwen2.5-7B", "qwen2.5-7b"), ("QWEN2.5-7B-instruct", "qwen2.5-7b"),
    ("meta-llama/Llama-3.1-8B", "llama-3.1-8b"), ("gpt2_xl", "gpt2-xl"),
    ("openai-community/gpt2", "gpt2"), ("EleutherAI/pythia-1.4b-deduped", "pythia-1.4b"),
  ])
  func aliases(alias: String, name: String) throws {
    #expect(try ModelCatalogue.shape(named: alias).name == name)
  }

  /// The base models' repositories on the Hugging Face hub, in the hub's case.
  @Test(arguments: [
    ("qwen2.5-0.5b", ["Qwen/Qwen2.5-0.5B"]), ("qwen2.5-1.5b", ["Qwen/Qwen2.5-1.5B"]),
    ("qwen2.5-72b", ["Qwen/Qwen2.5-72B"]), ("llama-3.2-1b", ["meta-llama/Llama-3.2-1B"]),
    ("llama-3.2-3b", ["meta-llama/Llama-3.2-3B"]),
    ("llama-3.1-8b", ["meta-llama/Llama-3.1-8B", "meta-llama/Meta-Llama-3.1-8B"]),
    ("llama-3.1-70b", ["meta-llama/Llama-3.1-70B", "meta-llama/Meta-Llama-3.1-70B"]),
    ("gpt2-xl", ["openai-community/gpt2-xl"]),
    ("pythia-1.4b", ["EleutherAI/pythia-1.4b", "EleutherAI/pythia-1.4b-deduped"]),
  ])
  func hubNames(name: String, repositories: [String]) {
    let aliases = ModelCatalogue.aliases(of: name)
    #expect(aliases.filter { $0.contains("/") && !$0.hasSuffix("-Instruct") } == repositories)
  }

  @Test func noNameIsSharedByTwoModels() {
    var owner: [String: String] = [:]
    for name in ModelCatalogue.names {
      for alias in [name] + ModelCatalogue.aliases(of: name) {
        let before = owner.updateValue(name, forKey: alias.lowercased())
        #expect(before == nil, "\(alias) names \(before ?? "") and \(name)")
      }
    }
  }

  @Test func unknownNamesGetSuggestions() {
    func message(_ name: String) -> String? {
      do throws(UnknownNameError) {
        _ = try ModelCatalogue.shape(named: name)
        return nil
      } catch { return error.description }
    }
    #expect(
      message("qwen2.5-7")
        == "unknown model 'qwen2.5-7': did you mean qwen2.5-7b, qwen2.5-3b or qwen2.5-72b?")
    #expect(message("gpt2-xxl") == "unknown model 'gpt2-xxl': did you mean gpt2-xl?")
    #expect(message("zzzzzzzzzzzzzzzz") == "unknown model 'zzzzzzzzzzzzzzzz'")
    #expect(message("")?.hasPrefix("unknown model ''") == true)
    #expect(message(String(repeating: "q", count: 100_000))?.contains("did you mean") == false)
  }
}
