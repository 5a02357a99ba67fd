import FloatFormats
import Kernels

extension AccumulationStudy {
  /// The rows of one cell: format by format, and of each the cast and then accumulator by accumulator,
  /// each at ascending numbers of terms.
  public func run(_ cell: Cell) throws(StudyError) -> [Row] {
    let cell = try AccumulationCell(cell)
    var template = AccumulationRow()
    template.scale = cell.scale
    switch cell.source {
    case .control(let control):
      return try control.rows(seed: cell.seed).map(\.row)
    case .drawn(let distribution, let lanes):
      template.terms = distribution.name
      var terms = DrawnTerms(distribution, scale: cell.scale, lanes: lanes, seed: cell.seed)
      return try rows(
        cell, &terms, template, recorded: Self.recorded(from: 2, to: cell.count),
        hasMeanZero: distribution.hasMeanZero
      ).map(\.row)
    case .network(let depth, let width, let microBatch, let weights):
      template.terms = NetworkKind.perceptron.rawValue
      template.depth = depth
      template.width = width
      template.microBatch = microBatch
      let network = SimulatedNetwork(
        depth: depth, width: width, seed: cell.seed, sampled: weights)
      return try rows(
        cell, template, lanes: weights, of: network.sites.map(\.name),
        network.gradients(count: cell.count, microBatch: microBatch))
    case .transformer(let microBatch, let weights):
      template.terms = NetworkKind.transformer.rawValue
      template.depth = FreshTransformer.layers
      template.width = FreshTransformer.width
      template.microBatch = microBatch
      let transformer = try FreshTransformer(seed: cell.seed, sampled: weights)
      return try rows(
        cell, template, lanes: weights, of: transformer.sites.map(\.name),
        try transformer.gradients(count: cell.count, microBatch: microBatch))
    }
  }

  /// The rows of a network, matrix by matrix.
  ///
  /// - Parameter gradients: of each matrix micro-batches × lanes.
  private func rows(
    _ cell: AccumulationCell, _ template: AccumulationRow, lanes: Int, of matrices: [String],
    _ gradients: [[Double]]
  ) throws(StudyError) -> [Row] {
    var template = template
    var all: [Row] = []
    for (matrix, gradients) in zip(matrices, gradients) {
      template.layer = matrix
      var terms = StoredTerms(gradients, lanes: lanes, scale: cell.scale)
      all += try rows(
        cell, &terms, template,
        recorded: Self.recorded(from: Self.fewestMicroBatches, to: cell.count),
        hasMeanZero: false
      ).map(\.row)
    }
    return all
  }

  /// The numbers of terms that have rows: `least` and its doubles up to `count`, and `count`.
  static func recorded(from least: Int, to count: Int) -> [Int] {
    var recorded: [Int] = []
    var next = least
    while next < count {
      recorded.append(next)
      next *= 2
    }
    return recorded + [count]
  }

  /// The least number of a network's micro-batches that has a row.
  static let fewestMicroBatches = 16

  private func rows(
    _ cell: AccumulationCell, _ terms: inout some TermSource, _ template: AccumulationRow,
    recorded: [Int], hasMeanZero: Bool
  ) throws(StudyError) -> [AccumulationRow] {
    let lanes = terms.lanes
    let site = "\(template.terms).\(template.depth ?? 0).\(template.width ?? 0).\(template.layer)"
    var formats: [FormatAtWork] = []
    for name in cell.formats {
      var template = template
      template.format = name
      formats.append(
        try FormatAtWork(
          name, cell.accumulators, lanes: lanes, recorded: recorded, seed: cell.seed, site: site,
          hasMeanZero: hasMeanZero, template))
    }
    var before = ReferenceSums(lanes: lanes)
    var done = 0
    for count in recorded {
      while done < count {
        let length = min(count - done, max(1, blockLength / lanes))
        let block = terms.next(length)
        before.add(block.span)
        for index in formats.indices { formats[index].add(block) }
        done += length
      }
      for index in formats.indices { formats[index].record(count, beforeTheCast: before) }
    }
    return formats.flatMap(\.rows)
  }
}

/// A format of the terms, and the accumulators that take it.
private struct FormatAtWork {
  private let cast: ArrayCast<Double>
  private let template: AccumulationRow
  private var exact: ReferenceSums
  private var accumulations: [Accumulation] = []
  private var recorded: [[AccumulationRow]]

  init(
    _ name: String, _ accumulators: [String], lanes: Int, recorded: [Int], seed: Int, site: String,
    hasMeanZero: Bool, _ template: AccumulationRow
  ) throws(StudyError) {
    let format = try AccumulationStudy.format(name)
    do {
      cast = try ArrayCast(to: format.format)
    } catch { throw .badValue(axis: "format", value: name, reason: "\(error)") }
    self.template = template
    exact = ReferenceSums(lanes: lanes)
    for accumulator in accumulators where try AccumulationStudy.takes(accumulator, format) {
      do {
        accumulations.append(
          try Accumulation(
            accumulator, terms: format.format, lanes: lanes, recorded: recorded, seed: seed,
            site: site,
            hasMeanZero: hasMeanZero))
      } catch { throw .badValue(axis: "accumulator", value: accumulator, reason: error.reason) }
    }
    self.recorded = Array(repeating: [], count: accumulations.count + 1)
  }

  mutating func add(_ block: [Double]) {
    let terms = cast.values(block)
    exact.add(terms.span)
    for index in accumulations.indices { accumulations[index].add(terms.span) }
  }

  mutating func record(_ count: Int, beforeTheCast before: ReferenceSums) {
    var row = template
    row.accumulator = AccumulationRow.cast
    row.count = count
    if let vector = LaneVector(exact.sums, exact: before.sums) {
      row.error = vector.error
      row.bias = vector.bias
      row.cosineDistance = vector.cosineDistance
      row.retained = vector.retained
    }
    row.flushed =
      before.nonzero > 0
      ? Double(before.nonzero - exact.nonzero) / Double(before.nonzero) : nil
    row.signal = before.signal(count: count)
    row.condition = exact.condition
    recorded[0].append(row)
    for index in accumulations.indices where accumulations[index].isFollowed {
      recorded[index + 1].append(accumulations[index].row(template, count: count, beside: exact))
    }
  }

  var rows: [AccumulationRow] { recorded.flatMap { $0 } }
}

extension TermDistribution {
  /// Whether terms have mean 0, as the variance retention ratio supposes.
  var hasMeanZero: Bool {
    switch self {
    case .gaussian(let mean), .student(_, let mean): mean == 0
    case .constant, .uniform, .logNormal: false
    }
  }
}
