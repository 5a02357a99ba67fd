import Foundation

/// A folder as Hugging Face's transformers saves a model: two layers of 16 numbers, weights at random.
struct TinyModel {
  /// `qwen2` has biases of queries, keys and values.
  var modelType = "llama"
  /// The biases of queries and keys, all the same.
  var bias: Float = 0
  /// Left out of the file.
  var missing: String?
  /// What is put into config.json in place of its own.
  var config: [String: Int] = [:]

  static let vocabulary = 61
  private static let sizes = (hidden: 16, inner: 24, heads: 2, keyValueHeads: 1, layers: 2)

  /// Names and shapes.
  private var tensors: [(name: String, shape: [Int])] {
    let (hidden, inner, heads, keyValueHeads, layers) = Self.sizes
    let keys = hidden / heads * keyValueHeads
    var tensors = [
      ("model.embed_tokens.weight", [Self.vocabulary, hidden]), ("model.norm.weight", [hidden]),
      ("lm_head.weight", [Self.vocabulary, hidden]),
    ]
    for layer in 0..<layers {
      let prefix = "model.layers.\(layer)."
      tensors += [
        (prefix + "input_layernorm.weight", [hidden]),
        (prefix + "post_attention_layernorm.weight", [hidden]),
        (prefix + "self_attn.q_proj.weight", [hidden, hidden]),
        (prefix + "self_attn.k_proj.weight", [keys, hidden]),
        (prefix + "self_attn.v_proj.weight", [keys, hidden]),
        (prefix + "self_attn.o_proj.weight", [hidden, hidden]),
        (prefix + "mlp.gate_proj.weight", [inner, hidden]),
        (prefix + "mlp.up_proj.weight", [inner, hidden]),
        (prefix + "mlp.down_proj.weight", [hidden, inner]),
      ]
      if modelType == "qwen2" {
        tensors += [
          (prefix + "self_attn.q_proj.bias", [hidden]), (prefix + "self_attn.k_proj.bias", [keys]),
          (prefix + "self_attn.v_proj.bias", [keys]),
        ]
      }
    }
    return tensors.filter { $0.0 != missing }
  }

  func write(to folder: String, in bench: Workbench) throws {
    let (hidden, inner, heads, keyValueHeads, layers) = Self.sizes
    var fields: [String: Any] = [
      "model_type": modelType, "hidden_size": hidden, "num_hidden_layers": layers,
      "num_attention_heads": heads, "num_key_value_heads": keyValueHeads,
      "intermediate_size": inner, "vocab_size": Self.vocabulary, "max_position_embeddings": 64,
      "rms_norm_eps": 1e-5, "tie_word_embeddings": false, "hidden_act": "silu",
    ]
    for (key, value) in config { fields[key] = value }
    var header: [String: Any] = [:]
    var data = Data()
    var state: UInt64 = 1
    for (name, shape) in tensors {
      let count = shape.reduce(1, *)
      let numbers = (0..<count).map { _ -> Float in
        if name.hasSuffix("norm.weight") { return 1 }
        if name.hasSuffix("bias") { return name.contains("v_proj") ? 0 : bias }
        // Uniform, of variance 1/fan-in.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let uniform = Float(state >> 40) / Float(1 << 24) - 0.5
        return uniform * (12 / Float(shape.last ?? 1)).squareRoot()
      }
      header[name] = [
        "dtype": "F32", "shape": shape, "data_offsets": [data.count, data.count + 4 * count],
      ]
      numbers.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    let json = try JSONSerialization.data(withJSONObject: header)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
    try FileManager.default.createDirectory(
      at: bench.folder.appendingPathComponent(folder), withIntermediateDirectories: true)
    try bench.write(
      try JSONSerialization.data(withJSONObject: fields), to: folder + "/config.json")
    try bench.write(Data(length) + json + data, to: folder + "/model.safetensors")
  }
}
