import FloatFormats
import Kernels
import ModelShapes
import Networks
import PolicyFiles
import SystemFiles
import Training

/// The options of `gradual train`, and the run that they ask for.
struct TrainOptions {
  static let model = Option.value(
    "model", "MODEL", "a name (see gradual list models), or the path of a config.json")
  static let objective = Option.value(
    "objective", "WHAT", "pretraining, sft or dpo; sft by default")
  static let beta = Option.value("beta", "B", "DPO's β; 0.1 by default")
  static let corpus = Option.value("corpus", "NAME", "markov or copy; markov by default")
  static let exponent = Option.value(
    "zipf", "S", "the exponent by which Markov's successors get rarer; 1.5 by default")
  static let text = Option.value("text", "FILE", "learn the bytes of a text instead")
  static let length = Option.value("length", "N", "tokens of a sequence; 16 by default")
  static let order = Option.value(
    "attention", "ORDER",
    AttentionOrder.allCases.map(\.rawValue).joined(separator: ", ") + "; eager by default")
  static let lora = Option.value("lora", "RANK", "train low-rank maps alone, α twice the rank")
  static let optimiser = Option.value(
    "optimiser", "NAME", "adamw, adam, or sgd with momentum .9; adamw by default")
  static let constants = Option.value(
    "constants", "FORMAT", "hold Adam's β₁, β₂ and ε in a format")
  static let update = Option.value(
    "update", "HOW",
    "how weights are rounded: rounded (as the policy has it), kahan, or stochastic:BITS")
  static let rate = Option.value("rate", "R", "the largest learning rate; 0.01 by default")
  static let schedule = Option.value(
    "schedule", "NAME", "constant, linear or cosine; linear by default")
  static let warmUp = Option.value("warm-up", "N", "steps of warm-up; 0 by default")
  static let steps = Option.value("steps", "N", "100 by default")
  static let batch = Option.value("batch", "N", "sequences or pairs of a micro-batch; 4 by default")
  static let microBatches = Option.value("micro-batches", "N", "of a step; 1 by default")
  static let accumulator = Option.value(
    "accumulator", "MODEL",
    "what adds up micro-batches (see gradual list accumulators); as .grad does by default")
  static let clip = Option.value("clip", "NORM", "the largest norm of gradients; 1 by default")
  static let scaling = Option.value(
    "scaling", "HOW",
    "none, scaler (torch's), deepspeed, or a constant such as 2^16; scaler for policies of binary16, else none"
  )
  static let interval = Option.value("log-every", "N", "steps between entries; 10 by default")
  static let evaluation = Option.value(
    "evaluate-every", "N", "steps between evaluations; twice as many by default")
  static let sites = Option.value(
    "sites-every", "N", "steps between those whose sites are counted; none by default")
  static let stop = Option.value(
    "stop-on", "ALARM", repeatable: true,
    Alarm.Kind.allCases.map(\.rawValue).joined(separator: ", "))

  static let all = [
    model, objective, beta, corpus, exponent, text, length, CheckCommand.policy, order, lora,
    optimiser, constants, update, rate, schedule, warmUp, steps, batch, microBatches, accumulator,
    clip, scaling, interval, evaluation, sites, stop, ExportCommand.seed, CheckCommand.threads,
  ]

  /// The most parameters of a model: each has 20 bytes of state here.
  static let largestModel = 1 << 26

  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// The run.
  func configuration() throws -> TrainingConfiguration {
    let seed = UInt64(try arguments.integer(ExportCommand.seed, in: 0...Int.max) ?? 1)
    let length = try arguments.integer(Self.length, in: 2...1 << 20) ?? 16
    let text = try arguments.value(Self.text).map { try self.text($0, length: length, seed: seed) }
    let shape = try shape(vocabularySize: text == nil ? 128 : 256)
    let name = arguments.value(CheckCommand.policy) ?? "fp16-mixed"
    let policy = try PolicyFile.policy(named: name)
    try policy.check(sitesOf: shape)
    let steps = try arguments.integer(Self.steps, in: 1...1_000_000) ?? 100
    let rate = LearningRate(
      peak: try number(Self.rate) ?? 0.01, try arguments.choice(Self.schedule) ?? .linear,
      warmUp: try arguments.integer(Self.warmUp, in: 0...steps) ?? 0, steps: steps)
    let corpus = try text ?? self.corpus(shape.vocabularySize, seed: seed)
    var configuration = TrainingConfiguration(
      shape: shape, length: length, corpus: corpus, policy: policy, rate: rate)
    configuration.order = try arguments.choice(Self.order) ?? .eager
    configuration.objective = try objective()
    configuration.adapters = try arguments.integer(Self.lora, in: 1...1024).map {
      LowRank(rank: $0, alpha: 2 * Double($0))
    }
    configuration.optimiser = try optimiser()
    configuration.update = try update()
    configuration.sequences = try arguments.integer(Self.batch, in: 1...1 << 16) ?? 4
    configuration.microBatches = try arguments.integer(Self.microBatches, in: 1...1 << 16) ?? 1
    if let name = arguments.value(Self.accumulator) {
      configuration.accumulation = .accumulator(try AccumulatorModel(named: name))
    }
    configuration.clipping.limit = try number(Self.clip) ?? 1
    configuration.scaling = try scaling(policy)
    let interval = try arguments.integer(Self.interval, in: 1...1_000_000) ?? 10
    configuration.evaluationInterval =
      try arguments.integer(Self.evaluation, in: 1...1_000_000) ?? 2 * interval
    configuration.siteInterval = try arguments.integer(Self.sites, in: 1...1_000_000)
    configuration.alarms.stopping = Set(
      try arguments.values(Self.stop).map { name in
        guard let kind = Alarm.Kind(rawValue: name) else {
          let valid = Alarm.Kind.allCases.map(\.rawValue).joined(separator: ", ")
          throw UsageError("--stop-on '\(name)': valid: \(valid)")
        }
        return kind
      })
    configuration.seed = seed
    configuration.threads =
      try arguments.integer(CheckCommand.threads, in: 1...1024) ?? Machine.processors
    return configuration
  }

