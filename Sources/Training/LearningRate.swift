import PortableMath

/// The learning rate of every step, as transformers' schedules of these names have it.
public struct LearningRate: Hashable, Sendable {
  /// What follows the warm-up.
  public enum Schedule: String, Hashable, Sendable, CaseIterable {
    /// The peak.
    case constant
    /// A straight line to 0 at the last step.
    case linear
    /// Half a cosine to 0 at the last step.
    case cosine
  }

  /// The rate at the end of the warm-up.
  public var peak: Double
  /// What follows the warm-up.
  public var schedule: Schedule
  /// Steps of the warm-up: a straight line from 0.
  public var warmUp: Int
  /// All steps.
  public var steps: Int

  /// A schedule; see the properties.
  public init(peak: Double, _ schedule: Schedule = .constant, warmUp: Int = 0, steps: Int) {
    self.peak = peak
    self.schedule = schedule
    self.warmUp = warmUp
    self.steps = steps
  }

  /// The rate after some steps of the schedule: of the first step at 0, which is 0 in a warm-up.
  public func rate(after step: Int) -> Double {
    if step < warmUp { return peak * (Double(step) / Double(max(1, warmUp))) }
    let rest = Double(max(1, steps - warmUp))
    switch schedule {
    case .constant: return peak
    case .linear: return peak * max(0, Double(steps - step) / rest)
    case .cosine:
      let progress = Double(step - warmUp) / rest
      return peak * max(0, 0.5 * (1 + Portable.cosPi(progress)))
    }
  }
}
