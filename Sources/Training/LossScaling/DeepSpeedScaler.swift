/// DeepSpeed's `DynamicLossScaler`, step for step: it halves the scale only after `hysteresis` bad steps,
/// never below a minimum, and doubles it every `window` steps since the last bad one.
public struct DeepSpeedScaler: Hashable, Sendable {
  /// The scale.
  public private(set) var scale: Double
  /// The least it becomes.
  public let minimum: Double
  /// Steps until it grows.
  public let window: Int
  /// Bad steps until it shrinks.
  public let hysteresis: Int
  /// Whether a good step makes the count of bad ones begin anew; else only growth does.
  public let isConsecutive: Bool
  /// Whether a bad step at the minimum ends the run.
  public let raisesAtMinimum: Bool
  private var remaining: Int
  private var step = 0
  private var lastBad = -1

  /// A scaler; DeepSpeed's defaults.
  public init(
    initial: Double = 65536, minimum: Double = 1, window: Int = 1000, hysteresis: Int = 2,
    isConsecutive: Bool = false, raisesAtMinimum: Bool = true
  ) {
    scale = initial
    self.minimum = minimum
    self.window = window
    self.hysteresis = hysteresis
    self.isConsecutive = isConsecutive
    self.raisesAtMinimum = raisesAtMinimum
    remaining = hysteresis
  }

  /// Takes note of a step.
  /// - Parameter isFinite: whether all of its gradients were.
  /// - Throws: ``LossScaleError`` where the scale cannot shrink and that ends the run.
  public mutating func update(isFinite: Bool) throws(LossScaleError) {
    defer { step += 1 }
    guard isFinite else {
      lastBad = step
      guard hysteresis == 1 || remaining == 1 else {
        remaining -= 1
        return
      }
      if scale == minimum && raisesAtMinimum { throw LossScaleError(scale: scale) }
      scale = max(scale / 2, minimum)
      return
    }
    if isConsecutive { remaining = hysteresis }
    guard (step - lastBad) % window == 0 else { return }
    if !isConsecutive { remaining = hysteresis }
    scale *= 2
  }
}
