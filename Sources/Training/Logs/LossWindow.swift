/// The loss as transformers' Trainer logs it: the mean over the steps since the last entry.
///
/// Trainer's filter `logging_nan_inf_filter`, on by default, puts the mean of the window so far in the place
/// of a loss that is NaN or infinite: a window of nothing else is logged as 0.0.
public struct LossWindow: Hashable, Sendable {
  /// Whether the filter is on.
  public let filtersNonFinite: Bool
  private var sum = 0.0
  /// Steps that are done, and those that were when the last entry was logged.
  private var (steps, logged) = (0, 0)

  /// A window of nothing.
  public init(filtersNonFinite: Bool = true) { self.filtersNonFinite = filtersNonFinite }

  /// Takes the losses of a step's micro-batches, each its share of the step's.
  public mutating func add(_ losses: [Double]) {
    for loss in losses {
      if filtersNonFinite && !loss.isFinite {
        sum += sum / Double(1 + steps - logged)
      } else {
        sum += loss
      }
    }
    steps += 1
  }

  /// The loss of the window, which ends with this; nil where there were no steps.
  public mutating func close() -> Double? {
    guard steps > logged else { return nil }
    defer { (sum, logged) = (0, steps) }
    return sum / Double(steps - logged)
  }
}
