import JSON
import Reporting
import Theory

extension UnderflowStudy {
  /// What the rows say: findings, tables A to D, figures 1 to 5.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let all = try UnderflowResults(results)
    let agreement = Agreement(all.rows, samples: samples)
    let tables = UnderflowTables(results: all, agreement: agreement)
    let figures = UnderflowFigures(results: all, agreement: agreement)
    let headlines = UnderflowHeadlines(results: all, tables: tables, agreement: agreement)
    let format = all.formats.first ?? "the format"
    let tokens = all.referenceTokens ?? 1
    let families = Set(all.fresh.map(\.family)).sorted().joined(separator: ", ")
    return Report(
      title: "Where does gradient underflow set in as language models grow?",
      headlines: headlines.lines,
      scope: scope(all, families),
      sections: [
        .init(
          title: "Models", text: [Self.reading],
          tables: [tables.models(format, tokens)],
          figures: [figures.windows(), figures.layers()]),
        .init(
          title: "What moves the onset", text: [Self.moving],
          tables: [tables.slopes(format, tokens)], figures: [figures.onsets()]),
        .init(
          title: "Formats and scaling", tables: [tables.formats(tokens)]),
        .init(
          title: "Prediction against sampling", text: [rareText(agreement), Self.flushedMeans],
          tables: [tables.controls()], figures: [figures.agreementFigure(), figures.harm()]),
      ],
      reproduce: Self.reproduce(manifest), notCovered: Self.notCovered,
      provenance: provenance(manifest))
  }

  private func scope(_ all: UnderflowResults, _ families: String) -> String {
    let trained = all.entries.contains { $0.profile != ResidualProfile.initialisation.name }
    return
      "Prediction and sampling only: closed forms for the gradients of \(all.fresh.count) model shapes "
      + "(\(families)) with random weights at initialisation"
      + (trained ? ", and one published residual profile of Qwen2.5-7B" : "")
      + "; causal averaging over a context of 1024 independent tokens. What a format does to them is "
      + "predicted, and measured by casting draws of \(samples == 1_000_000 ? "10^6" : "\(samples)") numbers from the distributions that the "
      + "closed forms assume. No forward or backward pass was run, so neither the independence of "
      + "weights, tokens and gradients nor the closed forms for whole networks are tested here; nothing "
      + "is said about any run's loss or accuracy."
  }

  private func rareText(_ agreement: Agreement) -> String {
    "The draw is the same for every format and scale, so comparisons are not independent of one another. "
      + "\(agreement.rare) comparisons are of events that the draw should have seen fewer than "
      + "\(Int(Agreement.fewest)) times (or missed fewer times), where a standard error says nothing; "
      + "counts differ there by \(Int(agreement.largestRareDifference.rounded(.up))) at most. Standard errors of "
      + "energies and cosines are the jackknife's over \(NormalDraw.batchCount) batches."
  }

  private static let reading =
    "S_min is the smallest power of two that keeps every tensor's cosine at .99 or more, S_max the largest "
    + "that lets nothing overflow (one element in a hundred steps and tensors, on average); tensors are "
    + "counted whole: the logits with their targets, the head with all its rows. The smallest gradient "
    + "decides S_min: where the residual stream grows most it is the stream's own at the head's norm. "
    + "Flushed shares and energies are those of the worst activation gradient."

  private static let moving =
    "Slopes are of closed forms: +1 for the tokens per loss is exact where an activation gradient is the "
    + "smallest. Residuals (R² below 1) are what else differs between the models of a family."

  private static let flushedMeans =
    "\"Flushed\" is what a single storing makes zero. There is no reference run here, so nothing is called "
    + "lost that was zero before."

  private static func reproduce(_ manifest: Manifest) -> [String] {
    [
      "make study", "# or, step by step:",
      "gradual study underflow --config Reports/underflow-by-scale/manifest.json --out runs/underflow-by-scale",
      "gradual report runs/underflow-by-scale --out Reports/underflow-by-scale",
      ".venv/bin/python Scripts/render-figures.py Reports/underflow-by-scale",
    ]
  }

  private static let notCovered = [
    "Full forward and backward passes: whether independence holds in a network, sites inside attention "
      + "(score gradients fall with the context), operations in low precision. What would: the same "
      + "study with layers run under a policy.",
    "Training beyond initialisation, but for one residual profile: trained weights have other norms, a few "
      + "dimensions carry most of the stream, and a sure output shrinks every gradient at the head.",
    "Optimisers, weight updates, accumulation of gradients, scaling per tensor or per block.",
    "Tokens are taken as independent: matrices' gradients fall as 1/√T here, more slowly in a network.",
    "Only initialisations as in the models' configuration files; thresholds are 1 % and cosine .99.",
  ]

  private func provenance(_ manifest: Manifest) -> [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = [
      ("study", "underflow, numerics version \(manifest.numericsVersion)"),
      (
        "configuration",
        "manifest.json (\(manifest.cells) cells, plan \(manifest.planHash.prefix(16))…)"
      ),
      ("results.csv", "SHA-256 " + (manifest.resultsHash ?? "not merged")),
      ("seed", manifest.configuration["seed"]?.array?.first?.canonicalText ?? "1"),
    ]
    for case .trained(let residual) in ResidualProfile.known {
      lines.append(("profile \(residual.name)", residual.source))
    }
    lines.append(
      ("processor, threads, times", "runs/…/parts/*.machine.json of the run, not committed"))
    return lines
  }
}
