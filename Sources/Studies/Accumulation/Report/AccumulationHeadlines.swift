import Reporting

/// The findings, computed from the rows; what the rows do not carry is not said.
struct AccumulationHeadlines {
  let results: AccumulationResults

  var lines: [String] {
    ([depths, cures, predictions] + results.networkKinds.map(networks)).compactMap { $0 }
  }

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
      "Terms \(terms), cast to a format and added up one by one in the same format, keep the error of the "
      + "sum at \(Threshold.errorText) or less, in this draw, up to so many terms (of at most "
      + "\(AccumulationTables.power(deepest))): " + own.joined(separator: ", ") + "."
      + (stalls.isEmpty
        ? "" : " Sums of equal terms stop moving: \(stalls.joined(separator: ", ")).")
  }

  /// `2^5`, `2^24 or more`, `no depth`.
  private static func reach(_ verdict: AccumulationVerdict) -> String {
    if verdict.safe == 0 { return "no depth" }
    return verdict.isOpen
      ? "\(AccumulationTables.power(verdict.safe)) or more" : AccumulationTables.power(verdict.safe)
  }

  /// What serves better than the format itself: errors at one number of terms.
  private var cures: String? {
    guard let format = results.referenceFormat, let count = results.referenceCount,
      let cast = results.largestError(format, AccumulationRow.cast, at: count)
    else { return nil }
    let found = results.related(to: format).compactMap { accumulator in
      results.largestError(format, accumulator, at: count).map { (accumulator, $0) }
    }.sorted { ($1.1.order, $0.0) < ($0.1.order, $1.0) }
    guard !found.isEmpty else { return nil }
    return
      "Of \(AccumulationTables.power(count)) terms in \(format) the largest error over "
      + ReportWords.counted(results.distributions.count, "kind") + " of terms is, by accumulator: "
      + found.map { "\($0) \($1.text)" }.joined(separator: ", ")
      + ". The cast of the terms alone: \(cast.text)."
  }

  /// How good bounds are.
  private var predictions: String? {
    let all = BoundComparison(results.series)
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
    return
      "Of \(all.compared) distinct sums with a bound \(worst) the worst case n·u (a median of "
      + "\(NumberText.significant(slack, digits: 2)) times the error); \(probable)."
  }

  /// Depth and width of networks of a kind, and what cures.
  private func networks(_ kind: NetworkKind) -> String? {
    guard let format = results.referenceNetworkFormat else { return nil }
    let accumulator = AccumulationResults.own(format)
    let shapes = results.shapes(of: kind)
    let parts = results.layers(of: kind).compactMap { layer -> String? in
      let verdicts = shapes.compactMap {
        results.series($0, layer, format, accumulator)?.verdict
      }
      let signals = shapes.compactMap { results.signal($0, layer, format) }
      guard let span = verdicts.span, let low = signals.min(), let high = signals.max() else {
        return nil
      }
      let (least, most) = (
        NumberText.significant(low, digits: 2), NumberText.significant(high, digits: 2)
      )
      return "\(kind.label(layer)) \(span) (mean over deviation "
        + (least == most ? "\(least))" : "\(least) to \(most))")
    }
    guard !parts.isEmpty else { return nil }
    let cures = results.accumulators.filter { accumulator in
      let verdicts = results.networkVerdicts(kind, format, accumulator)
      return !verdicts.isEmpty && verdicts.allSatisfy(\.isOpen)
    }
    return
      "In \(ReportWords.counted(shapes.count, "simulated \(kind.noun)")) at initialisation (depth "
      + "\(Self.range(shapes.map(\.depth))), width "
      + "\(Self.range(shapes.map(\.width)))), gradients in \(format) added up in \(format) keep "
      + "\(Threshold.errorText) to so many micro-batches: " + parts.joined(separator: ", ") + ". "
      + (cures.isEmpty ? "No accumulator keeps it" : "In all of these it is kept")
      + " to the end, \(AccumulationTables.power(results.mostMicroBatches))"
      + (cures.isEmpty ? ", in all of these." : ", by " + cures.joined(separator: ", ") + ".")
  }

  /// `2 to 64`, or the one number there is.
  private static func range(_ values: [Int]) -> String {
    guard let least = values.min(), let most = values.max() else { return "" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }
}
