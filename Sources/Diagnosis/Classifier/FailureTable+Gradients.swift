extension Failure {
  /// The forward pass is finite, and gradients or updates are not what they should be.
  static let gradients: [Failure] = [
    Failure(
      kind: .scaledOverflow,
      title: "some scaled gradients overflow, as a loss scaler provokes it",
      short: "scaled overflow",
      severity: .none, printedZeroIsNaN: nil,
      decisive: [
        .holds(.lossIsAlive), .any([.normIsAtTimesNotFinite, .someUpdatesAreSkipped]),
        .holds(.overflowsSettle),
      ],
      expected: [
        .fails(.evaluationIsNeverFinite), .fails(.scaleKeepsFalling), .fails(.everyUpdateIsSkipped),
      ], general: nil, open: [],
      next: ["nothing, while skipped steps stay rare"],
      cure: "none is needed: those steps are skipped, and the scale finds its level",
      useless: "switching the loss scaler off: gradients would underflow instead"),
    Failure(
      kind: .backwardNaN,
      title: "the loss is finite and no gradient is", short: "backward pass not finite",
      severity: .failure, printedZeroIsNaN: nil,
      decisive: [.holds(.lossIsAlive), .any([.normIsNeverFinite, .everyUpdateIsSkipped])],
      expected: [
        .fails(.evaluationIsNeverFinite), .fails(.lossFalls), .fails(.normIsAlwaysFinite),
      ], general: nil,
      open: [
        "0/0 or √0 in a derivative", "gradients that overflow at any scale",
        "a fully masked row in attention",
      ],
      next: ["torch.autograd.set_detect_anomaly(True), one step", hook],
      cure: "mend the operation that is named; or " + bf16,
      useless: "warm-up, learning rate: no update is taken"),
    Failure(
      kind: .gradientUnderflow,
      title: "every gradient is 0 and the loss stays where it began", short: "gradient underflow",
      severity: .failure, printedZeroIsNaN: nil,
      decisive: [.holds(.lossIsAlive), .holds(.normIsZero)],
      expected: [
        .fails(.lossFalls), .fails(.evaluationIsNeverFinite), .fails(.everyUpdateIsSkipped),
        .fails(.scaleKeepsFalling), .fails(.responsesAreEmpty),
      ], general: nil, open: ["where gradients are flushed"],
      next: [
        "how many parameters require a gradient: none looks the same",
        "gradual hook > hook.py, two steps: shows at which module gradients become 0",
      ],
      cure: "a dynamic loss scale (fp16=True in Trainer has one), or bf16 gradients",
      useless: "clipping and warm-up: 0 stays 0"),
    Failure(
      kind: .nothingTrained,
      title: "no parameter is trained, or the pairs do not differ", short: "nothing to train",
      severity: .failure, printedZeroIsNaN: nil,
      decisive: [.holds(.lossIsAlive), .holds(.normIsZero), .holds(.nothingIsTrained)],
      expected: [
        .fails(.lossFalls), .fails(.evaluationIsNeverFinite), .fails(.everyUpdateIsSkipped),
      ],
      general: nil, open: [],
      next: ["model.print_trainable_parameters()", "one pair: does chosen differ from rejected?"],
      cure: "unfreeze parameters", useless: "any change of format"),
    Failure(
      kind: .updateUnderflow,
      title: "gradients are ordinary and the loss stands still", short: "update underflow",
      severity: .failure, printedZeroIsNaN: nil,
      decisive: [
        .holds(.lossIsAlive), .holds(.lossIsFlat), .holds(.normIsOrdinary),
        .holds(.weightsAreOfLowPrecision),
      ],
      expected: [
        .fails(.everyUpdateIsSkipped), .fails(.evaluationIsNeverFinite), .fails(.scaleKeepsFalling),
      ], general: nil,
      open: [
        "updates below half a unit in the last place of bf16 or fp16 weights",
        "a second moment that does not decay (β2 → 1 in low precision)",
        "a learning rate too small",
        "a loss that has nothing left to learn",
      ],
      next: [
        "the dtype of the weights that the optimiser updates",
        "a weight before and after ten steps",
        "the learning rate tenfold",
      ],
      cure: "master weights in fp32, or stochastic rounding of the updates",
      useless: "loss scale: gradients are well represented"),
  ]
}
