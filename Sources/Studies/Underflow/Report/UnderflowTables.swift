import PortableMath
import Reporting

/// The tables of the underflow report.
struct UnderflowTables {
  let results: UnderflowResults
  let agreement: Agreement

  /// One row a model, in the first format at the reference tokens per loss.
  func models(_ format: String, _ tokens: Double) -> Table {
    let scales = ends
    let rows = results.entries.map { entry -> [Table.Field] in
      func window(_ quantity: String) -> Double? {
        results.value(entry, quantity, format, tokens: tokens)
      }
      let site = results.row(entry, "scale_needed", format, tokens: tokens)
      let cosines = scales.map { scale -> Table.Field in
        .text(ReportWords.cosineText(cosine(entry, format, tokens, scale)))
      }
      let before: [Table.Field] = [
        .text(entry.label), (results.parameters(entry).map { .text(Self.size($0)) }) ?? .empty,
        .text(Self.place(site)),
      ]
      let after: [Table.Field] = [
        window("scale_min").map { .powerOfTwo($0) } ?? .empty,
        window("scale_max").map { .powerOfTwo($0) } ?? .empty,
        window("window").map { .integer(Int($0)) } ?? .empty,
      ]
      return before + cosines + after
    }
    return Table(
      caption:
        "\(format) at \(Self.power(tokens)) tokens per loss, model by model (predicted; cosines: of whichever tensor is "
        + "the worst at that scale)",
      columns: Self.columns(
        ["model", "parameters", "smallest gradient"]
          + scales.map { "worst cosine at \(NumberText.powerOfTwo($0))" } + ["S_min", "S_max"])
        + [Table.Column("window", unit: "binades")],
      rows: rows)
  }

  /// A factor's value, and the model that has it.
  typealias Point = (value: Double, entry: UnderflowResults.Entry)

  /// What moves the loss scale that the worst tensor needs at T, and the onset at the logits.
  func slopes(_ format: String, _ tokens: Double) -> Table {
    func row(_ name: String, _ points: [Point]) -> [Table.Field]? {
      guard points.count >= Self.fewestPoints else { return nil }
      let values = points.map(\.value)
      let range = "\(Self.size(values.min() ?? 0)) – \(Self.size(values.max() ?? 0))"
      let span = neededSlopes(format, points).map(Self.spanText)
      let onset = logitsSlope(format, points)
      var logits = Self.fields(onset.line)
      if onset.leftOut > 0, case .text(let slope) = logits[0] {
        logits[0] = .text("\(slope) (\(onset.leftOut) of \(points.count) left out)")
      }
      return [.text(name), .text(range)] + Self.fields(neededSlope(format, tokens, points))
        + [span.map { .text($0) } ?? .empty] + logits
    }
    var rows: [[Table.Field]] = []
    if let line = tokenSlopes(format) {
      let range = results.tokensText.replacing(" to ", with: " – ")
      let spread =
        "(by model \(ReportWords.signed(line.least)) – \(ReportWords.signed(line.greatest)))"
      rows.append([
        .text("tokens per loss"), .text(range), .text("\(ReportWords.signed(line.mean)) \(spread)"),
        .empty, .empty, .empty, .empty,
      ])
    }
    rows += UnderflowModel.Factor.allCases.compactMap { factor in
      row("\(factor.rawValue) alone (\(UnderflowStudy.base))", results.grid(factor))
    }
    let sized = results.sized
    rows += results.families.compactMap { family in
      row("parameters, \(family)", sized.filter { $0.entry.family == family })
    }
    if results.families.count > 1, let row = row("parameters, all models", sized) {
      rows.append(row)
    }
    return Table(
      caption:
        "What moves the onset in \(format): binades per doubling of the factor (predicted), at "
        + "\(Self.power(tokens)) tokens per loss and from the least to the greatest over "
        + results.tokensText,
      columns: [
        .init("factor"), .init("range"), .init("loss scale needed at \(Self.power(tokens))"),
        .init("R²"), .init("over \(results.tokensText)"),
        .init("tokens at which \(Threshold.flushedText) of the non-target logits flush"),
        .init("R²"),
      ], rows: rows)
  }

  /// A slope is given of so many points at least.
  private static let fewestPoints = 3

  /// The slope of the loss scale that the smallest gradient needs to keep its cosine, at T.
  func neededSlope(_ format: String, _ tokens: Double, _ points: [Point]) -> LeastSquares? {
    LeastSquares(
      doublings: points.compactMap { point in
        results.value(point.entry, "scale_needed", format, tokens: tokens).map { (point.value, $0) }
      })
  }

  /// The least and the greatest of these slopes over the tokens per loss of the run.
  func neededSlopes(_ format: String, _ points: [Point]) -> ClosedRange<Double>? {
    let slopes = results.tokens.compactMap { neededSlope(format, $0, points)?.slope }
    guard let least = slopes.min(), let greatest = slopes.max() else { return nil }
    return least...greatest
  }

  /// `+0.61 – +0.75`, or the one number that both are.
  static func spanText(_ span: ClosedRange<Double>) -> String {
    let ends = [ReportWords.signed(span.lowerBound), ReportWords.signed(span.upperBound)]
    return ends[0] == ends[1] ? ends[0] : ends.joined(separator: " – ")
  }

  /// The slope of the tokens at which non-target logits' gradients begin to be flushed, unscaled, over
  /// the points where one token is not enough: below it, the closed form has no meaning.
  private func logitsSlope(_ format: String, _ points: [Point]) -> (
    line: LeastSquares?, leftOut: Int
  ) {
    let onsets = points.compactMap { point in
      results.value(
        point.entry, "onset_flushed", format, scale: results.scales.first, site: SiteName.nonTarget
      ).map { (point.value, $0) }
    }
    let kept = onsets.filter { $0.1 > 1 }
    return (
      kept.count >= Self.fewestPoints ? LeastSquares(doublings: kept) : nil,
      onsets.count - kept.count
    )
  }

