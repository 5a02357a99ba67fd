import JSON
import ModelShapes
import Reporting
import Theory

extension UnderflowStudy {
  /// What the rows say: findings, tables and figures.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let all = try UnderflowResults(results)
    let agreement = Agreement(all.rows, samples: samples)
    let tables = UnderflowTables(results: all, agreement: agreement)
    let figures = UnderflowFigures(results: all, agreement: agreement)
    let headlines = UnderflowHeadlines(results: all, tables: tables, agreement: agreement)
    let passes = PassResults(all.passRows, configuration: manifest.configuration)
    let passTables = passes.map { PassTables(passes: $0, results: all) }
    let found = passes.flatMap { passes in
      passTables.map { PassHeadlines(passes: passes, tables: $0).lines }
    }
    let families = Set(all.fresh.map(\.family)).sorted().joined(separator: ", ")
    let simulated = passes.flatMap { passes in
      passTables.map { passSections(passes, $0, PassFigures(passes: passes)) }
    }
    let sections =
      (simulated ?? [])
      + sections(
        tables, figures, agreement, format: all.formats.first ?? "the format",
        tokens: all.referenceTokens ?? 1)
    return Report(
      title: "Where does gradient underflow set in as language models grow?",
      headlines: (found ?? []) + headlines.lines,
      scope: scope(all, families, passes),
      sections: sections,
      reproduce: reproduce(manifest, make: samples == Self().samples ? "study" : nil),
      notCovered: Self.notCovered(all, hasPasses: passes != nil),
      provenance: provenance(manifest, sources: Self.sources(all)))
  }

  /// The parts that have something to show.
  private func sections(
    _ tables: UnderflowTables, _ figures: UnderflowFigures, _ agreement: Agreement, format: String,
    tokens: Double
  ) -> [Report.Section] {
    let parts: [Report.Section?] = [
      Report.Section(
        "Models", [Self.reading], [tables.models(format, tokens)],
        [figures.windows(), figures.layers()]),
      Report.Section(
        "What moves the onset", [Self.moving], [tables.slopes(format, tokens)],
        [figures.onsets()]),
      Report.Section("Formats and scaling", [], [tables.formats(tokens)]),
      Report.Section(
        "Forward ranges of trained models, as published", [Self.scores, Self.peaks],
        [tables.keyBiases(), tables.peaks()]),
      Report.Section(
        "Prediction against sampling", [comparing(agreement), Self.flushedMeans],
        [tables.controls()], [figures.agreementFigure(), figures.harm()]),
    ]
    return parts.compactMap { $0 }
  }

  private func scope(
    _ all: UnderflowResults, _ families: String, _ passes: PassResults?
  ) -> String {
    let trained = Self.trained(all)
    let start = passes.map { Self.passScope($0) + " Beside them: closed forms for" }
    return
      (start ?? "Prediction and sampling only: closed forms for")
      + " the gradients of \(ReportWords.counted(all.fresh.count, "model shape")) "
      + (families.isEmpty ? "" : "(\(families)) ") + "with random weights at initialisation"
      + trained.map { ", and of \($0.model) with a published residual profile" }.joined()
      + "; causal averaging over a context of 1024 independent tokens. What a format does to them is "
      + "predicted, and measured by casting draws of \(samples) numbers from the distributions that the "
      + "closed forms assume. "
      + (passes == nil
        ? "No forward or backward pass was run, so neither the independence of weights, tokens and "
          + "gradients nor the closed forms for whole networks are tested here; nothing"
        : "Nothing")
      + " is said about any run's loss or accuracy."
  }

  private static func passScope(_ passes: PassResults) -> String {
    "Forward and backward passes of \(ReportWords.counted(passes.fresh.count, "model")) with random "
      + "weights at initialisation"
      + passes.entries.filter { !passes.fresh.contains($0) }.map {
        ", and of \($0.model) with output matrices drawn so that its stream has a published profile"
      }.joined()
      + ", \(passes.simulated) random tokens in one sequence of that length, under "
      + ReportWords.counted(passes.policies.count, "policy", plural: "policies") + "."
  }

  private func comparing(_ agreement: Agreement) -> String {
    "The draw is the same for every format and scale, so comparisons are not independent of one another; "
      + "those that are the same cast, as of tensors that models share, count once. "
      + "\(agreement.rare) comparisons are of events that the draw should have seen fewer than "
      + "\(Int(Agreement.fewest)) times (or missed fewer times), where a standard error says nothing; "
      + "counts differ there by \(Int(agreement.largestRareDifference.rounded(.up))) at most. Standard errors of "
      + "energies and cosines are the jackknife's over \(NormalDraw.batchCount) batches; a cosine's is "
      + "taken as \(NumberText.significant(Agreement.cosineAccuracy, digits: 1)) at least, the accuracy that the closed forms state."
  }

  /// The profiles that rows use, other than the one at initialisation, with their models.
  private static func trained(_ all: UnderflowResults) -> [UnderflowResults.Entry] {
    all.entries.filter { $0.profile != ResidualProfile.initialisation.name }
  }

  private static let reading =
    "S_min is the smallest power of two that keeps every tensor's cosine at \(Threshold.cosineText) or more, S_max the largest "
    + "that lets nothing overflow (one element in a hundred steps and tensors, on average); tensors are "
    + "counted whole: the logits with their targets, the head with all its rows. The smallest gradient, "
    + "which decides S_min, is named."

  private static let scores =
    "Eager attention multiplies queries and keys before it scales by 1/√d: a product of 65,520 or more is an "
    + "infinity in binary16, and softmax of it NaN. Scaled first, or kept in binary32 by a fused kernel, it "
    + "is not. Queries of the trained model are not published with the norms, so this is a condition, and "
    + "not a finding: the product overflows where a query is that long and that aligned."

  private static let peaks =
    "Activations of trained models are larger than those of fresh ones, of which the passes' forward headroom "
    + "is: a few dimensions of a few tokens carry them. As published, not computed here; below 0 binades the "
    + "model does not fit binary16, whatever its gradients do."

  private static let moving =
    "Slopes are of closed forms: +1 for the tokens per loss is exact where an activation gradient is the "
    + "smallest, and where a matrix's gradient is, it is +0.5; which of them is the smallest can change with "
    + "the tokens per loss, and slopes on sizes with it. Residuals (R² below 1) are what else differs between "
    + "the models of a family. Models of which the first token flushes enough are left out of the slopes of "
    + "that onset."

  private static let flushedMeans =
    "\"Flushed\" is what a single storing makes zero. There is no reference run here, so nothing is called "
    + "lost that was zero before."

  private static func notCovered(_ all: UnderflowResults, hasPasses: Bool) -> [String] {
    let passes =
      hasPasses
      ? "Long contexts in whole models: passes are of short sequences, and only the scores' gradient was "
        + "followed to long ones, in heads on their own, where it falls further. What would: passes of "
        + "as many tokens as a training context."
      : "Full forward and backward passes: whether independence holds in a network, sites inside "
        + "attention (score gradients fall with the context), operations in low precision. What "
        + "would: this study with axis `simulate`."
    return [
      passes,
      "Training beyond initialisation"
        + (trained(all).isEmpty ? "" : ", but for the published residual profile")
        + ": trained weights have other norms, a few dimensions carry most of the stream, and a sure "
        + "output shrinks every gradient at the head.",
      "Optimisers, weight updates, accumulation of gradients, scaling per tensor or per block.",
      "Tokens are taken as independent: matrices' gradients fall as 1/√T here, more slowly in a "
        + "network.",
      "One initialisation a model: " + initialisations(all).joined(separator: "; ")
        + ". Thresholds are "
        + "\(Threshold.flushedText) and cosine \(Threshold.cosineText).",
    ]
  }

  /// Where the initialisations of the run's families are from.
  private static func initialisations(_ all: UnderflowResults) -> [String] {
    func of(_ families: [ModelFamily], _ source: String) -> String? {
      let names = families.map(\.rawValue).filter(all.families.contains)
      return names.isEmpty ? nil : "\(names.joined(separator: " and ")): \(source)"
    }
    return [
      of([.gpt2], "that of its config.json and code"),
      of([.pythia], "that of its training configuration, from which its config.json differs"),
      of(
        [.qwen2, .llama3],
        "the `initializer_range` of config.json, which need not be what they were trained from"),
      of([.custom], "that of config.json"),
    ].compactMap { $0 }
  }

  /// The sources of the profiles that rows use.
  private static func sources(_ all: UnderflowResults) -> [(name: String, value: String)] {
    let used = Set(all.rows.map(\.profile))
    return ResidualProfile.known.compactMap { profile in
      guard case .trained(let residual) = profile, used.contains(residual.name) else { return nil }
      return ("profile \(residual.name)", residual.source)
    }
  }
}
