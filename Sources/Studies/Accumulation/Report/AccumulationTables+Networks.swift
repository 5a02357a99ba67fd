import Reporting

/// The tables of the accumulation report on networks.
extension AccumulationTables {
  /// Format × accumulator: how many micro-batches are safe, over the layers of the networks of a kind.
  func networkVerdicts(_ kind: NetworkKind) -> Table {
    let formats = results.networkFormats
    let rows = results.accumulators.compactMap { accumulator -> [Table.Field]? in
      let found = formats.map { results.networkVerdicts(kind, $0, accumulator) }
      guard found.contains(where: { !$0.isEmpty }) else { return nil }
      return [.text(accumulator)]
        + found.flatMap { verdicts -> [Table.Field] in
          guard let span = verdicts.span else { return [.empty, .empty] }
          let open = verdicts.filter(\.isOpen).count
          return [.text(span), .text("\(open) of \(verdicts.count)")]
        }
    }
    return Table(
      caption:
        "Gradients of \(kind.noun)s: micro-batches with an error of at most \(Threshold.errorText), least "
        + "to most over each \(kind.partNoun) of the next table, and in how many of these to the end, "
        + Self.power(results.mostMicroBatches),
      columns: [.init("accumulator")]
        + formats.flatMap { [.init("terms in \($0)"), .init("\($0), to the end")] },
      rows: rows)
  }

  /// Of a kind network by network and layer by layer: the signal, and what the format itself does to it.
  func networks(_ kind: NetworkKind, _ format: String) -> Table {
    let accumulator = AccumulationResults.own(format)
    let count = results.mostMicroBatches
    let hasSizes = results.microBatches.count > 1
    var rows: [[Table.Field]] = []
    for shape in results.shapes(of: kind) {
      for layer in results.layers(of: kind) {
        guard let series = results.series(shape, layer, format, accumulator) else { continue }
        let bias = series.rows.last { $0.count == count }?.bias
        rows.append(
          [.integer(shape.depth), .integer(shape.width)]
            + (hasSizes ? [.integer(shape.microBatch)] : [])
            + [
              .text(layer), results.signal(shape, layer, format).map { .number($0) } ?? .empty,
              Self.field(series.verdict), .text(series.outcome(at: count).text),
              bias.map { .number($0) } ?? .empty,
            ])
      }
    }
    return Table(
      caption:
        "Gradients of \(kind.noun)s in \(format), added up by \(accumulator): signal (mean over deviation "
        + "of a micro-batch's gradient), micro-batches with an error of at most \(Threshold.errorText), and error "
        + "and bias at \(Self.power(count))",
      columns: [.init("depth"), .init("width")] + (hasSizes ? [.init("samples")] : [])
        + [
          .init(kind.partNoun), .init("signal", digits: 2), .init("safe"),
          .init("error at \(Self.power(count))"), .init("bias", digits: 2),
        ],
      rows: rows)
  }
}
