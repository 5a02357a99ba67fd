import Reporting

/// A network of the run.
struct NetworkShape: Hashable {
  let depth: Int
  let width: Int
  let microBatch: Int

  init?(_ row: AccumulationRow) {
    guard let depth = row.depth, let width = row.width, let batch = row.microBatch else {
      return nil
    }
    (self.depth, self.width, microBatch) = (depth, width, batch)
  }
}

extension AccumulationResults {
  /// The networks, in the order of the run.
  var shapes: [NetworkShape] { networks.compactMap { NetworkShape($0.first) }.distinct }

  /// The sizes of micro-batches, in the order of the run.
  var microBatches: [Int] { shapes.map(\.microBatch).distinct }

  /// The layers of networks, first to last.
  var layers: [String] {
    ["first", "middle", "last"].filter { layer in networks.contains { $0.first.layer == layer } }
  }

  /// Formats of networks' gradients, in the order of the run.
  var networkFormats: [String] { networks.map(\.first.format).distinct }

  /// The format of networks' gradients that is shown where one has to be chosen.
  var referenceNetworkFormat: String? { Self.reference(networkFormats) }

  /// The most micro-batches of a network's sum.
  var mostMicroBatches: Int {
    casts.filter { $0.first.terms == AccumulationStudy.network }.compactMap(\.rows.last?.count)
      .max() ?? 0
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

  /// The verdicts on every layer of every network in a format by an accumulator.
  func networkVerdicts(_ format: String, _ accumulator: String) -> [AccumulationVerdict] {
    networks.filter { $0.first.format == format && $0.accumulator == accumulator }.map(\.verdict)
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
