import FloatFormats
import JSON
import Kernels
import Networks
import Reporting

/// What `check` says.
struct CheckPage {
  let check: ModelCheck
  let model: Transformer
  let policy: PrecisionPolicy
  let batch: TokenBatch
  /// Whether the tokens are the first of a longer text.
  let isCut: Bool

  /// Rows of a table.
  private static var rows: Int { 8 }

  var text: String {
    let scale = NumberText.powerOfTwo(batch.lossScale)
    var text = """
      \(model.shape.name), policy \(policy.name): \(batch.tokens.count) tokens in sequences of \
      \(model.length)\(isCut ? ", the first of a longer text" : ""), the loss a mean of \(Int(batch.tokensPerLoss)), loss scale \(scale)

      loss           \(number(check.loss)), of the reference \(number(check.referenceLoss))
      forward pass   \(forward)
      gradients      \(gradients)
      loss scales    \(scales)

      """
    text +=
      "\nclosest to overflow, forward (headroom: binades below the format's largest number)\n"
      + table(closest(.forward))
    text +=
      "\ngradients that differ most from the reference's (flushed: here; lost: here or before)\n"
    text += table(lossy)
    return text
  }

  private var forward: String {
    guard let failure = check.firstFailure else { return "every number is finite" }
    let counts = failure.counts
    let what =
      counts.overflowed > 0
      ? "\(counts.overflowed) of \(counts.elements) numbers overflow, the largest is "
        + number(counts.largestMagnitude)
      : "\(counts.nans + counts.nansMade + counts.infinities) of \(counts.elements) numbers are not "
        + "finite"
    return "fails first at \(failure.site.path) (\(format(failure.site))): \(what)"
  }

  /// Of all parameters' gradients together, what an optimiser would see.
  private var gradients: String {
    guard let whole = check.wholeGradient else { return "all are zero" }
    let compared = check.comparedGradients
    let below = compared.filter { ($0.comparison?.cosine ?? -1) < ScaleWindow.cosine }.count
    let cosine =
      whole.cosine.map { "1 − cosine \(NumberText.significant(1 - $0, digits: 2))" }
      ?? "not finite"
    return
      "the parameters' as one vector: \(cosine); \(below) of \(compared.count) gradients below cosine "
      + "\(NumberText.fixed(ScaleWindow.cosine, places: 2))"
  }

  private var scales: String {
    guard let (exponents, below, above) = check.scales else {
      let failing = check.windows.first { $0.exponents == nil }?.site
      return "no single scale serves all gradients"
        + (failing.map { ": not \($0.path)" } ?? "")
    }
    let searched = BinadeEnergies.searchedExponents
    let least =
      "2^\(exponents.lowerBound)"
      + (exponents.lowerBound == searched.lowerBound ? " or less" : " (\(below.path))")
    let most =
      "2^\(exponents.upperBound)"
      + (exponents.upperBound == searched.upperBound ? " or more" : " (\(above.path))")
    return "\(least) to \(most)"
  }

  /// Sites of a pass, the least room below the largest number first. Operands that were scaled have none
  /// by design.
  private func closest(_ pass: Pass) -> [SiteStatistics] {
    let sites = check.record.sites.filter {
      $0.site.pass == pass && $0.scale == 1 && !check.isInBlocks($0.site)
    }
    let rooms = sites.compactMap { statistics in
      room(statistics).map { (statistics, $0) }
    }
    return rooms.sorted { $0.1 < $1.1 }.prefix(Self.rows).map(\.0)
  }

  private var lossy: [SiteStatistics] {
    // What is not finite has no cosine: nothing is worse.
    check.comparedGradients.sorted {
      $0.comparison?.cosine ?? -2 < $1.comparison?.cosine ?? -2
    }.prefix(Self.rows).map { $0 }
  }

  private func isInBlocks(_ site: Site) -> Bool {
    do { return try policy.binding(at: site).scaling.isInBlocks } catch { return false }
  }

  private func room(_ statistics: SiteStatistics) -> Double? {
    isInBlocks(statistics.site)
      ? nil
      : namedFormat(statistics.site).flatMap { statistics.counts.headroomAbove(in: $0.format) }
  }

  private func namedFormat(_ site: Site) -> NamedFormat? {
    do { return try policy.binding(at: site).format } catch { return nil }
  }

  private func format(_ site: Site) -> String { namedFormat(site)?.name ?? "" }

