import JSON
import ModelShapes
import Networks
import Training

/// One unit of work of the training study: a run.
struct TrainingCell: Hashable, Sendable {
  var fault: String
  var objective: String
  var policy: String
  /// Whether there is a loss scaler.
  var isScaled: Bool
  var attention: String
  var advice: String
  var steps: Int
  var seed: Int

  /// The cell as the store keeps it.
  var cell: Cell {
    Cell([
      "fault": .string(fault), "objective": .string(objective), "policy": .string(policy),
      "scaled": .bool(isScaled), "attention": .string(attention), "advice": .string(advice),
      "steps": .integer(steps), "seed": .integer(seed),
    ])
  }

  /// Entries of a log.
  static let entries = 8

  /// Steps between two of them; every other is followed by an evaluation.
  static func interval(steps: Int) -> Int { max(1, steps / entries) }
}

extension TrainingCell {
  /// The cell that the store gave back.
  init(_ cell: Cell) throws(StudyError) {
    let fields = CellFields(cell)
    self.init(
      fault: try fields.text("fault"), objective: try fields.text("objective"),
      policy: try fields.text("policy"), isScaled: try fields.flag("scaled"),
      attention: try fields.text("attention"), advice: try fields.text("advice"),
      steps: try fields.integer("steps"), seed: try fields.integer("seed"))
  }

  /// The run: a model of the shape of Qwen2.5 in small, on a Markov source.
  func configuration() throws(StudyError) -> TrainingConfiguration {
    let shape: ModelShape
    do { shape = try SmallModel.shape(vocabularySize: 128) } catch {
      throw .badValue(axis: "model", value: "small", reason: error.description)
    }
    let policy: PrecisionPolicy
    do { policy = try PolicyCatalogue.policy(named: self.policy) } catch {
      throw .unknownName(error)
    }
    guard let order = AttentionOrder(rawValue: attention) else {
      throw .badValue(axis: "attention", value: attention, reason: "not an order of attention")
    }
    var configuration = TrainingConfiguration(
      shape: shape, length: 16,
      corpus: MarkovCorpus(vocabularySize: shape.vocabularySize, exponent: 1.5, seed: UInt64(seed)),
      policy: policy, rate: LearningRate(peak: 0.01, .linear, steps: steps))
    configuration.objective = try objectiveValue()
    configuration.order = order
    configuration.optimiser = .adam(Adam(isDecoupled: true))
    configuration.sequences = 2
    configuration.microBatches = 2
    configuration.seed = UInt64(seed)
    if isScaled { configuration.scaling = .gradScaler(GradScaler()) }
    try TrainingAdvice.named(advice).apply(&configuration)
    try TrainingFault.named(fault).apply(&configuration)
    configuration.evaluationInterval = 2 * Self.interval(steps: configuration.steps)
    return configuration
  }

  private func objectiveValue() throws(StudyError) -> Objective {
    switch objective {
    case "pretraining": return .pretraining
    case "sft": return .supervised
    case "dpo": return .preference(beta: 0.1)
    default:
      throw .badValue(axis: "objective", value: objective, reason: "not pretraining, sft or dpo")
    }
  }
}
