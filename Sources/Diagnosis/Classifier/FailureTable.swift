extension Failure {
  /// The classifier's table, in the order of its report.
  public static let table: [Failure] = notFinite + gradients + rest
}

extension Failure {
  static let hook =
    "gradual hook > hook.py, two steps: names the first module that is not finite"
  static let bf16 =
    "bf16=True, fp16=False where the card has bf16 (Ampere or newer; V100 and T4 have not: fused attention "
    + "or fp32)"
  static let sites = [
    "attention scores", "MLP output", "fully masked rows", "NaN in weights or data",
  ]
  static let forwardNext = [
    "logging_nan_inf_filter=False shows the loss as it is", hook,
    "attn_implementation sdpa against eager",
  ]
}