  private func table(_ rows: [SiteStatistics]) -> String {
    var table = TextTable([
      ("site", .left), ("format", .left), ("rms", .right), ("largest", .right),
      ("headroom", .right), ("flushed", .right), ("lost", .right), ("energy lost", .right),
      ("1 − cosine", .right),
    ])
    for statistics in rows {
      let counts = statistics.counts
      // Of numbers in blocks the largest is of divided ones.
      let isInBlocks = isInBlocks(statistics.site)
      table.append([
        statistics.site.path, format(statistics.site),
        counts.rootMeanSquare.map(number) ?? "",
        isInBlocks ? "" : number(counts.largestMagnitude),
        room(statistics).map { NumberText.fixed($0, places: 1) } ?? "",
        counts.flushedShare.map(number) ?? "",
        statistics.comparison?.lostShare.map(number) ?? "",
        statistics.comparison?.energyLost.map(number) ?? "",
        statistics.comparison?.cosine.map { NumberText.significant(1 - $0, digits: 2) }
          ?? "not finite",
      ])
    }
    return table.text()
  }

  private func number(_ value: Double) -> String {
    value.isFinite ? NumberText.significant(value, digits: 4) : "\(value)"
  }

  var json: String {
    let (exponents, below, above) = check.scales.map { ($0, $1, $2) } ?? (nil, nil, nil)
    let value: JSONValue = [
      "model": .string(model.shape.name), "policy": .string(policy.name),
      "tokens": .integer(batch.tokens.count), "length": .integer(model.length),
      "tokenNumbers": .array(batch.tokens.map { .integer($0) }), "isCut": .bool(isCut),
      "tokensPerLoss": .number(batch.tokensPerLoss), "lossScale": .number(batch.lossScale),
      "loss": jsonNumber(check.loss), "referenceLoss": jsonNumber(check.referenceLoss),
      "gradientCosine": check.wholeGradient?.cosine.map(jsonNumber) ?? .null,
      "firstFailure": check.firstFailure.map { .string($0.site.path) } ?? .null,
      "leastScaleExponent": exponents.map { .integer($0.lowerBound) } ?? .null,
      "largestScaleExponent": exponents.map { .integer($0.upperBound) } ?? .null,
      "leastScaleSite": below.map { .string($0.path) } ?? .null,
      "largestScaleSite": above.map { .string($0.path) } ?? .null,
      "sites": .array(check.record.sites.map(siteJSON)),
    ]
    return value.indentedText + "\n"
  }

  private func siteJSON(_ statistics: SiteStatistics) -> JSONValue {
    let counts = statistics.counts
    return [
      "site": .string(statistics.site.path), "role": .string(statistics.site.role.rawValue),
      "pass": .string(statistics.site.pass.rawValue), "format": .string(format(statistics.site)),
      "elements": .integer(Int(counts.elements)), "zeros": .integer(Int(counts.zeros)),
      "nans": .integer(Int(counts.nans)), "infinities": .integer(Int(counts.infinities)),
      "flushed": .integer(Int(counts.flushed)), "subnormal": .integer(Int(counts.subnormal)),
      "overflowed": .integer(Int(counts.overflowed)),
      "rootMeanSquare": counts.rootMeanSquare.map(jsonNumber) ?? .null,
      "largest": isInBlocks(statistics.site) ? .null : jsonNumber(counts.largestMagnitude),
      "energyLost": counts.energyLost.map(jsonNumber) ?? .null,
      "cosine": counts.cosine.map(jsonNumber) ?? .null,
      "against": comparisonJSON(statistics.comparison),
      "referenceBinades": .array(
        (check.reference[statistics.site]?.binades?.histogram ?? []).map {
          [.integer($0.exponent), .integer(Int($0.count))]
        }),
    ]
  }

  /// The site's numbers against the reference's.
  private func comparisonJSON(_ comparison: SiteComparison?) -> JSONValue {
    guard let comparison else { return .null }
    return [
      "lost": .integer(Int(comparison.sums.lost)),
      "notFinite": .integer(Int(comparison.sums.notFinite)),
      "energyLost": comparison.energyLost.map(jsonNumber) ?? .null,
      "cosine": comparison.cosine.map(jsonNumber) ?? .null,
      "relativeError": comparison.relativeError.map(jsonNumber) ?? .null,
    ]
  }

  private func jsonNumber(_ value: Double) -> JSONValue {
    value.isFinite ? .number(value) : .string("\(value)")
  }
}
