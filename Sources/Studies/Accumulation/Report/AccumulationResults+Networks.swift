import Reporting

extension AccumulationRow {
  /// The network whose gradients were added up; nil for drawn terms and controls.
  var network: NetworkKind? { NetworkKind(rawValue: terms) }
}

/// A network of the run.
struct NetworkShape: Hashable {
  let kind: NetworkKind
  let depth: Int
  let width: Int
  let microBatch: Int

  init?(_ row: AccumulationRow) {
    guard let kind = row.network, let depth = row.depth, let width = row.width,
      let batch = row.microBatch
    else { return nil }
    (self.kind, self.depth, self.width, microBatch) = (kind, depth, width, batch)
  }
}

extension AccumulationResults {
  /// The networks, in the order of the run.
  var shapes: [NetworkShape] { networks.compactMap { NetworkShape($0.first) }.distinct }

  /// The networks of a kind, in the order of the run.
  func shapes(of kind: NetworkKind) -> [NetworkShape] { shapes.filter { $0.kind == kind } }

  /// The kinds of networks, perceptrons first.
  var networkKinds: [NetworkKind] { NetworkKind.allCases.filter { !shapes(of: $0).isEmpty } }

  /// The sizes of micro-batches, in the order of the run.
  var microBatches: [Int] { shapes.map(\.microBatch).distinct }

  /// The layers of perceptrons, first to last, or the matrices of transformers, in the order of the run.
  func layers(of kind: NetworkKind) -> [String] {
    let found = networks.filter { $0.first.network == kind }.map(\.first.layer).distinct
    // A perceptron of two layers has no middle one.
    return kind == .perceptron ? ["first", "middle", "last"].filter(found.contains) : found
  }

  /// Formats of networks' gradients, in the order of the run.
  var networkFormats: [String] { networks.map(\.first.format).distinct }

  /// The format of networks' gradients that is shown where one has to be chosen.
  var referenceNetworkFormat: String? { Self.reference(networkFormats) }

  /// The most micro-batches of a network's sum.
  var mostMicroBatches: Int {
    casts.filter { $0.first.network != nil }.compactMap(\.rows.last?.count).max() ?? 0
  }

  /// The series of a network's layer in a format by an accumulator.
  func series(_ shape: NetworkShape, _ layer: String, _ format: String, _ accumulator: String)
    -> Series?
  {
    networks.first {
      $0.first.layer == layer && $0.first.format == format && $0.accumulator == accumulator
        && NetworkShape($0.first) == shape
    }
  }

  /// The ratio of mean to deviation of a layer's gradients, from all micro-batches.
  func signal(_ shape: NetworkShape, _ layer: String, _ format: String) -> Double? {
    casts.first {
      $0.first.layer == layer && $0.first.format == format && NetworkShape($0.first) == shape
    }?.rows.last?.signal
  }

  /// The verdicts on every layer of every network of a kind in a format by an accumulator.
  func networkVerdicts(_ kind: NetworkKind, _ format: String, _ accumulator: String)
    -> [AccumulationVerdict]
  {
    networks.filter {
      $0.first.network == kind && $0.first.format == format && $0.accumulator == accumulator
    }.map(\.verdict)
  }
}

extension [AccumulationVerdict] {
  /// `2^4 to 2^9`, or the one depth there is; nil of none.
  var span: String? {
    guard let least = self.min(by: { $0.safe < $1.safe }),
      let most = self.max(by: { ($0.safe, $0.isOpen ? 1 : 0) < ($1.safe, $1.isOpen ? 1 : 0) })
    else { return nil }
    return least.text == most.text ? least.text : "\(least.text) to \(most.text)"
  }
}
