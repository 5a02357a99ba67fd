import Reporting

/// The findings, computed from the rows; what the rows do not carry is not said.
struct AccumulationHeadlines {
  let results: AccumulationResults

  var lines: [String] { [depths, cures, predictions, networks].compactMap { $0 } }

  /// Each format added up in itself.
  private var depths: String? {
    guard let terms = results.referenceTerms, let deepest = results.deepest else { return nil }
    let own = results.formats.compactMap { format -> String? in
      results.series(terms, format, AccumulationResults.own(format)).map {
        "\(format) to \(Self.reach($0.verdict))"
      }
    }
    guard !own.isEmpty else { return nil }
    let stalls = results.formats.compactMap { format -> String? in
      results.series(TermDistribution.constant.name, format, AccumulationResults.own(format))
        .flatMap { $0.verdict.stalled }
        .map { "\(format) at \(AccumulationTables.power($0))" }
    }
    return
      "Terms \(terms), cast to a format and added up one by one in the same format, keep the error of the sum "
      + "at 1 % or less up to so many terms (of at most \(AccumulationTables.power(deepest))): "
      + own.joined(separator: ", ") + "."
      + (stalls.isEmpty
        ? "" : " Sums of equal terms stop moving: \(stalls.joined(separator: ", ")).")
  }

  /// `2^5`, `2^24 or more`, `no depth`.
  private static func reach(_ verdict: AccumulationVerdict) -> String {
    if verdict.safe == 0 { return "no depth" }
    return verdict.isOpen
      ? "\(AccumulationTables.power(verdict.safe)) or more" : AccumulationTables.power(verdict.safe)
  }

  /// What serves better than the format itself.
  private var cures: String? {
    guard let format = results.referenceFormat,
      let own = results.worst(format, AccumulationResults.own(format))
    else { return nil }
    let others = results.accumulators.filter {
      $0 != AccumulationResults.own(format) && ($0.contains(format) || $0 == "fp32")
    }
    let found = others.compactMap { accumulator in
      results.worst(format, accumulator).map { (accumulator, $0.verdict) }
    }.sorted { ($0.1.safe, $0.0) < ($1.1.safe, $1.0) }
    guard !found.isEmpty else { return nil }
    let list = found.map { "\($0) \(Self.reach($1))" }.joined(separator: ", ")
    return
      "Terms in \(format), worst of \(Self.counted(results.distributions.count, "kind")) of terms: "
      + "\(AccumulationResults.own(format)) keeps 1 % to \(Self.reach(own.verdict)), the other accumulators in it and fp32 to: "
      + list + "."
  }

  /// How good bounds and predictors are.
  private var predictions: String? {
    let all = BoundComparison(results.series.flatMap(\.rows))
    guard all.compared > 0, let slack = all.medianSlack else { return nil }
    let worst =
      all.beyondWorst == 0
      ? "no error is beyond" : "\(all.beyondWorst) errors are beyond"
    var probable = "none is beyond √n·u"
    if all.beyondProbable > 0 {
      let others = all.beyondProbable - all.truncatedBeyond
      probable =
        "\(all.beyondProbable) are beyond √n·u: \(all.truncatedBeyond) of sums rounded toward zero, "
        + "and of the other \(others) half of the additions or more were swamped in "
        + "\(all.swampedBeyond)"
    }
    let pairs = results.series.flatMap(\.rows).compactMap { row -> (Double, Double)? in
      guard let predicted = row.predictedRetained, let retained = row.retained, predicted < 0.99
      else { return nil }
      return (predicted, retained)
    }
    let lower = pairs.filter { $0.0 <= $0.1 }.count
    let variance =
      pairs.isEmpty
      ? ""
      : "; the variance retention ratio, where it predicts a loss of 1 % or more, is below what was "
        + "retained in \(lower) of \(pairs.count) rows"
    return
      "Of \(all.compared) rows with a bound \(worst) the worst case n·u (a median of "
      + "\(NumberText.significant(slack, digits: 2)) times the error); \(probable)\(variance)."
  }

  /// Depth and width.
  private var networks: String? {
    guard let format = results.referenceFormat, results.shapes.count > 1 else { return nil }
    let accumulator = AccumulationResults.own(format)
    let parts = results.layers.compactMap { layer -> String? in
      let verdicts = results.shapes.compactMap {
        results.series($0, layer, format, accumulator)?.verdict
      }
      let signals = results.shapes.compactMap { results.signal($0, layer, format) }
      guard let least = verdicts.min(by: { $0.safe < $1.safe }),
        let most = verdicts.max(by: { $0.safe < $1.safe }), let low = signals.min(),
        let high = signals.max()
      else { return nil }
      return "\(layer) layer \(Self.reach(least)) to \(Self.reach(most)) (mean over deviation "
        + "\(NumberText.significant(low, digits: 2)) to \(NumberText.significant(high, digits: 2)))"
    }
    guard !parts.isEmpty else { return nil }
    return
      "In simulated perceptrons at initialisation (depth \(Self.range(results.shapes.map(\.depth))), width "
      + "\(Self.range(results.shapes.map(\.width)))), gradients in \(format) added up in \(format) keep "
      + "1 % to so many micro-batches: " + parts.joined(separator: ", ") + "."
  }

  /// `2 to 64`, or the one number there is.
  private static func range(_ values: [Int]) -> String {
    guard let least = values.min(), let most = values.max() else { return "" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 ? "" : "s")
  }
}
