import BlockFormats
import FloatFormats
import Kernels
import NearestNames

/// The policies that are known by name. A new one is a row here.
public enum PolicyCatalogue {
  /// All of them.
  public static let all: [PrecisionPolicy] = [
    fp64, fp32,
    PrecisionPolicy(
      name: "fp16-pure",
      summary: "binary16 everywhere, parameters and optimiser too; products accumulate in binary32",
      rules: pure(.binary16)),
    PrecisionPolicy(
      name: "bf16-pure",
      summary: "bfloat16 everywhere, parameters and optimiser too; products accumulate in binary32",
      rules: pure(.bfloat16)),
    fp16Masters, bf16Masters, fp16Mixed, bf16Mixed,
    PrecisionPolicy(
      name: "fp8-hybrid",
      summary:
        "bf16-mixed; layers' linear maps take e4m3fn forward, e5m2 backward, delayed scaling",
      rules: mixed(.bfloat16) + fp8(.delayed)),
    PrecisionPolicy(
      name: "fp8-unscaled",
      summary: "bf16-mixed; layers' linear maps take e4m3fn forward, e5m2 backward, not scaled",
      rules: mixed(.bfloat16) + fp8(.none)),
    PrecisionPolicy(
      name: "mxfp8",
      summary:
        "bf16-mixed; layers' linear maps take e4m3fn, in blocks of 32 that share a power of two",
      rules: mixed(.bfloat16) + [PolicyRule(sites: "layers.*", blocks: .mxfp8E4M3)]),
    PrecisionPolicy(
      name: "nvfp4-mixed",
      summary:
        "bf16-mixed; layers' linear maps take NVFP4: blocks of 16 with E4M3 scales, and one a tensor",
      rules: mixed(.bfloat16) + [PolicyRule(sites: "layers.*", blocks: .nvfp4)]),
    PrecisionPolicy(
      name: "deepseek-v3",
      summary: "bf16-mixed; layers' linear maps take e4m3fn in tiles, whose sums are promoted",
      rules: mixed(.bfloat16) + [
        PolicyRule(
          sites: "layers.*", accumulator: .tensorCore(.h100FP8), blocks: .deepSeek128x128)
      ]),
  ]

  /// binary64 everywhere.
  public static let fp64 = PrecisionPolicy(
    name: "fp64", summary: "binary64 everywhere: the reference run",
    rules: [PolicyRule(format: .binary64, accumulator: .fused(.binary64))])

  /// binary32 everywhere.
  public static let fp32 = PrecisionPolicy(
    name: "fp32", summary: "binary32 everywhere", rules: [base])

  /// binary16, with an optimiser that keeps binary32.
  public static let fp16Masters = PrecisionPolicy(
    name: "fp16-fp32-optimiser",
    summary: "binary16 in both passes; master parameters, gradient sums and optimiser in binary32",
    rules: masters(.binary16))

  /// bfloat16, with an optimiser that keeps binary32.
  public static let bf16Masters = PrecisionPolicy(
    name: "bf16-fp32-optimiser",
    summary: "bfloat16 in both passes; master parameters, gradient sums and optimiser in binary32",
    rules: masters(.bfloat16))

  /// Autocast in binary16.
  public static let fp16Mixed = PrecisionPolicy(
    name: "fp16-mixed",
    summary: "autocast: products in binary16; norms, softmax, residual and parameters in binary32",
    rules: mixed(.binary16))

  /// Autocast in bfloat16.
  public static let bf16Mixed = PrecisionPolicy(
    name: "bf16-mixed",
    summary: "autocast: products in bfloat16; norms, softmax, residual and parameters in binary32",
    rules: mixed(.bfloat16))

  /// Their names.
  public static var names: [String] { all.map(\.name) }

  /// The policy of a name.
  public static func policy(named name: String) throws(UnknownNameError) -> PrecisionPolicy {
    guard let policy = all.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "policy", name: name, among: names, valid: names)
    }
    return policy
  }

  /// binary32 everywhere.
  private static let base = PolicyRule(format: .binary32, accumulator: .fp32)

  /// One format for everything that is stored: what `model.half()` makes of a model. Softmax is computed in
  /// binary32, and cast where its result enters a product; so is the loss.
  private static func pure(_ format: NamedFormat) -> [PolicyRule] {
    [
      base,
      PolicyRule(roles: Set(Role.allCases).subtracting([.loss, .softmax, .fused]), format: format),
    ]
  }

  /// One format for both passes, and binary32 for what is kept between them: products take parameters
  /// cast to the format.
  private static func masters(_ format: NamedFormat) -> [PolicyRule] {
    pure(format) + [
      PolicyRule(roles: [.parameter], passes: [.forward], format: .binary32),
      PolicyRule(sites: "*.weight", roles: [.operand], format: format),
      PolicyRule(roles: [.gradientAccumulator, .optimiserState], format: .binary32),
    ]
  }

  /// What torch.autocast makes of a model of binary32 parameters: products take and give the narrow
  /// format, and what follows them elementwise stays in it; embeddings, norms, rotations, softmax,
  /// the residual stream and the loss are binary32. Gradients have the formats of what they are
  /// gradients of; that of a parameter is one of its operand, before it is cast to binary32.
  private static func mixed(_ format: NamedFormat) -> [PolicyRule] {
    [
      base,
      PolicyRule(
        roles: [.operand, .attentionOperand, .activation, .scores, .logits], format: format),
      PolicyRule(roles: [.parameter], passes: [.parameterGradient], format: format),
    ]
  }

  /// What Transformer Engine does to the linear maps of layers.
  private static func fp8(_ scaling: OperandScaling) -> [PolicyRule] {
    [
      PolicyRule(
        sites: "layers.*", roles: [.operand], passes: [.forward], format: .e4m3fn,
        overflow: .saturate, scaling: scaling),
      PolicyRule(
        sites: "layers.*", roles: [.operand], passes: [.activationGradient], format: .e5m2,
        overflow: .saturate, scaling: scaling),
    ]
  }
}
