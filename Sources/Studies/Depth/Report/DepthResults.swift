import PortableMath
import Reporting

/// The rows of a run of the depth study, as its report asks for them.
struct DepthResults {
  /// One kind of network with its gradients in one format at one loss scale.
  struct Series: Hashable {
    let network: String
    let format: String
    let lossScale: Double
  }

  /// Every row.
  let rows: [DepthRow]
  /// Kinds of networks, in the order of the run.
  let networks: [String]
  /// Depths, ascending.
  let depths: [Int]
  /// Widths, ascending.
  let widths: [Int]
  /// Seeds, in the order of the run.
  let seeds: [Int]
  /// Formats, in the order of the run.
  let formats: [String]
  /// Loss scales, in the order of the run.
  let scales: [Double]

  /// The rows of a run.
  /// - Throws: `StudyError.badRow` for one of another shape.
  init(_ results: Results) throws(StudyError) {
    var rows: [DepthRow] = []
    for row in results.rows {
      guard let read = DepthRow(row) else {
        throw .badRow(cell: "results.csv", reason: "not a row of study depth: \(row)")
      }
      rows.append(read)
    }
    self.rows = rows
    networks = rows.map(\.network).distinct
    depths = rows.compactMap(\.depth).distinct.sorted()
    widths = rows.compactMap(\.width).distinct.sorted()
    seeds = rows.compactMap(\.seed).distinct
    formats = rows.map(\.format).distinct.filter { !$0.isEmpty }
    scales = rows.compactMap(\.lossScale).distinct
  }

  var deepest: Int { depths.last ?? 0 }

  /// Formats at loss scales, in the order of the run, of one kind of network.
  func series(_ network: String) -> [Series] {
    rows.filter { $0.network == network && !$0.format.isEmpty }.compactMap { row in
      row.lossScale.map { Series(network: network, format: row.format, lossScale: $0) }
    }.distinct
  }

  /// The rows of a quantity of the deepest networks, or of those of some sizes.
  func rows(
    _ series: Series, _ quantity: DepthRow.Quantity, _ source: DepthRow.Source, depth: Int? = nil,
    width: Int? = nil
  ) -> [DepthRow] {
    rows.filter {
      $0.network == series.network && $0.format == series.format
        && $0.lossScale == series.lossScale && $0.quantity == quantity && $0.source == source
        && $0.depth == depth ?? deepest && (width == nil || $0.width == width)
    }
  }

  /// The values of these rows, and how many rows have none.
  func values(
    _ series: Series, _ quantity: DepthRow.Quantity, _ source: DepthRow.Source, depth: Int? = nil,
    width: Int? = nil
  ) -> (values: [Double], without: Int) {
    let rows = rows(series, quantity, source, depth: depth, width: width)
    let values = rows.compactMap(\.value)
    return (values, rows.count - values.count)
  }

  /// `5 – 7`, or `all`: how many layers back all gradients keep their direction.
  func reachText(_ series: Series) -> String {
    guard let span = Self.spread(values(series, .reach, .simulated).values) else { return "" }
    let (least, greatest) = (layers(span.least), layers(span.greatest))
    return least == greatest ? least : "\(least) – \(greatest)"
  }

  /// A number of layers of the deepest networks.
  func layers(_ count: Double) -> String { Int(count) >= deepest ? "all" : "\(Int(count))" }

  /// Mean and extremes of some values; nil without any.
  static func spread(_ values: [Double]) -> (mean: Double, least: Double, greatest: Double)? {
    guard let least = values.min(), let greatest = values.max() else { return nil }
    return (values.reduce(0, +) / Double(values.count), least, greatest)
  }

  /// How many layers back half of the gradients are zeros: the theory's, and the passes' over widths and
  /// seeds; nil where that is in none of the deepest networks.
  func halfZeros(_ series: Series, width: Int? = nil) -> (
    predicted: Double?, simulated: (mean: Double, least: Double, greatest: Double)?, without: Int
  ) {
    let found = values(series, .halfZeros, .simulated, width: width)
    return (
      values(series, .halfZeros, .predicted, width: width).values.first, Self.spread(found.values),
      found.without
    )
  }

  /// log2 of the gradients' rms by layers back in the deepest networks of one width.
  func gradients(_ network: String, width: Int, _ source: DepthRow.Source) -> [(
    back: Int, rms: Double
  )] {
    rows.filter {
      $0.network == network && $0.width == width && $0.quantity == .gradient && $0.source == source
    }.compactMap { row in
      guard let back = row.back, let value = row.value, value > 0 else { return nil }
      return (back, value)
    }
  }

  /// Binades that the gradient gains a layer back: the line through all layers of the deepest networks,
  /// all widths together.
  func slope(_ network: String, _ source: DepthRow.Source) -> LeastSquares? {
    LeastSquares(
      widths.flatMap { width in
        gradients(network, width: width, source).map {
          (Double($0.back), Portable.log2($0.rms))
        }
      })
  }
}
