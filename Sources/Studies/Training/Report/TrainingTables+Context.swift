import ModelShapes
import Networks
import Reporting

extension TrainingTables {
  /// What others have reported.
  static func publicCases() -> Table {
    Table(
      caption: "Public cases",
      columns: [
        .init("case"), .init("seen"), .init("consistent with"), .init("remark"),
      ],
      rows: PublicCase.all.map {
        [
          .text($0.source), .text($0.seen),
          .text($0.faults.isEmpty ? "–" : $0.faults.joined(separator: ", ")), .text($0.remark),
        ]
      })
  }

  /// Tokens whose activations are counted.
  private static let tokens = 2048

  /// Bytes a parameter: weights, gradients, Adam's two moments, and master weights where there are any.
  private static let kinds: [(name: String, bytes: Double)] = [
    ("fp32, or autocast", 4 + 4 + 8), ("16-bit with fp32 masters", 2 + 2 + 4 + 8),
    ("16-bit throughout", 2 + 2 + 4),
  ]

  /// What training takes, by model and policy.
  static func memory() -> Table {
    let rank = 8
    let shapes = ModelCatalogue.shapes.filter { $0.family == .qwen2 }
    return Table(
      caption:
        "GiB of weights, gradients and Adam's state; and of what the backward pass needs of \(tokens) tokens, in "
        + "16-bit numbers, logits in binary32",
      columns: [.init("model")] + kinds.map { .init($0.name, unit: "GiB") } + [
        .init("LoRA of rank \(rank), 16-bit base", unit: "GiB"),
        .init("activations, fused", unit: "GiB"), .init("eager", unit: "GiB"),
      ],
      rows: shapes.map { shape in
        let count = Double(shape.parameterCount.total)
        let adapters =
          Transformer(
            shape, length: 2, adapters: LowRank(rank: rank, alpha: Double(rank))
          ).parameters.reduce(0.0) { $0 + Double($1.count) } - count
        return [.text(shape.name)]
          + kinds.map { .number(gibibytes($0.bytes * count)) } + [
            .number(gibibytes(2 * count + 16 * adapters)),
            .number(gibibytes(activations(shape, isEager: false))),
            .number(gibibytes(activations(shape, isEager: true))),
          ]
      })
  }

  private static func gibibytes(_ bytes: Double) -> Double { bytes / 0x1p30 }

  /// Bytes that the layers of module Networks keep between the passes: of each token and layer what the two
  /// norms take in, the operands of the linear maps, queries, keys and values, and the MLP's four vectors; of
  /// eager attention also scores and probabilities; and the logits.
  private static func activations(_ shape: ModelShape, isEager: Bool) -> Double {
    let layer =
      4 * shape.hiddenSize + 2 * shape.queryWidth + 2 * shape.keyValueWidth
      + 4 * shape.intermediateSize + (isEager ? 2 * shape.attentionHeads * tokens : 0)
    return Double(tokens) * Double(2 * layer * shape.layers + 4 * shape.vocabularySize)
  }
}
