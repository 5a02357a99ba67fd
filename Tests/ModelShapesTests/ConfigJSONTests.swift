import Foundation
import ModelShapes
import Testing

private let qwen05 = """
  {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 896,
   "initializer_range": 0.02, "intermediate_size": 4864, "max_position_embeddings": 32768,
   "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14,
   "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
   "rope_theta": 1000000.0, "sliding_window": null, "tie_word_embeddings": true,
   "use_sliding_window": false, "vocab_size": 151936}
  """

private func shape(_ json: String, name: String? = nil) throws -> ModelShape {
  try ModelShape(configJSON: Array(json.utf8), name: name)
}

private func complaint(_ json: String) -> String? {
  do {
    _ = try shape(json)
    return nil
  } catch { return "\(error)" }
}

struct ConfigJSONTests {
  @Test func qwen2IsThePreset() throws {
    let read = try shape(qwen05, name: "qwen2.5-0.5b")
    #expect(try read == ModelCatalogue.shape(named: "qwen2.5-0.5b").replacing(family: .custom))
  }

  @Test func llamaIsThePreset() throws {
    let read = try shape(
      """
      {"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32,
       "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336,
       "vocab_size": 128256, "max_position_embeddings": 131072, "rms_norm_eps": 1e-05,
       "rope_theta": 500000.0, "attention_bias": false, "mlp_bias": false,
       "tie_word_embeddings": false, "hidden_act": "silu", "initializer_range": 0.02}
      """, name: "llama-3.1-8b")
    #expect(try read == ModelCatalogue.shape(named: "llama-3.1-8b").replacing(family: .custom))
  }

  /// As `save_pretrained` writes it: null is as good as absent, also where a size may be left out.
  @Test func nullIsAbsent() throws {
    let shape = try ModelShape(
      configJSON: """
        {"model_type": "gpt2", "n_embd": 48, "n_layer": 3, "n_head": 6, "n_inner": null,
         "n_positions": 32, "vocab_size": 61, "tie_word_embeddings": null}
        """.utf8)
    #expect(shape.intermediateSize == 192)
    #expect(shape.tiedHead)
  }

  @Test func gpt2IsThePreset() throws {
    let read = try shape(
      """
      {"activation_function": "gelu_new", "initializer_range": 0.02,
       "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 1024, "n_embd": 1600,
       "n_head": 25, "n_layer": 48, "n_positions": 1024, "vocab_size": 50257}
      """, name: "gpt2-xl")
    #expect(try read == ModelCatalogue.shape(named: "gpt2-xl").replacing(family: .custom))
  }

