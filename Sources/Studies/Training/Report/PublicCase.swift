/// Somebody's report of a loss of 0 or NaN, and what its log has in common with a fault of this study.
struct PublicCase: Sendable {
  /// Where it is.
  let source: String
  /// What was seen, one clause.
  let seen: String
  /// The faults whose signature it has; empty where none has.
  let faults: [String]
  /// What speaks for it or against it.
  let remark: String

  /// Those that are known. A new one is a row here.
  static let all: [PublicCase] = [
    PublicCase(
      source: "MedicalGPT#443",
      seen: "Qwen2.5-7B, LoRA, fp16: SFT and DPO print 0 for ever; pretraining, in bf16, trains",
      faults: ["scores", "mlp", "nan-weight"],
      remark:
        "which site overflowed is not known; the scripts left the choice of attention to the library"
    ),
    PublicCase(
      source: "transformers#33317",
      seen: "Qwen2-7B, fp16: perplexity NaN with eager attention, 7.1381 with sdpa",
      faults: ["scores"],
      remark: "7.1379 with the product in fp32; 7.9967 in bf16 with eager attention"),
    PublicCase(
      source: "intel/auto-round#457", seen: "QwQ-32B, fp16: the MLP of layer 5 overflows",
      faults: ["mlp"], remark: "no log of a training run"),
    PublicCase(
      source: "pytorch#103749", seen: "rows that are masked from end to end give NaN",
      faults: [], remark: "not in this study: its attention is causal"),
    PublicCase(
      source: "LlamaFactory#7263, MedicalGPT#296", seen: "0.0 and NaN in bf16, too",
      faults: ["nan-weight", "epsilon-held"],
      remark: "what fits binary32's range does not overflow in the forward pass"),
    PublicCase(
      source: "TRL#1236", seen: "DPO prints 0.0; margins of 13 to 23, grad_norm and eval finite",
      faults: ["saturated"], remark: "a true zero, to four digits"),
  ]
}
