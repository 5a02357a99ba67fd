/// Something in a run that asks for attention.
public struct Alarm: Hashable, Sendable {
  /// What it is about.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The loss is NaN or infinite.
    case lossNotFinite = "loss-not-finite"
    /// The loss is exactly 0.
    case lossZero = "loss-zero"
    /// The loss is far above what it was.
    case lossJump = "loss-jump"
    /// The loss has been exactly the same for some steps.
    case lossConstant = "loss-constant"
    /// The norm of the gradients is NaN or infinite.
    case normNotFinite = "norm-not-finite"
    /// The norm of the gradients is exactly 0.
    case normZero = "norm-zero"
    /// Many gradients of parameters were flushed to zero.
    case flushed
    /// Many weights did not move though their updates were not 0.
    case stuck
    /// The loss scale is far below what it was at first.
    case scaleCollapse = "scale-collapse"
  }

  /// What it is about.
  public let kind: Kind
  /// The step.
  public let step: Int
  /// The loss, norm, share or scale that raised it.
  public let value: Double
}

/// When alarms are raised, and which of them end a run.
public struct AlarmThresholds: Hashable, Sendable {
  /// A jump: a loss above the mean of the last eight by more than this, in nats.
  public var lossJump = 3.0
  /// Steps of one and the same loss.
  public var constantSteps = 5
  /// The share of gradients that were flushed.
  public var flushedShare = 0.5
  /// The share of updated weights that did not move.
  public var stuckShare = 0.9
  /// A collapse: a scale below the first one by this factor.
  public var scaleCollapse = 1024.0
  /// The alarms that end a run.
  public var stopping: Set<Alarm.Kind> = []

  /// The thresholds above; nothing ends a run.
  public init() {}
}

/// Raises alarms as steps come, each kind once.
struct AlarmMonitor {
  private let thresholds: AlarmThresholds
  private var raised: Set<Alarm.Kind> = []
  private var recent: [Double] = []
  private var sameLoss = 0
  private var firstScale: Double?

  private static let window = 8

  init(_ thresholds: AlarmThresholds) { self.thresholds = thresholds }

  mutating func alarms(after record: StepRecord) -> [Alarm] {
    var found: [(Alarm.Kind, Double)] = []
    let loss = record.loss
    if !loss.isFinite { found.append((.lossNotFinite, loss)) }
    if loss == 0 { found.append((.lossZero, loss)) }
    sameLoss = recent.last == loss ? sameLoss + 1 : 1
    if sameLoss >= thresholds.constantSteps { found.append((.lossConstant, loss)) }
    if recent.count == Self.window,
      loss > recent.reduce(0, +) / Double(recent.count) + thresholds.lossJump
    {
      found.append((.lossJump, loss))
    }
    recent = (recent + [loss]).suffix(Self.window)
    if !record.gradientNorm.isFinite { found.append((.normNotFinite, record.gradientNorm)) }
    if record.gradientNorm == 0 { found.append((.normZero, 0)) }
    if let share = record.flushedShare, share > thresholds.flushedShare {
      found.append((.flushed, share))
    }
    if let share = record.updates?.stuckShare, share > thresholds.stuckShare {
      found.append((.stuck, share))
    }
    let first = firstScale ?? record.lossScale
    firstScale = first
    if record.lossScale * thresholds.scaleCollapse < first {
      found.append((.scaleCollapse, record.lossScale))
    }
    return found.filter { raised.insert($0.0).inserted }.map {
      Alarm(kind: $0.0, step: record.number, value: $0.1)
    }
  }
}
