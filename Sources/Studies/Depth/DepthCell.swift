import JSON

/// One unit of work of the depth study: a network of one seed, passed in binary32 and with its gradients in
/// every format at every loss scale.
struct DepthCell: Hashable, Sendable {
  var network: String
  var depth: Int
  var width: Int
  var examples: Int
  /// The standard deviation of the gradient at the end.
  var upstream: Double
  var formats: [String]
  var scales: [Double]
  var seed: Int
  /// Whether there are rows of single layers.
  var listsLayers: Bool

  /// The cell as the store keeps it.
  var cell: Cell {
    Cell([
      "network": .string(network), "depth": .integer(depth), "width": .integer(width),
      "examples": .integer(examples), "upstream": .number(upstream),
      "formats": .array(formats.map { .string($0) }),
      "loss_scales": .array(scales.map { .number($0) }), "seed": .integer(seed),
      "layers": .bool(listsLayers),
    ])
  }
}

extension DepthCell {
  /// The cell that the store gave back.
  init(_ cell: Cell) throws(StudyError) {
    let fields = CellFields(cell)
    self.init(
      network: try fields.text("network"), depth: try fields.integer("depth"),
      width: try fields.integer("width"), examples: try fields.integer("examples"),
      upstream: try fields.number("upstream"), formats: try fields.texts("formats"),
      scales: try fields.value("loss_scales") { $0.array?.compactMap(\.double) },
      seed: try fields.integer("seed"), listsLayers: try fields.flag("layers"))
  }
}
