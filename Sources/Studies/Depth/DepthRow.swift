import JSON

/// One row of the depth study's results.csv: one quantity of one network.
struct DepthRow: Sendable {
  /// What a row says.
  enum Quantity: String, CaseIterable, Sendable {
    /// The rms of the signal that a layer takes in, before its activation.
    case signal
    /// The rms of the gradient of what a layer's linear map takes in, in binary32.
    case gradient
    /// The share of these gradients that are zeros in the format.
    case zeros
    /// How many layers back half of them are zeros, between whole layers; empty where they never are.
    case halfZeros = "half_zeros"
    /// How many layers back, from the end on, each of these gradients keeps its cosine; all: the depth.
    case reach
    /// The cosine of all weights' gradients as one vector.
    case cosine
  }

  /// Where a value comes from.
  enum Source: String, Sendable {
    /// Mean-field theory, of infinitely many networks.
    case predicted
    /// A pass of this network.
    case simulated
  }

  var network = ""
  var depth: Int?
  var width: Int?
  var examples: Int?
  var upstream: Double?
  var seed: Int?
  var format = ""
  var lossScale: Double?
  /// Layers between the gradient and the network's end.
  var back: Int?
  var quantity = Quantity.gradient
  var value: Double?
  var source = Source.simulated

  /// The columns of results.csv.
  static var columns: [ResultColumn] { table.map(\.column) }

  /// Every column: its name and help, what a row writes there, and what it reads back.
  private static let table: [RowColumn<Self>] = [
    .constant("study", "depth", "depth"),
    .text("network", \.network, "activation and initialisation, and whether it is residual"),
    .integer("depth", \.depth, "layers of the network"),
    .integer("width", \.width, "width of its layers"),
    .integer("examples", \.examples, "examples of the batch"),
    .number("upstream", \.upstream, "standard deviation of the gradient at the network's end"),
    .integer("seed", \.seed, "of weights, inputs and upstream gradients"),
    .text(
      "format", \.format,
      "the format that gradients of signals were stored in; empty for binary32"),
    .number("loss_scale", \.lossScale, "what the upstream gradient was multiplied by"),
    .integer(
      "layers_back", \.back,
      "layers between the tensor and the network's end: 0 is what the last layer takes in"),
    .choice(
      "quantity", \.quantity,
      "signal, gradient: the rms of what a layer's linear map takes in, before the activation, and of the "
        + "gradient of it, behind it; zeros: the share of these gradients that are zeros; half_zeros: layers "
        + "back at which half of them are, empty where they never are; reach: layers back as far as each of "
        + "them keeps cosine \(Threshold.cosineText) against binary32; cosine: of all weights' gradients as "
        + "one vector against binary32, empty where one is not finite"
    ),
    .number("value", \.value, digits: 5, "the value"),
    .choice(
      "source", \.source, "predicted: mean-field theory; simulated: a pass of this network"),
  ]

  /// The row as the store keeps it.
  var row: Row { RowColumn.fields(of: self, Self.table) }

  init() {}

  /// The row that the store gave back; nil when it has another shape.
  init?(_ row: Row) {
    guard RowColumn.read(row, into: &self, Self.table) else { return nil }
  }
}
