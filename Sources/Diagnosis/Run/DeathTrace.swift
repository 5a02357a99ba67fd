/// Where the logged loss is *dead*: exactly 0, NaN or infinite.
///
/// Hugging Face's Trainer (`logging_nan_inf_filter`, on by default) replaces a step's loss that is not
/// finite by the mean of its window so far, so that a window of nothing else is logged as exactly 0.
public struct DeathTrace: Hashable, Sendable {
  /// How many losses there are.
  public private(set) var count = 0
  /// How many of them are dead.
  public private(set) var dead = 0
  /// Losses before the first dead one.
  public private(set) var aliveAtFirst = 0
  /// Dead ones since the last that was not.
  public private(set) var deadAtLast = 0
  /// Whether a loss that is not dead came after a dead one.
  public private(set) var recovers = false
  /// The last loss before the first dead one.
  public private(set) var lastAlive: Series.Place?
  /// The first dead one.
  public private(set) var firstDead: Series.Place?

  /// A trace of nothing.
  public init() {}

  mutating func add(_ place: Series.Place) {
    count += 1
    guard place.value == 0 || !place.value.isFinite else {
      if dead == 0 {
        aliveAtFirst += 1
        lastAlive = place
      } else {
        recovers = true
      }
      deadAtLast = 0
      return
    }
    if dead == 0 { firstDead = place }
    dead += 1
    deadAtLast += 1
  }
}
