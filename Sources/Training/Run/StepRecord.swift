import Kernels
import Networks

/// What is known of one step of a run.
public struct StepRecord: Sendable {
  /// From 1.
  public let number: Int
  /// The loss of every micro-batch, each its share of the step's; their sum is the step's.
  public let losses: [Double]
  /// The learning rate that the step was taken with.
  public let rate: Double
  /// The rate that the schedule has for the next step, which is what Trainer logs.
  public let nextRate: Double
  /// The norm of all gradients before they were clipped, the loss scale taken out.
  public let gradientNorm: Double
  /// What the loss was multiplied by.
  public let lossScale: Double
  /// Whether gradients that were not finite had the step skipped.
  public let isSkipped: Bool
  /// What updates did to weights; nil for a skipped step.
  public let updates: UpdateStatistics?
  /// What preferences are logged with; nil for other objectives.
  public let preferences: PreferenceMetrics?
  /// The share of gradients of parameters that were flushed to zero where they were written, among those
  /// that were not zero before; nil where none was.
  public let flushedShare: Double?
  /// The first site, in the order of the passes, with a number that is not finite; nil where all were.
  public let firstNotFinite: Site?
  /// The gradients of all parameters by binade, before they were clipped, the loss scale taken out; nil but
  /// every ``TrainingConfiguration/siteInterval`` steps.
  public let gradients: Log2Histogram?
  /// The statistics of every site, nil but in the same steps.
  public let sites: PassRecord?

  /// The step's loss, as it truly is.
  public var loss: Double { losses.reduce(0, +) }
}

/// An evaluation.
public struct EvaluationRecord: Hashable, Sendable {
  /// The step behind which it was.
  public let step: Int
  /// The mean loss.
  public let loss: Double
  /// What preferences are logged with; nil for other objectives.
  public let preferences: PreferenceMetrics?
}

/// A run of training.
public struct TrainingRun: Sendable {
  /// Why a run ended.
  public enum End: Hashable, Sendable {
    /// All steps are done.
    case finished
    /// An alarm was told to stop it.
    case alarm(Alarm)
    /// The loss scaler gave up.
    case lossScale(LossScaleError)
  }

  /// Step by step.
  public internal(set) var steps: [StepRecord] = []
  /// The evaluation before the first step, where there are any; Trainer logs none.
  public internal(set) var firstEvaluation: EvaluationRecord?
  /// In their order.
  public internal(set) var evaluations: [EvaluationRecord] = []
  /// In their order; each kind once.
  public internal(set) var alarms: [Alarm] = []
  /// Why it ended.
  public internal(set) var end = End.finished

  /// Trains a model.
  ///
  /// - Parameter onStep: is shown every step when it is done.
  /// - Throws: ``TrainingError`` where the configuration is of no use.
  public init(
    _ configuration: TrainingConfiguration, onStep: (StepRecord) -> Void = { _ in }
  ) throws(TrainingError) {
    if configuration.policy.needsBinary64 {
      var trainer = try Trainer<Double>(configuration)
      try run(&trainer, onStep)
    } else {
      var trainer = try Trainer<Float>(configuration)
      try run(&trainer, onStep)
    }
  }

  private mutating func run<Number: Carrier>(
    _ trainer: inout Trainer<Number>, _ onStep: (StepRecord) -> Void
  ) throws(TrainingError) {
    let configuration = trainer.configuration
    if configuration.evaluationInterval != nil {
      firstEvaluation = try trainer.evaluation(after: 0)
    }
    var monitor = AlarmMonitor(configuration.alarms)
    for number in 1...max(1, configuration.steps) where number <= configuration.steps {
      let record: StepRecord
      switch try trainer.step(number) {
      case .done(let done): record = done
      case .gaveUp(let done, let error):
        record = done
        end = .lossScale(error)
      }
      steps.append(record)
      onStep(record)
      if let interval = configuration.evaluationInterval, number.isMultiple(of: interval) {
        evaluations.append(try trainer.evaluation(after: number))
      }
      let raised = monitor.alarms(after: record)
      alarms += raised
      if let stopping = raised.first(where: { configuration.alarms.stopping.contains($0.kind) }) {
        end = .alarm(stopping)
      }
      if end != .finished { return }
    }
  }
}
