extension Failure {
  /// What is neither: nothing to learn from, nothing left to learn, evaluation, and health.
  static let rest: [Failure] = [
    Failure(
      kind: .labelsMasked,
      title: "all labels are masked: the loss is a mean of nothing",
      short: "all labels masked",
      severity: .failure, printedZeroIsNaN: [.holds(.evaluationIsNeverFinite)],
      decisive: [.holds(.lossIsDead), .holds(.normIsZero)],
      expected: [
        .any([.evaluationIsNeverFinite, .evaluationIsZero]), .fails(.everyUpdateIsSkipped),
        .fails(.marginsAreLarge),
      ], general: nil,
      open: [
        "a response template that is not found", "prompts as long as the context",
        "a collator that masks everything",
      ],
      next: ["the labels of one batch: is any not -100?"],
      cure: "mend the collator, the template, or the truncation",
      useless: "any change of format, scale or optimiser: there is nothing to learn from"),
    Failure(
      kind: .responsesMasked,
      title: "no token of any response counts: all pairs have the same loss",
      short: "responses masked",
      severity: .failure, printedZeroIsNaN: nil,
      decisive: [.holds(.lossIsAlive), .holds(.normIsZero), .holds(.responsesAreEmpty)],
      expected: [.fails(.lossFalls), .fails(.everyUpdateIsSkipped)], general: nil,
      open: ["responses that are cut off by the context", "a collator that masks everything"],
      next: ["the completion mask of one batch: is any 1?"],
      cure: "a longer context, or the collator mended",
      useless: "any change of format, scale or optimiser: there is nothing to learn from"),
    Failure(
      kind: .trueZero,
      title: "the loss is truly about 0: there is nothing left to learn", short: "true zero",
      severity: .none, printedZeroIsNaN: nil,
      decisive: [
        .any([.lossIsDead, .lossDiesForGood, .lossDiesAtTimes]), .fails(.lossIsNotFinite),
        .any([.evaluationIsFinite, .marginsAreLarge, .lossDeclinesToZero]),
      ],
      expected: [
        .fails(.evaluationIsNeverFinite), .fails(.normIsNeverFinite),
        .fails(.normIsAtTimesNotFinite), .fails(.everyUpdateIsSkipped),
        .any([.gradientsFlow, .marginsAreLarge]),
      ], general: nil, open: ["preferences that are saturated, or data that is known by heart"],
      next: ["the loss with more digits", "accuracy on data that was held out"],
      cure: "stop earlier; for DPO a larger β, a smaller learning rate or harder pairs",
      useless: "any change of format"),
    Failure(
      kind: .evaluationOnly,
      title: "training is finite and evaluation is not", short: "evaluation alone",
      severity: .failure, printedZeroIsNaN: nil,
      decisive: [.holds(.lossIsAlive), .holds(.evaluationIsNeverFinite)],
      expected: [
        .fails(.normIsAtTimesNotFinite), .fails(.normIsNeverFinite), .fails(.normIsZero),
        .fails(.everyUpdateIsSkipped),
      ],
      general: nil,
      open: [
        "evaluation in another format (fp16_full_eval)", "evaluation samples without a label",
        "overflow in longer samples",
      ],
      next: ["fp16_full_eval=False", "the labels of the evaluation batches: is any not -100?"],
      cure: "evaluate in the format of training; leave out samples without a label",
      useless: "anything that acts on gradients"),
    Failure(
      kind: .healthy, title: "the log shows no failure", short: "healthy",
      severity: .none, printedZeroIsNaN: nil,
      decisive: [.holds(.lossIsAlive), .holds(.lossFalls)],
      expected: [
        .fails(.normIsNeverFinite), .fails(.normIsZero), .fails(.normIsAtTimesNotFinite),
        .fails(.evaluationIsNeverFinite), .fails(.everyUpdateIsSkipped), .fails(.scaleKeepsFalling),
        .fails(.someUpdatesAreSkipped),
      ], general: nil, open: [], next: [], cure: "", useless: ""),
  ]
}
