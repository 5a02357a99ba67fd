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
  var shapes: [NetworkShape] { Self.distinct(networks.compactMap { NetworkShape($0.first) }) }

  /// The layers of networks, first to last.
  var layers: [String] {
    ["first", "middle", "last"].filter { layer in networks.contains { $0.first.layer == layer } }
  }

  /// The series of a network's layer in a format by an accumulator, at the run's first scale.
  func series(_ shape: NetworkShape, _ layer: String, _ format: String, _ accumulator: String)
    -> Series?
  {
    networks.first {
      $0.first.layer == layer && $0.first.format == format && $0.accumulator == accumulator
        && $0.first.scale == scales.first && NetworkShape($0.first) == shape
    }
  }

  /// The ratio of mean to deviation of a layer's gradients, from all micro-batches.
  func signal(_ shape: NetworkShape, _ layer: String, _ format: String) -> Double? {
    casts.first {
      $0.first.layer == layer && $0.first.format == format && NetworkShape($0.first) == shape
    }?.rows.last?.signal
  }
}

/// The table of the accumulation report on networks.
extension AccumulationTables {
  /// Depth × width: the signal, and how many micro-batches are safe in the format itself.
  func networks(_ format: String) -> Table {
    let accumulator = AccumulationResults.own(format)
    let layers = results.layers
    let rows = results.shapes.compactMap { shape -> [Table.Field]? in
      let found = layers.map { results.series(shape, $0, format, accumulator) }
      guard found.contains(where: { $0 != nil }) else { return nil }
      let signals = layers.map { layer -> Table.Field in
        results.signal(shape, layer, format).map { .number($0) } ?? .empty
      }
      let depths = found.map { $0.map { Self.field($0.verdict) } ?? .empty }
      let errors = found.map { series -> Table.Field in
        series?.rows.last?.error.map { .number($0) } ?? .empty
      }
      return [.integer(shape.depth), .integer(shape.width), .integer(shape.microBatch)] + signals
        + depths + errors
    }
    let count = results.networks.compactMap(\.rows.last?.count).max() ?? 0
    func columns(_ title: String) -> [Table.Column] {
      layers.map { .init("\(title), \($0)", digits: 2) }
    }
    return Table(
      caption:
        "Gradients of networks in \(format), summed in \(format) (\(accumulator)): mean over deviation of a "
        + "micro-batch's gradient, micro-batches with an error of at most 1 %, error at "
        + Self.power(count),
      columns: [.init("depth"), .init("width"), .init("samples a micro-batch")] + columns("signal")
        + columns("safe") + columns("error"),
      rows: rows)
  }
}
