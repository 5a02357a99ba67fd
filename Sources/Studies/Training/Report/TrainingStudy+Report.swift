import Reporting

extension TrainingStudy {
  /// What the rows say: findings, tables, figures.
  public func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report {
    let results = try TrainingResults(results)
    let tables = TrainingTables(results: results)
    let figures = TrainingFigures(results: results)
    let sections = [
      Report.Section(
        "What the log shows, and what is true", [Self.reading],
        [tables.faults()] + results.objectives.map(tables.mechanisms),
        [
          figures.traces(
            results.objectives.contains("sft") ? "sft" : results.objectives.first ?? "")
        ]
      ),
      Report.Section("Faults by setting", [Self.outcomes], [tables.outcomes()]),
      Report.Section("What advice does", [Self.advice], [tables.advice()]),
      Report.Section("Diagnosis from the log alone", [], [tables.diagnosed()]),
      Report.Section("What trainers print", [Self.trainers], [TrainingTables.trainers()]),
      Report.Section("Public cases", [Self.publicCases], [TrainingTables.publicCases()]),
      Report.Section("What a card can hold", [Self.memory], [TrainingTables.memory()]),
    ]
    return Report(
      title: "How does a run come to print a loss of 0?",
      headlines: TrainingHeadlines(results: results).lines, scope: Self.scope(results),
      sections: sections.compactMap { $0 }, reproduce: reproduce(manifest, make: name),
      notCovered: Self.notCovered, provenance: provenance(manifest))
  }

  private static func scope(_ results: TrainingResults) -> String {
    "Models of Qwen2.5's shape in small (width 32, 2 layers, vocabulary 128, 16 tokens a sequence), trained on a "
      + "Markov source with AdamW, learning rate 0.01 falling to 0, clipping at norm 1, "
      + "\(ReportWords.counted(results.runs.count, "run")), "
      + "\(ReportWords.counted(results.seeds.count, "seed")). Faults are planted: nothing is said of how often "
      + "they occur, and none of them is any public run's cause."
  }

  private static let reading =
    "Printed: what transformers' Trainer logs, its filter of NaN on: a window that is NaN throughout is logged "
    + "as 0.0. Values are of the end of each run, over all seeds; the first site that is not finite is that of "
    + "the first such step, in the order of the passes."

  private static let outcomes =
    "Trains: the evaluation comes at least half as far down as that of the same run in binary32, fused attention "
    + "(of a fault that is one in binary32, too: as a run without it); lags: less far; stands still: not 1 % of it; "
    + "gets worse: it goes up; NaN: the evaluation is none."

  private static let advice =
    "Cures: a run that does not train without it trains with it; masks: it does not train with it either, but no "
    + "longer prints 0 alone; harms: it trains without it, and does not with it. Two seeds, SFT and DPO."

  private static let trainers =
    "What transformers' Trainer prints of windows of ten losses, each 2 where it is finite, and of what stands "
    + "beside them; its filter, `logging_nan_inf_filter`, is on unless it is switched off. It puts the mean of the "
    + "window so far in the place of a loss that is not finite."

  private static let publicCases =
    "Reports by others, and the fault above whose log has the same signature: consistent with it, which is not "
    + "its cause. The norms of queries that overflow a product in binary16 with the published key biases of "
    + "Qwen2.5 are in the [report of models by scale](../underflow-by-scale/report.md)."

  private static let memory =
    "Cards without bfloat16 (V100, T4 and older) have binary16, fused attention or binary32 to choose from; those "
    + "from Ampere on have bfloat16. What a model's training state takes decides which of these is left."

  private static let notCovered = [
    "Trained models: the sizes of their scores and activations are published for few. What would: `gradual check` "
      + "on a model's own weights, or `gradual hook` in a run of one's own.",
    "Rows that are masked from end to end, whose softmax is 0/0 in some kernels: attention here is causal, and no "
      + "row is empty.",
    "Faults beside each other, and faults that come and go.",
  ]
}
