/// A run as far as its log tells: everything that a diagnosis rests on, in memory that does not grow.
public struct RunSummary: Hashable, Sendable {
  /// Records with a loss.
  public private(set) var trainingRecords = 0
  /// Records with an evaluation's loss.
  public private(set) var evaluationRecords = 0
  /// The first step and the last, where the log tells.
  public private(set) var steps: ClosedRange<Int>?
  /// Steps of which the log says that their update was skipped.
  public private(set) var skipped = 0
  /// Records of a skipped update with nothing else in them, as DeepSpeed and apex print them.
  public private(set) var skipNotices = 0
  /// Training records since the last update that was skipped.
  public private(set) var trainingRecordsSinceSkip = 0
  /// The loss where it is dead.
  public private(set) var deaths = DeathTrace()
  /// Whether the loss falls, by finite losses that are not 0.
  public private(set) var trend = LossTrend()
  /// What the learning rate does.
  public private(set) var rate = RateTrace()
  /// What the loss scale does.
  public private(set) var scale = ScaleTrace()
  private var series: [Quantity: Series] = [:]

  /// A run of which nothing is known.
  public init() {}

  /// The readings of a quantity.
  public subscript(quantity: Quantity) -> Series { series[quantity] ?? Series() }

  /// Takes the log's next record.
  public mutating func add(_ record: RunRecord) {
    if record[.loss] != nil {
      trainingRecords += 1
      trainingRecordsSinceSkip += 1
    }
    if record[.evalLoss] != nil { evaluationRecords += 1 }
    if let step = record.step {
      steps = steps.map { min($0.lowerBound, step)...max($0.upperBound, step) } ?? step...step
    }
    for reading in record.readings {
      series[reading.quantity, default: Series()].add(reading, of: record)
      guard let place = series[reading.quantity]?.last else { continue }
      switch reading.quantity {
      case .loss:
        deaths.add(place)
        if place.value.isFinite, place.value != 0 { trend.add(place.value) }
      case .learningRate: rate.add(place)
      case .lossScale: scale.add(place)
      case .skippedSteps: takeSkipped(place.value, isNotice: record[.loss] == nil)
      case .evalLoss, .gradNorm, .nanSteps, .margins, .chosenLogProbability: break
      }
    }
  }

  private mutating func takeSkipped(_ count: Double, isNotice: Bool) {
    guard count >= 1, count <= 1e9 else { return }
    skipped += Int(count)
    if isNotice { skipNotices += 1 }
    trainingRecordsSinceSkip = 0
  }
}
