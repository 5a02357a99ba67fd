import JSON
import Reporting

/// The words of the accumulation report around its tables, as far as the run has what they speak of.
struct AccumulationText {
  let results: AccumulationResults

  func scope(_ manifest: Manifest) -> String {
    func one(_ axis: String) -> String {
      manifest.configuration[axis]?.array?.first?.canonicalText ?? ""
    }
    var parts: [String] = []
    if !results.distributions.isEmpty, let deepest = results.deepest {
      parts.append(
        "independent terms (\(results.distributions.joined(separator: ", "))), \(one("lanes")) sums side "
          + "by side, to \(AccumulationTables.power(deepest)) terms")
    }
    if !results.shapes.isEmpty {
      parts.append(
        "gradients of \(one("weights")) weights a matrix in "
          + results.networkKinds.map {
            ReportWords.counted(results.shapes(of: $0).count, $0.noun)
          }.joined(separator: " and ")
          + " at initialisation, to \(AccumulationTables.power(results.mostMicroBatches)) "
          + "micro-batches of \(samples)")
    }
    return
      "Every rounding of every sum is simulated: " + parts.joined(separator: "; ")
      + ". One seed (\(one("seed"))): depths and errors are of this one draw, and how they spread over draws "
      + "is not computed; with other seeds some depths are many powers of two away. Depths are powers "
      + "of two, the only ones looked at. "
      + (results.scales.count > 1
        ? "Of the scales \(Self.list(results.scales)) all that is shown is of the first; the others are "
          + "in results.csv. " : "")
      + "Errors are of the accumulation alone, against the exact sum of the terms as they were cast; what "
      + "the cast does stands beside them (`exact` in results.csv). Nothing was trained, and nothing is "
      + "said about any run's loss or accuracy."
  }

  var reading: [String] {
    let hasGaps = results.drawn.contains { !$0.model.tensorCores.isEmpty }
    return [
      "Depths are the largest power of two of terms at which, and at every smaller one, the error is "
        + "at most \(Threshold.errorText): the norm of the differences from the exact sums over the norm "
        + "of those, all sums taken as one vector; ≥: the last that was tried. What the first error beyond "
        + "shows is marked: o, a sum is not finite (range, not precision: a smaller scale of the terms moves "
        + "it); f, \(Threshold.flushedText) of the terms or more were flushed inside the accumulator; s, "
        + "stalled: no sum has moved since half as many terms, or, of a plain running sum (per-operation or "
        + "fused, not stochastic), half of the additions or more were swamped. No mark: none of these "
        + "(roundings added up, or sums lagged without standing still)."
        + (hasGaps ? " An empty field: a tensor core that does not take the format." : ""),
      "A sum is followed as long as its error is at most \(Accumulation.hopeless), from "
        + "\(AccumulationTables.power(Accumulation.patience)) terms on at most \(Threshold.errorText); "
        + "\"lost\": one was not followed so far. Bias is the part of the error along the exact sums: below "
        + "0 they come out too short. Swamped: the share of additions, of those since half as many terms, "
        + "that left the partial sum as it was; still: the share of sums that did not move in them; flushed: "
        + "the share of terms that rounding made 0.",
    ]
  }

  var predictors: String {
    let hasRatios = results.series.contains { $0.rows.contains { $0.predictedRetained != nil } }
    return
      "Bounds are u times the roundings on a term's way (or the root of their number), times Σ|x|/|Σx|; "
      + "u is half a last place to nearest, a whole one otherwise. n·u is proved (Jeannerod and Rump "
      + "2013; of first order for other schemes); √n·u holds, with a constant, if rounding errors are "
      + "independent with mean 0 (Higham and Mary 2019; Connolly, Higham and Mary 2021 for stochastic "
      + "rounding), which those of swamped additions (also of the outer sum of chunks), of rounding toward "
      + "zero and of terms with few distinct values, whose sums tie, are not. Kahan's bound is given while n·u "
      + "≤ 1; tensor cores have none here. Sums that are the same in several formats, as of equal terms, "
      + "count once. The 2^p law: with terms up to M no sum passes the power of two from which on M is "
      + "swamped."
      + (hasRatios
        ? " The variance retention ratio is that of Sakr et al. 2019 for full swamping, of an expectation; "
          + "what was measured is of one draw of few sums, and ends where a sum is no longer followed: the two "
          + "are shown, and not scored." : "")
  }

  var networks: String {
    "A term is the gradient of one weight in one micro-batch, the signal its mean over its deviation among "
      + "micro-batches: as in drawn terms of that ratio, a strong signal makes sums grow in proportion to n "
      + "and swamps what follows, a weak one leaves sums of the size of their noise. A micro-batch here is "
      + "\(samples); means of more samples have less noise, and so a stronger signal. None: not even "
      + "\(AccumulationStudy.fewestMicroBatches), the fewest looked at."
      + (results.networkKinds.contains(.transformer) ? " " + transformer : "")
  }

  private var transformer: String {
    "The transformer is of Qwen's architecture with an untied head: depth counts its layers, of width "
      + "\(FreshTransformer.width), and all matrices are normal with variance 1/\(FreshTransformer.width). "
      + "A sample is a sequence of \(FreshTransformer.length) tokens of \(FreshTransformer.vocabulary), "
      + "drawn by Zipf's law and independently of one another, so that nothing but their frequencies can be "
      + "learned; a token's row of the embedding has a gradient other than 0 only where it occurs, so that "
      + "its sums have fewer terms that count than micro-batches."
  }

  /// `a single sample`, `1 or 4 samples`.
  private var samples: String {
    let sizes = results.microBatches
    return sizes == [1]
      ? "a single sample" : sizes.map { "\($0)" }.joined(separator: " or ") + " samples"
  }

  var notCovered: [String] {
    [
      "Trained networks, other architectures, optimisers, loss scaling"
        + (results.shapes.isEmpty
          ? "."
          : ": gradients are of \(results.networkKinds.map { $0.noun + "s" }.joined(separator: " and ")) at "
            + "initialisation, with targets that do not depend on the inputs."),
      "Terms that depend on one another (momentum, curricula, sorted data), or whose size drifts.",
      "Accumulation across devices (all-reduce orders), and sums inside matrix products: what is added "
        + "up here is one number a micro-batch.",
      "Spread over seeds: one draw; `gradual study accumulation --set seed=2` is another.",
      "Errors of the cast to the terms' format are measured, not judged.",
    ]
  }

  /// `1, 0.25`.
  private static func list(_ values: [Double]) -> String {
    values.map { NumberText.powerOfTwo($0) }.joined(separator: ", ")
  }
}
