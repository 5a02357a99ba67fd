import FloatFormats
import ModelShapes
import Networks
import PolicyFiles
import SystemFiles
import TensorFiles

/// `gradual check MODEL_DIR`.
enum CheckCommand {
  static let policy = Option.value(
    "policy", "POLICY",
    "what is rounded where: a name (see gradual list policies), or the path of a JSON file; "
      + "fp16-mixed by default")
  static let attention = Option.value(
    "attention", "ORDER",
    AttentionOrder.allCases.map(\.rawValue).joined(separator: ", ") + "; eager by default")
  static let tokens = Option.value(
    "tokens", "FILE",
    "an .npy file of token numbers, sequences × length; without it and --text they are "
      + "drawn at random")
  static let text = Option.value(
    "text", "FILE",
    "a UTF-8 text instead, of which the tokenizer.json in MODEL_DIR makes tokens: its first, as one "
      + "sequence")
  static let length = Option.value(
    "length", "N",
    "tokens of the one sequence that is drawn, or at most taken of a text; 32 by default")
  static let tokensPerLoss = Option.value(
    "tokens-per-loss", "T",
    "how many tokens the loss is a mean of, of which those given are a part; all by default")
  static let lossScale = Option.value(
    "loss-scale", "S",
    "what the loss is multiplied by: a power of two such as 2^16; by default that of a training "
      + "program's configuration given as the policy, else 1")
  static let reference = Option.value(
    "reference", "POLICY",
    "what the pass is compared with: fp32, or fp64, which takes longer; fp32 by default")
  static let gradients = Option.value(
    "gradients", "OUT", "write the parameters' gradients there, as a .safetensors file")
  static let threads = Option.value(
    "threads", "N", "how many; as many as the machine has by default, of no effect on results")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let folder = arguments.positionals[0]
    let policyName = arguments.value(policy) ?? "fp16-mixed"
    let policy = try PolicyFile.policy(named: policyName)
    let shape = try ModelShape(configAt: folder)
    try policy.check(sitesOf: shape)
    let order: AttentionOrder = try arguments.choice(attention) ?? .eager
    let training = isPath(policyName) ? try TrainingPrecision.read(policyName) : nil
    let tokens = try tokens(arguments, shape)
    let batch = try batch(arguments, tokens, lossScale: training?.lossScale ?? 1)
    let model = Transformer(shape, length: tokens.length, order: order)
    let weights = try RealWeights(SafetensorsFolder(folder), of: model)
    var options = EngineOptions()
    options.threads = try arguments.integer(threads, in: 1...1024) ?? Machine.processors
    options.history = try model.history(of: batch, policy, weights, options)
    if let path = arguments.value(gradients) {
      try writeGradients(model, weights, policy, batch, options, to: path)
    }
    let progress = Progress("check")
    let reference: Reference = try arguments.choice(reference) ?? .fp32
    let check = try ModelCheck(
      model, weights, policy, batch, reference: reference.policy, options: options
    ) {
      progress.show(done: $0, of: $1)
    }
    progress.end()
    let page = CheckPage(
      check: check, model: model, policy: policy, batch: batch, isCut: tokens.isCut)
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return .done
  }

  /// What a pass is compared with.
  private enum Reference: String, CaseIterable {
    case fp32
    case fp64

    var policy: PrecisionPolicy {
      switch self {
      case .fp32: PolicyCatalogue.fp32
      case .fp64: PolicyCatalogue.fp64
      }
    }
  }

  private static func tokens(_ arguments: Arguments, _ shape: ModelShape) throws -> TokenFile {
    let given: TokenFile
    if let path = arguments.value(tokens) {
      for other in [text, length] where arguments.has(other) {
        throw UsageError("--\(other.name): of no use with --tokens; valid: one of the two")
      }
      given = try TokenFile(path, vocabularySize: shape.vocabularySize)
    } else {
      let count = try arguments.integer(length, in: 1...1 << 16) ?? 32
      if let path = arguments.value(text) {
        given = try TokenFile(
          text: path, folder: arguments.positionals[0], most: count,
          vocabularySize: shape.vocabularySize)
      } else {
        given = TokenFile(
          tokens: TokenBatch.random(count: count, of: shape.vocabularySize, seed: 1), length: count)
      }
    }
    guard given.length <= shape.contextLength else {
      throw UsageError(
        "sequences of \(given.length) tokens: valid: at most \(shape.contextLength), the model's "
          + "context")
    }
    return given
  }

  /// Each token is to predict the next of its sequence, the last the first.
  private static func batch(
    _ arguments: Arguments, _ given: TokenFile, lossScale standard: Double
  ) throws -> TokenBatch {
    let count = given.tokens.count
    let perLoss = try arguments.integer(tokensPerLoss, in: count...1 << 40) ?? count
    return TokenBatch(
      tokens: given.tokens, labels: given.labels, tokensPerLoss: Double(perLoss),
      lossScale: try scale(arguments) ?? standard)
  }

  private static func scale(_ arguments: Arguments) throws -> Double? {
    guard let text = arguments.value(lossScale) else { return nil }
    let power = text.hasPrefix("2^") ? Int(text.dropFirst(2)) : nil
    let scale = power.map { Double(sign: .plus, exponent: $0, significand: 1) } ?? Double(text)
    guard let scale, scale > 0, scale.isFinite, scale.significand == 1 else {
      throw UsageError("--loss-scale '\(text)': valid: a power of two such as 65536 or 2^16")
    }
    return scale
  }

  private static func writeGradients(
    _ model: Transformer, _ weights: RealWeights, _ policy: PrecisionPolicy, _ batch: TokenBatch,
    _ options: EngineOptions, to path: String
  ) throws {
    func write<Number>(_ engine: KernelEngine<Number>) throws {
      guard let file = GradientFile(of: model, engine) else {
        throw UsageError(
          "--gradients: valid for models of at most "
            + "\(GradientFile<Float>.largestParameterCount) parameters")
      }
      _ = try model.pass(batch, engine)
      try file.write(to: path)
    }
    if policy.needsBinary64 {
      try write(KernelEngine<Double>(policy: policy, weights: weights, options: options))
    } else {
      try write(KernelEngine<Float>(policy: policy, weights: weights, options: options))
    }
  }
}
