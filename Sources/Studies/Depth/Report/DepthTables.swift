import FloatFormats
import PortableMath
import Reporting

/// The tables of the depth report.
struct DepthTables {
  let results: DepthResults

  /// What each kind of network does to gradients.
  func networks() -> Table {
    Table(
      caption:
        "Gradients of \(ReportWords.counted(results.deepest, "layer")), widths "
        + "\(results.widths.map(\.description).joined(separator: ", "))",
      columns: [
        .init("network"), .init("binades a layer back: predicted"), .init("simulated"),
        .init("largest difference of log2 rms", unit: "binades"),
      ],
      rows: results.networks.map { network in
        [
          .text(network), .text(results.slope(network, .predicted).map(Self.slopeText) ?? ""),
          .text(results.slope(network, .simulated).map(Self.slopeText) ?? ""),
          difference(network).map { .fixed($0, places: 2) } ?? .empty,
        ]
      })
  }

  private static func slopeText(_ line: LeastSquares) -> String {
    ReportWords.signed(line.slope)
  }

  /// The largest difference between simulated and predicted rms, over layers and widths.
  private func difference(_ network: String) -> Double? {
    results.widths.flatMap { width in
      zip(
        results.gradients(network, width: width, .predicted),
        results.gradients(network, width: width, .simulated)
      ).filter { $0.back == $1.back }.map {
        (Portable.log2($1.rms) - Portable.log2($0.rms)).magnitude
      }
    }.max()
  }

  /// How far back gradients reach, by format and loss scale.
  func reach() -> Table {
    let rows = results.networks.flatMap { results.series($0) }.map { series -> [Table.Field] in
      let half = results.halfZeros(series)
      let cosines = results.values(series, .cosine, .simulated)
      return [
        .text(series.network), .text(series.format), .powerOfTwo(series.lossScale),
        half.predicted.map { .fixed($0, places: 1) } ?? .text("never"),
        .text(Self.halfText(half)),
        results.values(series, .reach, .predicted).values.first.map { .text(results.layers($0)) }
          ?? .empty,
        .text(results.reachText(series)),
        .text(
          cosines.without > 0
            ? "not finite" : ReportWords.cosineText(cosines.values.min())),
      ]
    }
    return Table(
      caption:
        "How far back gradients reach in \(ReportWords.counted(results.deepest, "layer")), all widths and "
        + "seeds: layers",
      columns: [
        .init("network"), .init("format"), .init("loss scale"),
        .init("half are zeros: predicted"), .init("simulated (least – greatest)"),
        .init("all keep cosine \(Threshold.cosineText): predicted"), .init("simulated"),
        .init("least cosine of all weights' gradients"),
      ], rows: rows)
  }

  /// `23.9 (22.1 – 25.0)`, and in how many it never happens.
  static func halfText(
    _ half: (
      predicted: Double?, simulated: (mean: Double, least: Double, greatest: Double)?, without: Int
    )
  ) -> String {
    guard let span = half.simulated else { return "never" }
    func text(_ value: Double) -> String { NumberText.fixed(value, places: 1) }
    return "\(text(span.mean)) (\(text(span.least)) – \(text(span.greatest)))"
      + (half.without > 0 ? ", never in \(half.without)" : "")
  }

  /// Depth by width: layers back that keep their direction, the least over seeds.
  func grid(_ network: String) -> Table? {
    guard let format = results.formats.first, let scale = results.scales.first,
      results.depths.count * results.widths.count > 1
    else { return nil }
    let series = DepthResults.Series(network: network, format: format, lossScale: scale)
    let rows = results.depths.map { depth -> [Table.Field] in
      [.integer(depth)]
        + results.widths.map { width in
          let counts = results.values(series, .reach, .simulated, depth: depth, width: width).values
          return counts.min().map { least in
            .text(Int(least) >= depth ? "all" : "\(Int(least))")
          } ?? .empty
        }
    }
    return Table(
      caption:
        "\(network) in \(format) at loss scale \(NumberText.powerOfTwo(scale)): layers back, from the end on, "
        + "whose gradients keep cosine \(Threshold.cosineText) (the least over seeds)",
      columns: [.init("depth")] + results.widths.map { .init("width \($0)") }, rows: rows)
  }

  /// What must come out as it is known to.
  func controls() -> Table {
    Table(
      caption: "Controls",
      columns: [.init("control"), .init("must show"), .init("shows"), .init("holds")],
      rows: [onset, moved, flat, wide].compactMap { $0 })
  }

  private static let lecun = "relu/lecun-normal"

  private func fp16(_ scale: Double) -> DepthResults.Series? {
    guard results.scales.contains(scale), results.formats.contains(NamedFormat.binary16.name),
      results.networks.contains(Self.lecun), results.rows.first?.upstream == 0x1p-12
    else { return nil }
    return DepthResults.Series(
      network: Self.lecun, format: NamedFormat.binary16.name, lossScale: scale)
  }

  /// A gradient of rms 2^-12 halves its mean square a layer; half of normal numbers are flushed at an rms of
  /// 2^-24.43.
  private var onset: [Table.Field]? {
    guard let half = fp16(1).map({ results.halfZeros($0) }), let predicted = half.predicted,
      let span = half.simulated
    else { return nil }
    return [
      .text("ReLU after LeCun, binary16, upstream 2^-12"),
      .text("half are zeros 24.9 layers back, to 2"),
      .text(
        "predicted \(NumberText.fixed(predicted, places: 1)), simulated " + Self.halfText(half)),
      ReportWords.verdict(
        (predicted - 24.9).magnitude < 0.1 && (span.mean - predicted).magnitude <= 2),
    ]
  }

  private var moved: [Table.Field]? {
    guard let one = fp16(1).map({ results.halfZeros($0) })?.simulated,
      let scaled = fp16(0x1p16).map({ results.halfZeros($0) })?.simulated
    else { return nil }
    let difference = scaled.mean - one.mean
    return [
      .text("the same at loss scale 2^16"), .text("32 layers further back, to 2"),
      .text(NumberText.fixed(difference, places: 1)),
      ReportWords.verdict((difference - 32).magnitude <= 2),
    ]
  }

  private var flat: [Table.Field]? {
    let name = "relu/he-normal"
    guard results.networks.contains(name), let line = results.slope(name, .simulated) else {
      return nil
    }
    return [
      .text("ReLU after He"), .text("gradients neither grow nor shrink: to 0.02 binades a layer"),
      .text(ReportWords.signed(line.slope)), ReportWords.verdict(line.slope.magnitude <= 0.02),
    ]
  }

  private var wide: [Table.Field]? {
    let name = NamedFormat.bfloat16.name
    guard results.formats.contains(name), let scale = results.scales.first else { return nil }
    let within = results.networks.map {
      DepthResults.Series(network: $0, format: name, lossScale: scale)
    }.filter { results.halfZeros($0).predicted == nil }
    let rows = within.flatMap { results.rows($0, .reach, .simulated) }
    guard !rows.isEmpty else { return nil }
    let all = rows.filter { $0.value.map { Int($0) } == results.deepest }.count
    return [
      .text("bfloat16, where gradients stay within its range"),
      .text("every gradient keeps its direction"),
      .text("in \(all) of \(ReportWords.counted(rows.count, "network"))"),
      ReportWords.verdict(all == rows.count),
    ]
  }
}