  private func shape(vocabularySize: Int) throws -> ModelShape {
    guard let name = arguments.value(Self.model) else {
      return try SmallModel.shape(vocabularySize: vocabularySize)
    }
    let shape =
      isPath(name) ? try ModelShape(configAt: name) : try ModelCatalogue.shape(named: name)
    let count = shape.parameterCount.total
    guard count <= Self.largestModel else {
      throw UsageError(
        "--model \(name): \(grouped(count)) parameters; valid: at most \(grouped(Self.largestModel))"
      )
    }
    return shape
  }

  private func text(_ path: String, length: Int, seed: UInt64) throws -> TextCorpus {
    let bytes: [UInt8]
    do throws(SmallFileError) {
      bytes = try SmallFile.contents(of: path, limit: 1 << 28)
    } catch {
      throw UsageError("\(path): file is \(error); valid: a text of at most 256 MiB")
    }
    let least = TextCorpus.leastBytes(count: length + 1)
    guard bytes.count >= least else {
      throw UsageError(
        "\(path): \(bytes.count) bytes; valid: at least \(least) for sequences of \(length) tokens")
    }
    return TextCorpus(bytes, seed: seed)
  }

  private func corpus(_ vocabularySize: Int, seed: UInt64) throws -> any Corpus {
    // A source of more tokens than a run meets learns nothing.
    let size = min(vocabularySize, 4096)
    switch arguments.value(Self.corpus) ?? "markov" {
    case "markov":
      return MarkovCorpus(
        vocabularySize: size, exponent: try number(Self.exponent) ?? 1.5, seed: seed)
    case "copy": return CopyCorpus(vocabularySize: size, seed: seed)
    case let name: throw UsageError("--corpus '\(name)': valid: markov, copy")
    }
  }

  private func objective() throws -> Objective {
    switch arguments.value(Self.objective) ?? "sft" {
    case "pretraining": return .pretraining
    case "sft": return .supervised
    case "dpo": return .preference(beta: try number(Self.beta) ?? 0.1)
    case let name: throw UsageError("--objective '\(name)': valid: pretraining, sft, dpo")
    }
  }

  private func optimiser() throws -> Optimiser {
    let constants = try arguments.value(Self.constants).map {
      try FormatCatalogue.format(named: $0)
    }
    switch arguments.value(Self.optimiser) ?? "adamw" {
    case "adamw":
      return .adam(Adam(weightDecay: 0.01, isDecoupled: true, constants: constants))
    case "adam": return .adam(Adam(constants: constants))
    case "sgd": return .sgd(SGD(momentum: 0.9))
    case let name: throw UsageError("--optimiser '\(name)': valid: adamw, adam, sgd")
    }
  }

  private func update() throws -> WeightUpdate {
    let text = arguments.value(Self.update) ?? "rounded"
    if text == "rounded" { return .rounded }
    if text == "kahan" { return .kahan }
    let prefix = "stochastic:"
    guard text.hasPrefix(prefix), let bits = Int(text.dropFirst(prefix.count)),
      (1...60).contains(bits)
    else {
      throw UsageError(
        "--update '\(text)': valid: rounded, kahan, stochastic:BITS with 1 to 60 bits")
    }
    return .stochastic(bits: bits)
  }

  private func scaling(_ policy: PrecisionPolicy) throws -> LossScaling {
    let usesBinary16 = policy.rules.contains { $0.format == .binary16 }
    switch arguments.value(Self.scaling) ?? (usesBinary16 ? "scaler" : "none") {
    case "none": return .none
    case "scaler": return .gradScaler(GradScaler())
    case "deepspeed": return .deepSpeed(DeepSpeedScaler())
    default:
      guard let scale = try number(Self.scaling) else { return .none }
      return .constant(scale)
    }
  }

  /// A positive number, or a power such as `2^16`.
  private func number(_ option: Option) throws -> Double? {
    guard let text = arguments.value(option) else { return nil }
    let power = text.hasPrefix("2^") ? Int(text.dropFirst(2)) : nil
    let value =
      power.map {
        (-1000...1000).contains($0) ? Double(sign: .plus, exponent: $0, significand: 1) : 0
      }
      ?? Double(text)
    guard let value, value > 0, value.isFinite else {
      throw UsageError("--\(option.name) '\(text)': valid: a positive number, such as 0.01 or 2^16")
    }
    return value
  }
}