  private static func fields(_ line: LeastSquares?) -> [Table.Field] {
    guard let line else { return [.empty, .empty] }
    let error = line.standardError.map { NumberText.fixed($0, places: 2) } ?? "0.00"
    return [
      .text(ReportWords.signed(line.slope) + (error == "0.00" ? "" : " ± " + error)),
      line.determination.map { .fixed($0, places: 2) } ?? .empty,
    ]
  }

  /// The slope of the scale needed on the tokens per loss, over the fresh models.
  func tokenSlopes(_ format: String) -> (mean: Double, least: Double, greatest: Double)? {
    let slopes = results.fresh.compactMap { entry in
      LeastSquares(
        doublings: results.tokens.compactMap { tokens in
          results.value(entry, "scale_needed", format, tokens: tokens).map { (tokens, $0) }
        })?.slope
    }
    guard let least = slopes.min(), let greatest = slopes.max() else { return nil }
    return (slopes.reduce(0, +) / Double(slopes.count), least, greatest)
  }

  /// Prediction against sampling, by format.
  func controls() -> Table {
    let rows = ["flushed", "subnormal", "overflowed", "energy_lost", "cosine"].compactMap {
      quantity -> [Table.Field]? in
      let of = agreement.comparisons.filter { $0.row.quantity == quantity }
      guard let worst = of.max(by: { $0.deviation.magnitude < $1.deviation.magnitude }) else {
        return nil
      }
      let within =
        Double(of.filter { $0.deviation.magnitude <= Agreement.usualDeviation }.count)
        / Double(of.count)
      return [
        .text(quantity.replacing("_", with: " ")), .integer(of.count),
        .fixed(within * 100, places: 1), .fixed(worst.deviation, places: 2),
        .text("\(worst.row.model), \(worst.row.format), \(worst.row.site)"),
      ]
    }
    return Table(
      caption: "Sampled against predicted, in standard errors of the draw",
      columns: [
        .init("quantity"), .init("distinct comparisons"), .init("within 2 s.e.", unit: "%"),
        .init("worst", unit: "s.e."), .init("where"),
      ], rows: rows)
  }

  /// Formats under no scaling, the largest scale of the run, and the best single scale.
  func formats(_ tokens: Double) -> Table {
    let rows = results.formats.map { format -> [Table.Field] in
      let windows = results.fresh.compactMap { entry in
        results.value(entry, "window", format, tokens: tokens)
      }
      let best = results.fresh.compactMap { entry in
        results.value(entry, "best_cosine", format, tokens: tokens)
      }.min()
      func worst(_ scale: Double) -> Table.Field {
        let all = results.fresh.map { cosine($0, format, tokens, scale) }
        return .text(
          ReportWords.cosineText(all.contains { $0 == nil } ? nil : all.compactMap { $0 }.min()))
      }
      let serves = windows.filter { $0 >= 0 }.count
      let range =
        windows.isEmpty
        ? "none" : Self.range(Int(windows.min() ?? 0), Int(windows.max() ?? 0))
      let rest: [Table.Field] = [
        .text(ReportWords.cosineText(best)), .text(range),
        .text("\(serves) of \(results.fresh.count)"),
      ]
      return [.text(format)] + ends.map(worst) + rest
    }
    return Table(
      caption:
        "Formats and scaling at \(Self.power(tokens)) tokens per loss: the worst tensor of the worst model",
      columns: Self.columns(
        ["format"] + ends.map { "cosine at \(NumberText.powerOfTwo($0))" }
          + ["at each model's best scale"])
        + [
          Table.Column("window", unit: "binades"),
          Table.Column("models that a single scale serves"),
        ],
      rows: rows)
  }

  /// The smallest and the largest loss scale of the run, once where they are one.
  private var ends: [Double] {
    guard let low = results.scales.first, let high = results.scales.last else { return [] }
    return low == high ? [low] : [low, high]
  }

  private static func columns(_ titles: [String]) -> [Table.Column] {
    titles.map { Table.Column($0) }
  }

  /// The lowest predicted cosine of an entry's tensors, 0 where one is all zero; nil where the run has
  /// no such tensors.
  func cosine(_ entry: UnderflowResults.Entry, _ format: String, _ tokens: Double, _ scale: Double)
    -> Double?
  {
    let rows = results.rows(entry).filter {
      $0.quantity == "cosine" && $0.source == .predicted && $0.format == format
        && $0.tokens == tokens && $0.lossScale == scale && $0.site != SiteName.nonTarget
    }
    return rows.map { $0.value ?? 0 }.min()
  }
}

extension UnderflowTables {
  /// 494 M, 7.62 B, 152064.
  static func size(_ count: Double) -> String {
    switch count {
    case 1e9...: NumberText.significant(count / 1e9, digits: 3) + " B"
    case 1e6...: NumberText.significant(count / 1e6, digits: 3) + " M"
    default: NumberText.fixed(count, places: 0)
    }
  }

  /// `17 – 28`, or the one number that both are.
  static func range(_ least: Int, _ greatest: Int) -> String {
    least == greatest ? "\(least)" : "\(least) – \(greatest)"
  }

  /// 2^14, or nothing.
  static func power(_ value: Double?) -> String { value.map { NumberText.powerOfTwo($0) } ?? "" }

  /// Where a row is: `residual, layer 28`.
  static func place(_ row: UnderflowRow?) -> String {
    guard let row else { return "" }
    return row.layer.map { "\(row.site), layer \($0)" } ?? row.site
  }
}
