import FloatFormats
import ModelShapes
import NearestNames
import Networks
import Training

/// Something that people are told to do about a loss of 0, switched on alone. A new one is a row here.
struct TrainingAdvice: Sendable {
  /// The name on the axis.
  let name: String
  /// What it says, one clause.
  let summary: String
  /// Whether runs follow it anyhow, so that the axis' value switches it off.
  let isReversed: Bool
  /// Changes a run.
  let apply: @Sendable (inout TrainingConfiguration) throws(StudyError) -> Void

  /// All of them, none first.
  static let all: [TrainingAdvice] = [
    TrainingAdvice("none", "nothing is changed") { _ throws(StudyError) in },
    TrainingAdvice("bf16", "bfloat16 instead of binary16, without a loss scale") {
      configuration throws(StudyError) in
      configuration.policy = PolicyCatalogue.bf16Mixed
      configuration.scaling = .none
    },
    TrainingAdvice("looser-clipping", "gradients are clipped at norm 100 instead of 1") {
      configuration throws(StudyError) in
      configuration.clipping.limit = 100
    },
    TrainingAdvice("tighter-clipping", "gradients are clipped at norm 0.1 instead of 1") {
      configuration throws(StudyError) in
      configuration.clipping.limit = 0.1
    },
    TrainingAdvice("warm-up", "the learning rate rises over the first quarter of the steps") {
      configuration throws(StudyError) in
      configuration.rate.warmUp = configuration.rate.steps / 4
    },
    TrainingAdvice("lower-rate", "a tenth of the learning rate") {
      configuration throws(StudyError) in
      configuration.rate.peak /= 10
    },
    TrainingAdvice("adaptive-optimiser", "AdamW instead of SGD with momentum", isReversed: true) {
      configuration throws(StudyError) in
      configuration.optimiser = .sgd(SGD(momentum: 0.9))
      configuration.rate.peak = 0.1
    },
    TrainingAdvice(
      "fp32-optimiser", "the optimiser's state in binary32 instead of binary16", isReversed: true
    ) { configuration throws(StudyError) in
      configuration.policy.rules.append(PolicyRule(roles: [.optimiserState], format: .binary16))
    },
    TrainingAdvice("loss-scaling", "a loss scale, adapted to overflow", isReversed: true) {
      configuration throws(StudyError) in
      configuration.scaling = .none
    },
    TrainingAdvice("fused-attention", "scores stay in binary32 inside a fused kernel") {
      configuration throws(StudyError) in
      configuration.order = .fused
    },
    TrainingAdvice("scale-before-product", "queries are divided by √d before the product") {
      configuration throws(StudyError) in
      configuration.order = .scaleFirst
    },
    TrainingAdvice("initialisation", "half the standard deviation of fresh weights") {
      configuration throws(StudyError) in
      try configuration.reshape(initialisation: Initialisation(.constant(0.01)))
    },
    TrainingAdvice("normalisation", "LayerNorm instead of RMSNorm") {
      configuration throws(StudyError) in
      try configuration.reshape(normalisation: Normalisation(.layer, epsilon: 1e-5))
    },
    TrainingAdvice("residual-scaling", "what writes to the residual stream begins smaller by √(2L)")
    {
      configuration throws(StudyError) in
      try configuration.reshape(
        initialisation: Initialisation(.constant(0.02), residualProjections: .depthScaled))
    },
    TrainingAdvice("activation", "GELU instead of SiLU") { configuration throws(StudyError) in
      try configuration.reshape(activation: .gelu)
    },
  ]

  init(
    _ name: String, _ summary: String, isReversed: Bool = false,
    apply: @escaping @Sendable (inout TrainingConfiguration) throws(StudyError) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.isReversed = isReversed
    self.apply = apply
  }

  /// The advice of a name.
  static func named(_ name: String) throws(StudyError) -> TrainingAdvice {
    guard let advice = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name)
      throw .unknownName(
        UnknownNameError(kind: "advice", name: name, among: known, valid: known))
    }
    return advice
  }
}

extension TrainingConfiguration {
  /// Another model of the same sizes.
  fileprivate mutating func reshape(
    initialisation: Initialisation? = nil, normalisation: Normalisation? = nil,
    activation: Activation? = nil
  ) throws(StudyError) {
    do {
      shape = try ModelShape(
        name: shape.name, hiddenSize: shape.hiddenSize, layers: shape.layers,
        attentionHeads: shape.attentionHeads, keyValueHeads: shape.keyValueHeads,
        headDimension: shape.headDimension, intermediateSize: shape.intermediateSize,
        vocabularySize: shape.vocabularySize, tiedHead: shape.tiedHead, biases: shape.biases,
        normalisation: normalisation ?? shape.normalisation,
        activation: activation ?? shape.activation, gated: shape.gated, residual: shape.residual,
        position: shape.position, contextLength: shape.contextLength,
        initialisation: initialisation ?? shape.initialisation)
    } catch {
      throw .badValue(axis: "advice", value: shape.name, reason: error.description)
    }
  }
}
