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
    let values = cell.values
    func broken(_ field: String) -> StudyError {
      .badRow(
        cell: JSONValue.object(values).canonicalText,
        reason: "\(field) is missing or cannot be used")
    }
    func integer(_ field: String) throws(StudyError) -> Int {
      guard let value = values[field]?.integer, value >= 0 else { throw broken(field) }
      return value
    }
    func texts(_ field: String) throws(StudyError) -> [String] {
      guard let texts = values[field]?.array?.compactMap(\.string) else { throw broken(field) }
      return texts
    }
    seed = try integer("seed")
    switch values["work"] {
    case "control":
      guard let control = values["control"]?.string.flatMap(AccumulationControl.init(rawValue:))
      else { throw broken("control") }
      source = .control(control)
      return
    case "drawn":
      guard let name = values["terms"]?.string else { throw broken("terms") }
      source = .drawn(try TermDistribution(named: name), lanes: try integer("lanes"))
    case "network":
      source = .network(
        depth: try integer("depth"), width: try integer("width"),
        microBatch: try integer("micro_batch"), weights: try integer("weights"))
    default: throw broken("work")
    }
    formats = try texts("formats")
    accumulators = try texts("accumulators")
    guard let scale = values["scale"]?.double else { throw broken("scale") }
    self.scale = scale
    count = try integer("n")
  }
}
