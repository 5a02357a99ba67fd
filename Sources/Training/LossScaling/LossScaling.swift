/// How the loss is multiplied before the backward pass.
public enum LossScaling: Hashable, Sendable {
  /// Not at all; nothing is checked, and no step skipped.
  case none
  /// By a constant; nothing is checked, and no step skipped.
  case constant(Double)
  /// As torch's `GradScaler` does.
  case gradScaler(GradScaler)
  /// As DeepSpeed's `DynamicLossScaler` does.
  case deepSpeed(DeepSpeedScaler)

  /// What it is when a run begins.
  public var scale: Double {
    switch self {
    case .none: 1
    case .constant(let scale): scale
    case .gradScaler(let scaler): Double(scaler.scale)
    case .deepSpeed(let scaler): scaler.scale
    }
  }

  /// Whether a step whose gradients are not all finite is skipped.
  public var skipsSteps: Bool {
    switch self {
    case .none, .constant: false
    case .gradScaler, .deepSpeed: true
    }
  }

  /// Takes note of a step.
  /// - Parameter isFinite: whether all of its gradients were, as they were computed.
  /// - Throws: ``LossScaleError`` where the run ends with that.
  public mutating func update(isFinite: Bool) throws(LossScaleError) {
    switch self {
    case .none, .constant: return
    case .gradScaler(var scaler):
      scaler.update(isFinite: isFinite)
      self = .gradScaler(scaler)
    case .deepSpeed(var scaler):
      try scaler.update(isFinite: isFinite)
      self = .deepSpeed(scaler)
    }
  }
}

/// Why a run ends: the loss scale is the least it may be, and gradients overflow all the same.
public struct LossScaleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The scale.
  public let scale: Double

  /// What DeepSpeed says.
  public var description: String {
    "Current loss scale already at minimum - cannot decrease scale anymore. Exiting run."
  }
}
