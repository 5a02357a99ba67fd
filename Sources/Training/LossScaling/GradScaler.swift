/// torch's `torch.amp.GradScaler`, step for step: the scale is a binary32 number.
///
/// A step whose gradients are not all finite is skipped, and the scale multiplied by `backoff`; after
/// `interval` good steps in a row it is multiplied by `growth`, unless that is not finite. With NaN in
/// every step 65536 is 1 after 16 steps and 0 after 166: the least binary32 number halves to a tie, which
/// goes to zero.
public struct GradScaler: Hashable, Sendable {
  /// The scale.
  public private(set) var scale: Float
  /// What it is multiplied by after `interval` good steps.
  public let growth: Float
  /// What it is multiplied by after a bad one.
  public let backoff: Float
  /// Good steps until it grows.
  public let interval: Int
  /// Good steps since it changed.
  public private(set) var goodSteps = 0

  /// A scaler; torch's defaults.
  public init(
    initial: Float = 65536, growth: Float = 2, backoff: Float = 0.5, interval: Int = 2000
  ) {
    scale = initial
    self.growth = growth
    self.backoff = backoff
    self.interval = interval
  }

  /// Takes note of a step.
  /// - Parameter isFinite: whether all of its gradients were.
  public mutating func update(isFinite: Bool) {
    guard isFinite else {
      scale *= backoff
      goodSteps = 0
      return
    }
    goodSteps += 1
    guard goodSteps == interval else { return }
    if (scale * growth).isFinite { scale *= growth }
    goodSteps = 0
  }
}
