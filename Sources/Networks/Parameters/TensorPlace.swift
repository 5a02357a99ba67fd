import ModelShapes

/// Where a parameter lies among the tensors of a Hugging Face folder.
struct TensorPlace: Hashable, Sendable {
  /// The tensor's name.
  let tensor: String
  /// Whether the tensor has inputs as rows (GPT-2's `Conv1D`).
  var isTransposed = false
  /// Outputs of the tensor, of which the parameter's are a part.
  let outputs: Int
  /// Output o of the parameter is output o / block · stride + start + o % block of the tensor.
  var start = 0
  var block = Int.max
  var stride = 0

  /// The tensor's output that is the parameter's.
  func output(_ own: Int) -> Int { own / block * stride + start + own % block }

  /// How many outputs from one on lie side by side.
  func run(from own: Int) -> Int { block - own % block }

  /// The tensor's shape.
  func shape(of parameter: Parameter) -> [Int] {
    // Vectors have their elements as outputs.
    if Self.isVector(parameter) { return [outputs] }
    return isTransposed ? [parameter.columns, outputs] : [outputs, parameter.columns]
  }

  /// Where an element of the parameter is among the tensor's.
  func index(row: Int, column: Int, of parameter: Parameter) -> Int {
    if Self.isVector(parameter) { return output(column) }
    return isTransposed
      ? column * outputs + output(row) : output(row) * parameter.columns + column
  }

  /// Whether a parameter is a vector, and not a matrix of one row.
  static func isVector(_ parameter: Parameter) -> Bool {
    parameter.name.hasSuffix(".bias") || parameter.name.hasSuffix("norm.weight")
  }
}

/// How the architectures of Hugging Face's transformers name and join a model's parameters
/// (transformers, models/*/modeling_*.py).
enum TensorNaming: Hashable, Sendable {
  /// Llama, Mistral, Qwen2.
  case llama
  case gpt2
  case gptNeoX

  /// The architecture of a shape: that of learned positions is GPT-2's, that of a LayerNorm GPT-NeoX's.
  init(_ shape: ModelShape) {
    if shape.position == .learned {
      self = .gpt2
    } else {
      self = shape.normalisation.kind == .layer ? .gptNeoX : .llama
    }
  }

  /// Where a parameter lies.
  func place(of parameter: Parameter, in shape: ModelShape) -> TensorPlace {
    switch self {
    case .llama: llama(parameter)
    case .gpt2: gpt2(parameter, shape)
    case .gptNeoX: gptNeoX(parameter, shape)
    }
  }

  /// The parameter's outputs as the tensor has them, unless it holds others too.
  private func outputs(_ parameter: Parameter) -> Int {
    TensorPlace.isVector(parameter) ? parameter.columns : parameter.rows
  }

  /// The name without `.weight` or `.bias`, and that.
  private func split(_ name: String) -> (map: String, kind: String) {
    guard let dot = name.lastIndex(of: ".") else { return (name, "") }
    return (String(name[..<dot]), String(name[dot...]))
  }

  private func llama(_ parameter: Parameter) -> TensorPlace {
    let (map, kind) = split(parameter.name)
    let names = [
      "embedding": "model.embed_tokens", "head.norm": "model.norm", "head": "lm_head",
      "attention.norm": "input_layernorm", "mlp.norm": "post_attention_layernorm",
      "attention.query": "self_attn.q_proj", "attention.key": "self_attn.k_proj",
      "attention.value": "self_attn.v_proj", "attention.output": "self_attn.o_proj",
      "mlp.gate": "mlp.gate_proj", "mlp.up": "mlp.up_proj", "mlp.down": "mlp.down_proj",
    ]
    let layer = parameter.layer.map { "model.layers.\($0)." } ?? ""
    return TensorPlace(
      tensor: layer + (names[map] ?? map) + kind, outputs: outputs(parameter))
  }

  private func gpt2(_ parameter: Parameter, _ shape: ModelShape) -> TensorPlace {
    let (map, kind) = split(parameter.name)
    let names = [
      "embedding": "transformer.wte", "positions": "transformer.wpe",
      "head.norm": "transformer.ln_f", "head": "lm_head", "attention.norm": "ln_1",
      "mlp.norm": "ln_2", "attention.output": "attn.c_proj", "mlp.up": "mlp.c_fc",
      "mlp.down": "mlp.c_proj",
    ]
    let layer = parameter.layer.map { "transformer.h.\($0)." } ?? ""
    // One tensor of queries, keys and values, in this order.
    let joined = ["attention.query", "attention.key", "attention.value"]
    let third = joined.firstIndex(of: map)
    let isMatrix = parameter.layer != nil && !TensorPlace.isVector(parameter)
    return TensorPlace(
      tensor: layer + (third == nil ? names[map] ?? map : "attn.c_attn") + kind,
      isTransposed: isMatrix, outputs: (third == nil ? 1 : 3) * outputs(parameter),
      start: (third ?? 0) * shape.hiddenSize)
  }

  private func gptNeoX(_ parameter: Parameter, _ shape: ModelShape) -> TensorPlace {
    let (map, kind) = split(parameter.name)
    let names = [
      "embedding": "gpt_neox.embed_in", "head.norm": "gpt_neox.final_layer_norm",
      "head": "embed_out", "attention.norm": "input_layernorm",
      "mlp.norm": "post_attention_layernorm", "attention.output": "attention.dense",
      "mlp.up": "mlp.dense_h_to_4h", "mlp.down": "mlp.dense_4h_to_h",
    ]
    let layer = parameter.layer.map { "gpt_neox.layers.\($0)." } ?? ""
    let joined = ["attention.query", "attention.key", "attention.value"]
    guard let third = joined.firstIndex(of: map) else {
      return TensorPlace(
        tensor: layer + (names[map] ?? map) + kind, outputs: outputs(parameter))
    }
    // Head by head: its queries, its keys, its values.
    let width = shape.headDimension
    return TensorPlace(
      tensor: layer + "attention.query_key_value" + kind, outputs: 3 * outputs(parameter),
      start: third * width, block: width, stride: 3 * width)
  }
}
