import FloatFormats

/// How many layers back gradients reach in plain networks, whatever a residual stream would do for them.
///
/// A fresh network, an upstream gradient at its end, and a backward pass in which every gradient of a signal
/// is stored in a format: how many layers back half of them are zeros, and how many keep their direction;
/// beside the mean-field theory's prediction. Signals and parameters' gradients are binary32, so that what
/// is lost is lost by the way back alone.
public struct DepthStudy: Study {
  /// `depth`.
  public let name = "depth"
  /// One line for people.
  public let summary =
    "How many layers back gradients reach in plain networks: mean-field theory beside backward passes."
  /// Raised with every change that moves a result.
  public let numericsVersion = 1

  /// The study.
  public init() {}

  /// What can be varied.
  public var axes: [Axis] {
    [
      Axis(
        name: "network", kind: .text,
        defaults: [
          "relu/lecun-normal", "relu/torch-linear", "relu/he-normal", "tanh/critical-tanh",
          "relu/he-normal/residual",
        ],
        help: "ACTIVATION/INITIALISATION, with /residual behind it for residual connections."),
      Axis(
        name: "depth", kind: .integer(1...1 << 10), defaults: ["8..128*2"],
        help: "Layers of a network."),
      Axis(
        name: "width", kind: .integer(1...1 << 13), defaults: ["64..512*2"],
        help: "Width of its layers."),
      Axis(
        name: "format", kind: .text, defaults: ["binary16", "e5m2", "bfloat16"],
        help: "Formats that gradients of signals are stored in, to nearest even."),
      Axis(
        name: "loss_scale", kind: .positive, defaults: ["1", "2^16"],
        help:
          "What the upstream gradient is multiplied by. Formats with binary32's range take only the first."
      ),
      Axis(
        name: "upstream", kind: .positive, defaults: ["2^-12"],
        help: "The standard deviation of the gradient at the network's end; one value."),
      Axis(
        name: "examples", kind: .integer(1...1 << 12), defaults: ["64"],
        help: "Examples of the batch; one value."),
      Axis(
        name: "seed", kind: .integer(0...Int.max), defaults: ["1..3+1"],
        help: "Seeds of weights, inputs and upstream gradients."),
    ]
  }

  /// The columns of results.csv.
  public var columns: [ResultColumn] { DepthRow.columns }

  /// Network by network, and of each the depths, widths and seeds.
  public func plan(_ configuration: Configuration) throws(StudyError) -> [Cell] {
    func one<Value: CustomStringConvertible>(
      _ axis: String, _ values: [Value]
    ) throws(StudyError) -> Value {
      guard values.count == 1 else {
        throw .badValue(
          axis: axis, value: values.map(\.description).joined(separator: ","),
          reason: "one value, not \(values.count)")
      }
      return values[0]
    }
    let upstream = try one("upstream", configuration.numbers("upstream"))
    let examples = try one("examples", configuration.integers("examples"))
    let formats = try configuration.texts("format").map { name throws(StudyError) in
      try Self.format(name).name
    }
    guard formats.distinct.count == formats.count else {
      throw .badValue(
        axis: "format", value: formats.joined(separator: ","), reason: "each format once")
    }
    let (depths, seeds) = (configuration.integers("depth"), configuration.integers("seed"))
    var cells: [Cell] = []
    for name in configuration.texts("network") {
      for depth in depths {
        for width in configuration.integers("width") {
          _ = try DepthNetwork(named: name).shape(depth: depth, width: width)
          for seed in seeds {
            let cell = DepthCell(
              network: name, depth: depth, width: width, examples: examples, upstream: upstream,
              formats: formats, scales: configuration.numbers("loss_scale"), seed: seed,
              // A row for every layer of every network would be most of the file.
              listsLayers: depth == depths.max() && seed == seeds.first)
            cells.append(cell.cell)
          }
        }
      }
    }
    return cells
  }

  /// The format of that name: one whose values are binary32 numbers, which the passes carry.
  static func format(_ name: String) throws(StudyError) -> NamedFormat {
    let format: NamedFormat
    do { format = try FormatCatalogue.format(named: name) } catch {
      throw .badValue(axis: "format", value: name, reason: error.reason)
    }
    let carrier = FloatFormat.binary32
    guard format.format.isSigned, format.format.hasZero,
      format.format.precision <= carrier.precision,
      format.format.maximumExponent <= carrier.maximumExponent,
      format.format.quantumExponent >= carrier.quantumExponent
    else {
      throw .badValue(
        axis: "format", value: name,
        reason: "gradients need a sign and a zero, and passes hold binary32's numbers alone")
    }
    return format
  }

  /// Multiplications of all passes.
  public func cost(_ cell: Cell) -> Double {
    guard let cell = try? DepthCell(cell) else { return 1 }
    let passes = Double(1 + cell.formats.count * cell.scales.count)
    return passes * Double(cell.depth * cell.width) * Double(cell.width + 256)
  }
}