  /// Everything but the initialisation, which config.json does not tell truly.
  @Test func gptNeoXIsThePresetButForTheInitialisation() throws {
    let preset = try ModelCatalogue.shape(named: "pythia-410m")
    let read = try shape(
      """
      {"hidden_act": "gelu", "hidden_size": 1024, "initializer_range": 0.02,
       "intermediate_size": 4096, "layer_norm_eps": 1e-05, "max_position_embeddings": 2048,
       "model_type": "gpt_neox", "num_attention_heads": 16, "num_hidden_layers": 24,
       "rotary_emb_base": 10000, "rotary_pct": 0.25, "tie_word_embeddings": false,
       "use_parallel_residual": true, "vocab_size": 50304}
      """, name: "pythia-410m")
    #expect(read.initialisation == Initialisation(.constant(0.02)))
    #expect(
      try read.replacing(initialisation: preset.initialisation)
        == preset.replacing(family: .custom))
  }

  /// Mistral Nemo's: heads of 128 that do not multiply to the hidden size.
  @Test func headDimensionOfItsOwn() throws {
    let read = try shape(
      """
      {"model_type": "mistral", "_name_or_path": "mistralai/Mistral-Nemo-Base-2407",
       "hidden_size": 5120, "num_hidden_layers": 40,
       "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128,
       "intermediate_size": 14336, "vocab_size": 131072, "max_position_embeddings": 1024000,
       "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "hidden_act": "silu"}
      """)
    #expect(read.queryWidth == 4096 && read.keyValueWidth == 1024)
    #expect(read.parameterCount.total == 12_247_782_400)
    #expect(read.name == "mistral-nemo-base-2407")
  }

  @Test func newerFilesKeepThetaInRopeParameters() throws {
    let json = qwen05.replacing(
      "\"rope_theta\": 1000000.0", with: "\"rope_parameters\": {\"rope_theta\": 1000000.0}")
    #expect(try shape(json).position == .rotary(theta: 1e6, fraction: 1))
  }

  @Test(arguments: [
    (
      "\"hidden_size\": 896", "\"hidden_size\": -4",
      "config.json: hidden_size is -4; expected an integer from 1 to 1048576"
    ),
    (
      "\"hidden_size\": 896", "\"hidden\": 896",
      "config.json: hidden_size is missing; expected an integer from 1 to 1048576"
    ),
    (
      "\"num_hidden_layers\": 24", "\"num_hidden_layers\": 0",
      "config.json: num_hidden_layers is 0; expected an integer from 1 to 16384"
    ),
    (
      "\"num_hidden_layers\": 24", "\"num_hidden_layers\": 24.5",
      "config.json: num_hidden_layers is 24.5; expected an integer from 1 to 16384"
    ),
    (
      "\"vocab_size\": 151936", "\"vocab_size\": 99999999999999999999",
      "config.json: vocab_size is 1e+20; expected an integer from 1 to 16777216"
    ),
    (
      "\"vocab_size\": 151936", "\"vocab_size\": \"many\"",
      "config.json: vocab_size is \"many\"; expected an integer from 1 to 16777216"
    ),
    (
      "\"vocab_size\": 151936", "\"vocab_size\": true",
      "config.json: vocab_size is true; expected an integer from 1 to 16777216"
    ),
    (
      "\"num_attention_heads\": 14", "\"num_attention_heads\": 15",
      "config.json: num_attention_heads is 15; expected a divisor of hidden_size, which is 896"
    ),
    (
      "\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3",
      "config.json: num_key_value_heads is 3; expected a divisor of num_attention_heads, "
        + "which is 14"
    ),
    (
      "\"model_type\": \"qwen2\"", "\"model_type\": \"bert\"",
      "config.json: model_type is \"bert\"; expected one of qwen2, llama, mistral, gpt2, gpt_neox"
    ),
    (
      "\"model_type\": \"qwen2\"", "\"kind\": 0",
      "config.json: model_type is missing; expected one of qwen2, llama, mistral, gpt2, gpt_neox"
    ),
    (
      "\"hidden_act\": \"silu\"", "\"hidden_act\": \"maxout\"",
      "config.json: hidden_act is \"maxout\"; expected one of silu, swish, gelu, gelu_new, "
        + "gelu_pytorch_tanh, gelu_fast, relu, tanh"
    ),
    (
      "\"rms_norm_eps\": 1e-06", "\"rms_norm_eps\": -1",
      "config.json: rms_norm_eps is -1; expected a number from 0.0 to 0.1"
    ),
    (
      "\"initializer_range\": 0.02", "\"initializer_range\": 0",
      "config.json: initializer_range is 0; expected a number above 0, up to 10.0"
    ),
    (
      "\"rope_theta\": 1000000.0", "\"rope_theta\": 0",
      "config.json: rope_theta is 0; expected a number above 0, up to 1000000000000.0"
    ),
    (
      "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": 1",
      "config.json: tie_word_embeddings is 1; expected true or false"
    ),
    (
      "{\"arch", "[\"arch",
      "config.json: text is not JSON (',' or ']' is missing in an array at byte 16); expected a JSON object"
    ),
  ])
  func badFields(good: String, bad: String, message: String) {
    #expect(qwen05.contains(good))
    #expect(complaint(qwen05.replacing(good, with: bad)) == message)
  }

  @Test func absurdProducts() {
    let json = qwen05.replacing("\"hidden_size\": 896", with: "\"hidden_size\": 1048576")
      .replacing("\"num_attention_heads\": 14", with: "\"num_attention_heads\": 16384")
      .replacing("\"num_hidden_layers\": 24", with: "\"num_hidden_layers\": 16384")
      .replacing("\"intermediate_size\": 4864", with: "\"intermediate_size\": 4194304")
    #expect(complaint(json)?.hasPrefix("config.json: parameter count is ") == true)
    let wide = qwen05.replacing(
      "\"num_attention_heads\": 14", with: "\"num_attention_heads\": 16384, \"head_dim\": 16384")
    #expect(
      complaint(wide)
        == "config.json: head_dim is 16384; expected at most 4194304 (2^22) when multiplied by "
        + "num_attention_heads, which is 16384")
  }

  @Test(arguments: ["", "{", "[1, 2]", "7", "null", "{\"a\": nan}", "\u{0}"])
  func notAnObject(text: String) {
    #expect(complaint(text)?.hasPrefix("config.json: ") == true, "\(text)")
  }

  @Test func nestedTooDeep() {
    #expect(complaint(String(repeating: "[", count: 100_000)) != nil)
  }

  @Test func filesAndFolders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ModelShapesTests-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("config.json")
    try Data(qwen05.utf8).write(to: file)
    #expect(try ModelShape(configAt: file.path) == ModelShape(configAt: folder.path))
    try Data(repeating: 32, count: ModelShape.largestConfigSize + 1).write(to: file)
    #expect(throws: ShapeError.self) { try ModelShape(configAt: file.path) }
    func complaint(_ name: String) -> String? {
      do throws(ShapeError) {
        _ = try ModelShape(configAt: folder.appendingPathComponent(name).path)
        return nil
      } catch { return "\(error.field) is \(error.value)" }
    }
    #expect(complaint("config.json") == "file is more than 1048576 bytes")
    try Data().write(to: file)
    #expect(complaint("config.json") == "file is empty")
    #expect(complaint("") == "file is empty")
    #expect(complaint("absent.json") == "file is missing (no such file)")
    #expect(complaint("config.json/config.json") == "file is missing (no such file)")
  }

  /// A file that does not name its model is named by where it lies.
  @Test func namesOfPaths() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ModelShapesTests-names-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let named = qwen05.replacing("{\"arch", with: "{\"_name_or_path\": \"me/own\", \"arch")
    for (path, text, name) in [
      ("a/config.json", qwen05, "a"), ("My Model/config.json", qwen05, "my-model"),
      ("c/tiny.json", qwen05, "tiny"), ("d/config.json", named, "own"),
    ] {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      #expect(try ModelShape(configAt: file.path).name == name)
      #expect(try ModelShape(configAt: file.path, name: "given").name == "given")
    }
    #expect(try ModelShape(configAt: folder.path + "/a").name == "a")
    #expect(try ModelShape(configAt: folder.path + "/a/.").name == "a")
    #expect(try ModelShape(configAt: folder.path + "/c/../a/config.json").name == "a")
    #expect(try ModelShape(configAt: folder.path + "/a/../a/../a").name == "a")
  }
}
