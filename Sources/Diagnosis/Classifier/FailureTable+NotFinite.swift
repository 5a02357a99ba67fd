extension Failure {
  /// The forward pass is not finite, at every step or at some.
  static let notFinite: [Failure] = [
    Failure(
      kind: .forwardOverflow,
      title: "the forward pass is not finite from the first step", short: "forward overflow",
      severity: .failure, printedZeroIsNaN: [],
      decisive: [
        .holds(.lossIsDead), .holds(.normIsNeverFinite), .isUnknown(.everyUpdateIsSkipped),
      ],
      expected: [.fails(.evaluationIsFinite)], general: nil,
      open: sites + ["whether a loss scaler skips the updates"], next: forwardNext, cure: bf16,
      useless: "loss scale, clipping, warm-up: they act behind the forward pass"),
    Failure(
      kind: .forwardOverflowScaled,
      title: "the forward pass is not finite, and a loss scaler skips every update",
      short: "forward overflow under a loss scaler", severity: .failure, printedZeroIsNaN: [],
      decisive: [.holds(.lossIsDead), .holds(.everyUpdateIsSkipped)],
      expected: [.fails(.normIsAlwaysFinite), .fails(.evaluationIsFinite)],
      general: .forwardOverflow, open: sites, next: forwardNext, cure: bf16,
      useless: "loss scale, learning rate, clipping, warm-up: no update is taken"),
    Failure(
      kind: .forwardOverflowUnscaled,
      title:
        "the forward pass is not finite from the first step, and updates are taken all the same",
      short: "forward overflow without a loss scaler", severity: .failure, printedZeroIsNaN: [],
      decisive: [
        .holds(.lossIsDead), .holds(.normIsNeverFinite), .fails(.everyUpdateIsSkipped),
      ],
      expected: [.fails(.evaluationIsFinite), .fails(.lossDiesAtOnce)], general: .forwardOverflow,
      open: sites, next: forwardNext,
      cure: "start anew from the weights before the run, since one step has made all of them NaN; "
        + bf16,
      useless:
        "clipping: a norm that is NaN scales every gradient to NaN; resuming from this run's checkpoints"
    ),
    Failure(
      kind: .someBatchesNaN,
      title: "some batches are not finite; the rest trains", short: "some batches NaN",
      severity: .failure, printedZeroIsNaN: [],
      decisive: [
        .any([.lossDiesAtTimes, .scaleKeepsFalling, .evaluationIsNeverFinite]), .fails(.lossIsDead),
      ],
      expected: [
        .fails(.normIsAlwaysFinite), .fails(.lossDeclinesToZero), .fails(.everyUpdateIsSkipped),
        .fails(.lossDiesForGood),
      ], general: nil,
      open: ["overflow in long or unusual samples", "samples without a label", "NaN in the data"],
      next: [
        "logging_nan_inf_filter=False and logging_steps=1 show which steps",
        "the batches of those steps, one by one", hook,
      ],
      cure: "mend or leave out those samples; where they overflow, " + bf16,
      useless:
        "a lower learning rate; and the logged mean is not to be trusted: it leaves those steps out"
    ),
    Failure(
      kind: .laterNaN,
      title: "the run is NaN from one step to the end", short: "NaN from a step on",
      severity: .failure, printedZeroIsNaN: [],
      decisive: [.holds(.lossDiesForGood), .fails(.lossDiesAtOnce)],
      expected: [
        .fails(.lossDeclinesToZero), .fails(.normIsAlwaysFinite), .fails(.evaluationIsFinite),
      ],
      general: nil,
      open: [
        "activations that grew beyond the format", "one update with a gradient that is not finite",
        "the optimiser's state",
      ],
      next: [
        "the last checkpoint before it: is every weight finite?", hook,
        "logging_steps=1 from that checkpoint",
      ],
      cure: "go on from a checkpoint before that step; " + bf16,
      useless:
        "going on from a later checkpoint: its weights are NaN unless a loss scaler skipped the updates"
    ),
    Failure(
      kind: .optimiserState,
      title: "the first updates make the weights NaN", short: "optimiser state",
      severity: .failure, printedZeroIsNaN: [],
      decisive: [.holds(.lossDiesForGood), .holds(.lossDiesAtOnce)],
      // Updates that are skipped from the first record on leave those before it: a loss scaler takes none
      // whose gradients are not finite, so that what broke the weights was made of finite ones.
      expected: [
        .fails(.lossDeclinesToZero), .fails(.evaluationIsFinite), .fails(.normIsAlwaysFinite),
      ], general: nil,
      open: [
        "ε that is 0 in the state's format (1e-8 in fp16)",
        "a first gradient that is not finite, where no loss scaler skips it",
        "a learning rate beyond all measure",
      ],
      next: [
        "the weights after the first update: are they finite?", "the same run with SGD",
        "optimiser state in fp32",
      ],
      cure: "optimiser state and ε in fp32, or an ε that the state's format holds",
      useless: "loss scale: gradients are finite before it"),
  ]
}
