/// Whether a series of losses falls, by its first quarter and its last: means of at most 256 stretches of
/// equal length are held.
public struct LossTrend: Hashable, Sendable {
  private static let mostStretches = 256
  private var sums: [Double] = []
  /// Readings in a stretch, and in the last one so far.
  private var stride = 1
  private var filled = 0

  /// A trend of nothing.
  public init() {}

  /// Whether no loss was taken.
  public var isEmpty: Bool { sums.isEmpty }

  /// Takes the next loss, which is finite.
  mutating func add(_ value: Double) {
    if filled == 0 {
      if sums.count == Self.mostStretches {
        // An even number of whole stretches.
        sums = Swift.stride(from: 0, to: sums.count, by: 2).map { sums[$0] + sums[$0 + 1] }
        stride *= 2
      }
      sums.append(0)
    }
    sums[sums.count - 1] += value
    filled = (filled + 1) % stride
  }

  /// What the losses do.
  public enum Direction: Hashable, Sendable {
    /// The last quarter's mean lies below the first's by more than three standard errors and 1 %.
    case falls
    /// It lies above by as much.
    case rises
    /// Their difference, widened by two standard errors, is within 1 % of the level.
    case isFlat
    /// Too few losses (under 8), or too much noise to tell.
    case isUnclear
  }

  /// The means of the first quarter and the last, with their difference's standard error.
  public var quarters: (first: Double, last: Double, error: Double)? {
    let means = (filled == 0 ? sums : Array(sums.dropLast())).map { $0 / Double(stride) }
    let size = means.count / 4
    guard size >= 2 else { return nil }
    let (first, firstVariance) = Self.moments(means.prefix(size))
    let (last, lastVariance) = Self.moments(means.suffix(size))
    return (first, last, ((firstVariance + lastVariance) / Double(size)).squareRoot())
  }

  /// The mean and the unbiased variance of at least two numbers.
  private static func moments(_ values: ArraySlice<Double>) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(values.count - 1))
  }

  /// What the losses do.
  public var direction: Direction {
    guard let (first, last, error) = quarters else { return .isUnclear }
    let change = last - first
    let level = max(abs(first), abs(last))
    if abs(change) + 2 * error <= 0.01 * level { return .isFlat }
    guard abs(change) > 3 * error, abs(change) > 0.01 * level else { return .isUnclear }
    return change < 0 ? .falls : .rises
  }
}
