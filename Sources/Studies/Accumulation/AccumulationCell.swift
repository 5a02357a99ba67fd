import FloatFormats
import JSON
import Kernels

/// One unit of work of the accumulation study: terms from one source, cast and accumulated in many
/// ways. Terms are drawn once for all of them.
struct AccumulationCell: Hashable, Sendable {
  /// Where the terms come from.
  enum Source: Hashable, Sendable {
    /// Draws of a distribution in each of a number of lanes.
    case drawn(TermDistribution, lanes: Int)
    /// Gradients of a network's weights, a term a micro-batch, so many weights a layer.
    case network(depth: Int, width: Int, microBatch: Int, weights: Int)
    /// Gradients of the small transformer's weights, a term a micro-batch, so many weights a matrix.
    case transformer(microBatch: Int, weights: Int)
    /// A published case.
    case control(AccumulationControl)
  }

  var source: Source
  /// Formats of the terms, by name.
  var formats: [String] = []
  /// Accumulators, by name; a format skips those that do not take it.
  var accumulators: [String] = []
  var scale = 1.0
  /// Most terms; a power of two.
  var count = 0
  var seed: Int

  /// The cell as the store keeps it.
  var cell: Cell {
    var values: [String: JSONValue] = ["seed": .integer(seed)]
    switch source {
    case .control(let control):
      values["work"] = "control"
      values["control"] = .string(control.rawValue)
      return Cell(values)
    case .drawn(let distribution, let lanes):
      values["work"] = "drawn"
      values["terms"] = .string(distribution.name)
      values["lanes"] = .integer(lanes)
    case .network(let depth, let width, let microBatch, let weights):
      values["work"] = "network"
      values["depth"] = .integer(depth)
      values["width"] = .integer(width)
      values["micro_batch"] = .integer(microBatch)
      values["weights"] = .integer(weights)
    case .transformer(let microBatch, let weights):
      values["work"] = "transformer"
      values["micro_batch"] = .integer(microBatch)
      values["weights"] = .integer(weights)
    }
    values["formats"] = .array(formats.map { .string($0) })
    values["accumulators"] = .array(accumulators.map { .string($0) })
    values["scale"] = .number(scale)
    values["n"] = .integer(count)
    return Cell(values)
  }

  init(source: Source, seed: Int) {
    self.source = source
    self.seed = seed
  }

  /// The cell that the store gave back.
  init(_ cell: Cell) throws(StudyError) {
    let fields = CellFields(cell)
    seed = try fields.integer("seed")
    switch fields["work"] {
    case "control":
      source = .control(
        try fields.value("control") { $0.string.flatMap(AccumulationControl.init(rawValue:)) })
      return
    case "drawn":
      source = .drawn(
        try TermDistribution(named: fields.text("terms")), lanes: try fields.integer("lanes"))
    case "network":
      source = .network(
        depth: try fields.integer("depth"), width: try fields.integer("width"),
        microBatch: try fields.integer("micro_batch"), weights: try fields.integer("weights"))
    case "transformer":
      source = .transformer(
        microBatch: try fields.integer("micro_batch"), weights: try fields.integer("weights"))
    default: throw fields.broken("work")
    }
    formats = try fields.texts("formats")
    accumulators = try fields.texts("accumulators")
    scale = try fields.number("scale")
    count = try fields.integer("n")
  }
}
