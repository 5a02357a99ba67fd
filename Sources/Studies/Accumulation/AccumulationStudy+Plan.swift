import FloatFormats
import Kernels

extension AccumulationStudy {
  /// Terms by terms: drawn ones a cell a format, networks a cell a shape; then the controls.
  public func plan(_ configuration: Configuration) throws(StudyError) -> [Cell] {
    func one(_ axis: String) throws(StudyError) -> Int {
      let values = configuration.integers(axis)
      guard values.count == 1 else {
        throw .badValue(
          axis: axis, value: values.map(\.description).joined(separator: ","),
          reason: "one value, not \(values.count)")
      }
      return values[0]
    }
    func power(_ axis: String) throws(StudyError) -> Int {
      let value = try one(axis)
      guard value & (value - 1) == 0 else {
        throw .badValue(axis: axis, value: "\(value)", reason: "not a power of two")
      }
      return value
    }
    let seed = try one("seed")
    let lanes = try one("lanes")
    let (count, microBatches) = (try power("n"), try power("micro_batches"))
    let weights = try one("weights")
    let formats = try distinctFormats(configuration.texts("format"), axis: "format")
    let networkFormats = try distinctFormats(
      configuration.texts("network_format"), axis: "network_format")
    let terms = configuration.texts("terms")
    let used =
      (terms.contains { NetworkKind(rawValue: $0) == nil } ? formats : [])
      + (terms.contains { NetworkKind(rawValue: $0) != nil } ? networkFormats : [])
    let accumulators = try distinctAccumulators(configuration.texts("accumulator"), used)
    let scales = configuration.numbers("scale")
    var cells: [AccumulationCell] = []
    for terms in terms {
      if let kind = NetworkKind(rawValue: terms) {
        cells += try networks(kind, configuration, weights, microBatches).flatMap { source in
          scales.map { scale in
            var cell = AccumulationCell(source: source, seed: seed)
            cell.formats = networkFormats.map(\.name)
            cell.accumulators = accumulators
            cell.scale = scale
            cell.count = microBatches
            return cell
          }
        }
        continue
      }
      let distribution = try TermDistribution(named: terms)
      for scale in scales {
        for format in formats {
          var cell = AccumulationCell(source: .drawn(distribution, lanes: lanes), seed: seed)
          cell.formats = [format.name]
          for accumulator in accumulators where try Self.takes(accumulator, format) {
            cell.accumulators.append(accumulator)
          }
          cell.scale = scale
          cell.count = count
          cells.append(cell)
        }
      }
    }
    cells += configuration.texts("control").compactMap(AccumulationControl.init(rawValue:)).map {
      AccumulationCell(source: .control($0), seed: seed)
    }
    guard !cells.isEmpty else {
      throw .badValue(axis: "terms", value: "", reason: "nothing to compute")
    }
    return cells.map(\.cell)
  }

  private func networks(
    _ kind: NetworkKind, _ configuration: Configuration, _ weights: Int, _ microBatches: Int
  ) throws(StudyError) -> [AccumulationCell.Source] {
    guard microBatches * weights <= Self.mostGradients else {
      throw .badValue(
        axis: "micro_batches", value: "\(microBatches)",
        reason:
          "with \(weights) weights a matrix more than \(Self.mostGradients) gradients to hold")
    }
    let batches = configuration.integers("micro_batch")
    for batch in batches where batch * microBatches >= Self.mostSamples {
      throw .badValue(
        axis: "micro_batch", value: "\(batch)",
        reason: "with \(microBatches) micro-batches \(Self.mostSamples) samples or more")
    }
    guard kind == .perceptron else {
      return batches.map { .transformer(microBatch: $0, weights: weights) }
    }
    var sources: [AccumulationCell.Source] = []
    for depth in configuration.integers("depth") {
      for width in configuration.integers("width") {
        guard width % 4 == 0 else {
          throw .badValue(axis: "width", value: "\(width)", reason: "not a multiple of 4")
        }
        guard depth * width * width <= Self.mostWeights else {
          throw .badValue(
            axis: "width", value: "\(width)",
            reason: "with depth \(depth) more than \(Self.mostWeights) weights")
        }
        sources += batches.map {
          .network(depth: depth, width: width, microBatch: $0, weights: weights)
        }
      }
    }
    return sources
  }

  /// Weights of the largest perceptron: twice 4 bytes of each are held.
  static let mostWeights = 1 << 28
  /// Gradients of a matrix: 8 bytes of each are held, of three or four matrices.
  static let mostGradients = 1 << 26
  /// Samples of a network; each has a row of random numbers.
  static let mostSamples = 1 << 31

  /// The formats of these names; throws for one that cannot hold terms, and for one named twice.
  private func distinctFormats(_ names: [String], axis: String) throws(StudyError)
    -> [NamedFormat]
  {
    var formats: [NamedFormat] = []
    for name in names {
      let format = try Self.format(name)
      guard format.format.isSigned, format.format.hasZero else {
        throw .badValue(axis: axis, value: name, reason: "terms need a sign and a zero")
      }
      guard !formats.contains(where: { $0.name == format.name }) else {
        throw .badValue(
          axis: axis, value: name, reason: "\(format.name) is given twice; once is enough")
      }
      formats.append(format)
    }
    return formats
  }

  /// The canonical names of these accumulators; throws for one that is unknown, is named twice, or
  /// takes none of the formats.
  private func distinctAccumulators(_ names: [String], _ formats: [NamedFormat])
    throws(StudyError) -> [String]
  {
    var accumulators: [String] = []
    for name in names {
      let model: AccumulatorModel
      do { model = try AccumulatorModel(named: name) } catch {
        throw .badValue(axis: "accumulator", value: name, reason: error.reason)
      }
      guard model != .exact(.binary64) else {
        throw .badValue(
          axis: "accumulator", value: name, reason: "the exact sum is what others are compared with"
        )
      }
      guard !accumulators.contains(model.name) else {
        throw .badValue(
          axis: "accumulator", value: name, reason: "\(model.name) is given twice; once is enough")
      }
      var isTaken = false
      for format in formats where try Self.takes(name, format) { isTaken = true }
      // Nobody asked for the default ones by name.
      guard isTaken || names == Self.defaultAccumulators else {
        let cores = model.tensorCores.flatMap { $0.input.formats.map(\.name) }
        throw .badValue(
          axis: "accumulator", value: name,
          reason: "takes \(cores.joined(separator: " or ")), and no format of this run ("
            + formats.map(\.name).distinct.joined(separator: ", ") + ") is one of these")
      }
      accumulators.append(model.name)
    }
    return accumulators
  }

  /// The format of that name.
  static func format(_ name: String) throws(StudyError) -> NamedFormat {
    do { return try FormatCatalogue.format(named: name) } catch {
      throw .badValue(axis: "format", value: name, reason: error.reason)
    }
  }

  /// Whether an accumulator serves terms of a format: a tensor core those of its own input formats.
  static func takes(_ accumulator: String, _ format: NamedFormat) throws(StudyError) -> Bool {
    let model: AccumulatorModel
    do { model = try AccumulatorModel(named: accumulator) } catch {
      throw .badValue(axis: "accumulator", value: accumulator, reason: error.reason)
    }
    return model.tensorCores.allSatisfy { core in
      core.input.formats.contains { $0.name == format.name }
    }
  }
}
