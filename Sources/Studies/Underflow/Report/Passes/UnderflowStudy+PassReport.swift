import Reporting

extension UnderflowStudy {
  /// The parts of the report that passes have.
  func passSections(
    _ passes: PassResults, _ tables: PassTables, _ figures: PassFigures
  ) -> [Report.Section] {
    let parts: [Report.Section?] = [
      Report.Section(
        "Simulated passes", [Self.passReading(passes)],
        [tables.models(), tables.policies()].compactMap { $0 }, [figures.windows(), figures.map()]),
      Report.Section(
        "What moves the scale that is needed", [Self.passMoving],
        [tables.factors(), tables.confidence()].compactMap { $0 }, [figures.scores()]),
      Report.Section(
        "Closed forms against passes", [], [tables.moments()], [figures.moments()]),
      Report.Section("Controls", [], [tables.controls()]),
    ]
    return parts.compactMap { $0 }
  }

  private static func passReading(_ passes: PassResults) -> String {
    "A forward and a backward pass of the whole model with generated weights, \(passes.simulated) tokens in "
      + "one sequence, the loss a mean over more: parameters' gradients are those of one micro-batch of a "
      + "longer accumulation. S_min is the least power of two at which every gradient that the policy "
      + "rounds keeps cosine \(Threshold.cosineText), S_max the largest at which none overflows, both from the "
      + "binades of the reference pass, rounded once; the scale needed is "
      + "S_min between two powers of two, with Student's 95 % interval over "
      + "\(ReportWords.counted(passes.seeds.count, "seed")) where there are several. Cosines are measured: the "
      + "pass under the policy against the reference pass of the same draw, gradient by gradient, everything "
      + "that was lost before included. Forward headroom: from the largest number of the forward pass to its "
      + "format's largest. The reference is binary64 for the first seed of models up to 2^30 parameters, binary32 "
      + "for all else. Models above 2^31 parameters are passed under the first policy alone, at its largest loss "
      + "scale, those above 2^33 under none: they have windows, and no cosines. Gradients that are zero in exact "
      + "arithmetic (of key biases without rotation) are left out."
      + (passes.entries.count > passes.fresh.count
        ? " Trained streams: the weights are random, too, but each layer's two output matrices have the deviation with "
          + "which each of its branches adds half of what the published rms of the stream grows by."
        : "")
  }

  private static let passMoving =
    "Tokens per loss, with the same simulated tokens, move every gradient by exactly one binade a doubling. "
    + "The closed form's slopes are of stored gradients: the residual stream's and the matrices'; the "
    + "simulated ones of every gradient that the policy rounds, those inside attention among them."
}
