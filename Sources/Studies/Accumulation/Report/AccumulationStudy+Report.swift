import JSON
import Kernels
import Reporting

extension AccumulationStudy {
  /// What the rows say: findings, tables, figures.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let results = try AccumulationResults(results)
    return Report(
      title: "How many gradients can be accumulated in low precision?",
      headlines: AccumulationHeadlines(results: results).lines,
      scope: scope(results, manifest), sections: sections(results), reproduce: reproduce(manifest),
      notCovered: notCovered(results), provenance: provenance(manifest))
  }

  /// The parts that have something to show.
  private func sections(_ results: AccumulationResults) -> [Report.Section] {
    func section(_ title: String, _ text: [String], _ tables: [Table], _ figures: [Figure?] = [])
      -> Report.Section?
    {
      let tables = tables.filter { !$0.rows.isEmpty }
      let figures = figures.compactMap { $0 }
      if tables.isEmpty, figures.isEmpty { return nil }
      return Report.Section(title: title, text: text, tables: tables, figures: figures)
    }
    let tables = AccumulationTables(results: results)
    let figures = AccumulationFigures(results: results)
    let parts = [
      section(
        "How deep each accumulator goes", [reading(results)], [tables.verdicts()],
        [figures.errors(), figures.depths()]),
      section(
        "Predicted and measured", [predictors(results)],
        [tables.stagnation(), tables.bounds(), tables.retention()], [figures.swamped()]),
      section(
        "Gradients of networks", [Self.networkText],
        [results.referenceFormat.map(tables.networks)].compactMap { $0 }, [figures.networks()]),
      section("Published cases", [], [tables.controls()]),
      section(
        "By terms", [], results.formats.map(tables.depths)),
    ]
    return parts.compactMap { $0 }
  }

  private func scope(_ results: AccumulationResults, _ manifest: Manifest) -> String {
    let lanes = manifest.configuration["lanes"]?.array?.first?.canonicalText ?? ""
    let drawn = results.distributions
    var parts: [String] = []
    if !drawn.isEmpty, let deepest = results.deepest {
      parts.append(
        "independent terms (\(drawn.joined(separator: ", "))), \(lanes) sums side by side, to "
          + "\(AccumulationTables.power(deepest)) terms")
    }
    if !results.shapes.isEmpty {
      let weights = manifest.configuration["weights"]?.array?.first?.canonicalText ?? ""
      let count = results.networks.compactMap(\.rows.last?.count).max() ?? 0
      parts.append(
        "gradients of \(weights) weights a layer in "
          + AccumulationHeadlines.counted(results.shapes.count, "perceptron")
          + " at initialisation, to \(AccumulationTables.power(count)) micro-batches")
    }
    return
      "Every rounding of every sum is simulated: " + parts.joined(separator: "; ")
      + ". One seed. Depths are powers of two, the only ones looked at; a depth is of this draw, and the "
      + "next draw may end one power earlier or later. Errors are of the accumulation alone, against the exact sum "
      + "of the terms as they were cast; what the cast does is in the rows of `exact`. Nothing was "
      + "trained, and nothing is said about any run's loss or accuracy."
  }

  private func reading(_ results: AccumulationResults) -> String {
    let hasGaps = results.accumulators.contains {
      (try? AccumulatorModel(named: $0)).map { !$0.tensorCores.isEmpty } ?? false
    }
    return
      "Entries are the largest power of two of terms at which, and at every smaller one, the error is "
      + "at most 1 %: the norm of the differences from the exact sums over the norm of those, all sums "
      + "taken as one vector. ≥: the last that was tried. What ends it is rounding that adds up, or "
      + "where marked: s, half of the additions or more are swamped; o, a sum is no longer finite (range, "
      + "not precision: a smaller scale of the terms moves it)."
      + (hasGaps ? " An empty field: a tensor core that does not take the format." : "")
      + " A sum is followed until a tenth of it is right at most, and beyond "
      + "\(AccumulationTables.power(Accumulation.patience)) terms until the error is beyond 1 %."
  }

  private func predictors(_ results: AccumulationResults) -> String {
    let hasRatios = results.rows.contains { $0.predictedRetained != nil }
    return
      "Bounds are u times the roundings on a term's way (or the root of their number), times Σ|x|/|Σx|; "
      + "u is half a last place to nearest, a whole one otherwise. n·u is proved (Jeannerod and Rump "
      + "2013; of first order for other schemes); √n·u holds, with a constant, if rounding errors are "
      + "independent with mean 0 (Higham and Mary 2019; Connolly, Higham and Mary 2021 for stochastic "
      + "rounding), which those of swamped additions (also of the outer sum of chunks), of rounding toward "
      + "zero and of terms with few distinct values, whose sums tie, are not. Kahan's bound is given while n·u ≤ 1; tensor cores have none here. The 2^p law: with terms up to M no sum "
      + "passes the power of two from which on M is swamped."
      + (hasRatios
        ? " The variance retention ratio is that of Sakr et al. 2019 for full swamping." : "")
  }

  private static let networkText =
    "A term is the gradient of one weight in one micro-batch, the signal its mean over its deviation among "
    + "micro-batches: as in drawn terms of that ratio, a strong signal makes sums grow in proportion to n "
    + "and swamps what follows, a weak one leaves sums of the size of their noise. Larger micro-batches "
    + "have a stronger signal, by the root of their size."

  private func notCovered(_ results: AccumulationResults) -> [String] {
    [
      "Trained networks, other architectures, optimisers, loss scaling"
        + (results.shapes.isEmpty
          ? "."
          : ": gradients are of perceptrons at initialisation with targets that nothing can learn."),
      "Terms that depend on one another (momentum, curricula, sorted data), or whose size drifts.",
      "Accumulation across devices (all-reduce orders), and sums inside matrix products: what is added "
        + "up here is one number a micro-batch.",
      "Spread over seeds: one draw, and powers of two of terms.",
      "Errors of the cast to the terms' format are measured (rows of `exact`), not judged.",
    ]
  }

  /// Commands to give in the report's folder, and the one that does all where this is its report.
  private func reproduce(_ manifest: Manifest) -> [String] {
    let isWhole = (try? Configuration(axes: axes).json) == manifest.configuration
    return
      (isWhole
      ? ["make accumulation   # in the project's folder", "# or, from this report's folder:"]
      : ["# from this report's folder:"]) + [
        "gradual study accumulation --config manifest.json --out RUN",
        "gradual report RUN --out FOLDER",
        "python3 Scripts/render-figures.py FOLDER   # the project's script: figures/*.svg",
      ]
  }

  private func provenance(_ manifest: Manifest) -> [(name: String, value: String)] {
    [
      ("study", "accumulation, numerics version \(manifest.numericsVersion)"),
      (
        "configuration",
        "manifest.json (\(manifest.cells) cells, plan \(manifest.planHash.prefix(16))…)"
      ),
      ("results.csv", "SHA-256 " + (manifest.resultsHash ?? "not merged")),
      ("seed", manifest.configuration["seed"]?.array?.first?.canonicalText ?? "1"),
      (
        "pictures",
        "figures/*.svg are rendered from figures/*.vl.json by Scripts/render-figures.py, not by "
          + "`gradual report`"
      ),
      ("processor, threads, times", "parts/*.machine.json in the run's folder"),
    ]
  }
}
