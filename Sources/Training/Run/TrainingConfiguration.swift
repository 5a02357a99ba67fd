import Kernels
import ModelShapes
import Networks

/// Everything that a training run depends on.
public struct TrainingConfiguration: Sendable {
  /// The model.
  public var shape: ModelShape
  /// Tokens of a sequence that a model takes in.
  public var length: Int
  /// Where its sequences come from; its vocabulary is within the model's.
  public var corpus: any Corpus
  /// Sequences of the corpus that are trained on, over and over; of preferences, pairs; nil for ever new
  /// ones.
  public var trainingSequences: Int?
  /// The attention.
  public var order = AttentionOrder.fused
  /// The low-rank maps that alone are trained; nil where all parameters are.
  public var adapters: LowRank?
  /// Formats, roundings and accumulators.
  public var policy: PrecisionPolicy
  /// What is trained for.
  public var objective = Objective.pretraining
  /// Whether every label is masked, as where a template does not match its data.
  public var masksAllLabels = false
  /// Sequences of a micro-batch; of preferences, pairs.
  public var sequences = 4
  /// Micro-batches of a step.
  public var microBatches = 1
  /// How their gradients become one.
  public var accumulation = GradientAccumulation.stored
  /// What makes updates of gradients.
  public var optimiser = Optimiser.adam(Adam())
  /// How updates are added to weights.
  public var update = WeightUpdate.rounded
  /// The learning rates.
  public var rate: LearningRate
  /// The clipping of gradients.
  public var clipping = GradientClipping()
  /// The loss scale.
  public var scaling = LossScaling.none
  /// Steps between two evaluations; nil for none.
  public var evaluationInterval: Int?
  /// Sequences of an evaluation; of preferences, pairs.
  public var evaluationSequences = 8
  /// Steps between two records of every site's statistics; nil for none.
  public var siteInterval: Int?
  /// The alarms.
  public var alarms = AlarmThresholds()
  /// Of fresh weights, data and stochastic roundings.
  public var seed: UInt64 = 1
  /// Where weights come from; nil for fresh ones of the seed.
  public var weights: (any WeightSource)?
  /// How many threads may work; of no effect on results.
  public var threads = 1

  /// A run of steps; see the other properties for what is left as it is.
  public init(
    shape: ModelShape, length: Int, corpus: any Corpus, policy: PrecisionPolicy, rate: LearningRate
  ) {
    self.shape = shape
    self.length = length
    self.corpus = corpus
    self.policy = policy
    self.rate = rate
  }

  /// Steps of the run.
  public var steps: Int { rate.steps }
}

/// Why a run cannot be.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The policy does not serve it.
  case policy(PolicyError)
  /// A setting does not.
  case setting(field: String, value: String, expected: String)

  /// One line.
  public var description: String {
    switch self {
    case .policy(let error): error.description
    case .setting(let field, let value, let expected): "\(field) is \(value); valid: \(expected)"
    }
  }
}
