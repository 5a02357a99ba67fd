extension TensorCore {
  /// Every tensor core. A new one is one row.
  ///
  /// Sources: block lengths, alignment and truncation of V100, A100: Fasi, Higham, Mikaitis, Pranesh,
  /// "Numerical behavior of NVIDIA tensor cores", PeerJ Computer Science 7:e330, 2021; of the others:
  /// Khattak and Mikaitis, the rows of whose validation data all are reproduced. A2 is of the A100's
  /// generation and L40S of Ada's. Where no published row shows binary16 output there is no such name.
  public static let all: [TensorCore] = [
    row("v100-fp16", .fp16, block: 4, 23),
    row("a100-fp16", .fp16, block: 8, 24),
    row("a100-fp16-out-fp16", .fp16, block: 8, 24, .binary16),
    row("a100-bf16", .bf16, block: 8, 24),
    row("a100-tf32", .tf32, block: 4, 24),
    row("a2-fp16", .fp16, block: 8, 24),
    row("a2-bf16", .bf16, block: 8, 24),
    row("a2-tf32", .tf32, block: 4, 24),
    row("l40s-fp16", .fp16, block: 8, 24),
    row("l40s-fp16-out-fp16", .fp16, block: 8, 24, .binary16),
    row("l40s-bf16", .bf16, block: 8, 24),
    row("l40s-tf32", .tf32, block: 4, 24),
    row("l40s-fp8", .fp8, block: 16, 13, .binary32(fractionBits: 13)),
    row("l40s-fp8-out-fp16", .fp8, block: 16, 13, .binary16),
    row("h100-fp16", .fp16, block: 16, 25),
    row("h100-fp16-out-fp16", .fp16, block: 16, 25, .binary16),
    row("h100-bf16", .bf16, block: 16, 25),
    row("h100-tf32", .tf32, block: 8, 25),
    h100FP8,
    row("h100-fp8-out-fp16", .fp8, block: 32, 25, .binary16, .addedAfterHalves),
    row("h200-fp16", .fp16, block: 16, 25),
    row("h200-fp16-out-fp16", .fp16, block: 16, 25, .binary16),
    row("h200-bf16", .bf16, block: 16, 25),
    row("h200-tf32", .tf32, block: 8, 25),
    row("h200-fp8", .fp8, block: 32, 13, .binary32(fractionBits: 13)),
    row("h200-fp8-out-fp16", .fp8, block: 32, 25, .binary16, .addedAfterHalves),
    row("b200-fp16", .fp16, block: 16, 25),
    row("b200-fp16-out-fp16", .fp16, block: 16, 25, .binary16),
    row("b200-bf16", .bf16, block: 16, 25),
    row("b200-tf32", .tf32, block: 8, 25),
    row("b200-fp8", .fp8, block: 32, 25, .binary32(fractionBits: 23), .added),
    row("b200-fp8-out-fp16", .fp8, block: 32, 25, .binary16, .addedAfterHalves),
  ]

  /// FP8 on H100.
  public static let h100FP8 = row("h100-fp8", .fp8, block: 32, 13, .binary32(fractionBits: 13))

  private static func row(
    _ name: String, _ input: Input, block: Int, _ alignmentBits: Int,
    _ output: Output = .binary32(fractionBits: 23), _ joining: Joining = .aligned
  ) -> TensorCore {
    TensorCore(
      name: name, input: input, block: block, alignmentBits: alignmentBits, output: output,
      joining: joining)
  }

  /// What it does, in one line: what is aligned, at how many fraction bits, and what becomes of the sum.
  public var summary: String {
    let terms =
      switch joining {
      case .aligned: "\(block) products and the sum"
      case .added: "\(block) products"
      case .addedAfterHalves: "2 × \(block / 2) products"
      }
    let target =
      switch output {
      case .binary32(23): "truncated to binary32"
      case .binary32(let bits): "truncated to \(bits) bits"
      case .binary16: "rounded to binary16"
      }
    return "\(terms) at \(alignmentBits) fraction bits, \(target)"
      + (joining == .aligned ? "" : ", then added")
  }
}
