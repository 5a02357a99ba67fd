/// What the loss scale does: every fall is an update that was skipped.
public struct ScaleTrace: Hashable, Sendable {
  /// How many scales there are.
  public private(set) var count = 0
  /// How often one lies below the one before.
  public private(set) var falls = 0
  /// How often one lies above it.
  public private(set) var rises = 0
  /// The number of the scale that fell last.
  public private(set) var lastFall = 0
  /// The last scale.
  public private(set) var last: Series.Place?
  private var firstValue = 0.0

  /// A trace of nothing.
  public init() {}

  mutating func add(_ place: Series.Place) {
    if let last {
      if place.value < last.value {
        falls += 1
        lastFall = count
      } else if place.value > last.value {
        rises += 1
      }
    } else {
      firstValue = place.value
    }
    last = place
    count += 1
  }

  /// Whether the scale fell to 1 or below, where gradients that overflow only by the scale no longer do, and
  /// never rose.
  public var collapses: Bool {
    guard let last else { return false }
    return falls > 0 && rises == 0 && last.value <= 1
  }

  /// Whether it fell at every record, at least four times.
  public var fallsAlways: Bool { falls >= 4 && falls == count - 1 }

  /// Whether it fell again and again, to the end: four times or more, and in the last quarter of the log, to
  /// lower than an eighth of where it began.
  public var keepsFalling: Bool {
    guard let last else { return false }
    return falls >= 4 && 4 * lastFall >= 3 * (count - 1) && last.value < firstValue / 8
  }

  /// Whether it has not fallen in the second half of the log.
  public var settles: Bool { count >= 4 && 2 * lastFall <= count - 1 && (last?.value ?? 0) > 1 }
}
