import Kernels

/// Counts and sums over values x and what they are stored as, y; sums over parts add up.
///
/// Overflowed values are stored as the largest finite one, and counted.
struct StoredSums: AdditiveArithmetic, Hashable, Sendable {
  /// Values that are not zero.
  var count = 0
  var flushed = 0
  var subnormal = 0
  var overflowed = 0
  /// Σx², Σy², Σxy; Σx² over flushed values. Weighted, where sums of different tensors are joined.
  var squareBefore = 0.0
  var squareAfter = 0.0
  var product = 0.0
  var flushedSquare = 0.0

  static let zero = StoredSums()

  init() {}

  /// What a cast counted; its values are finite and not zero.
  init(_ counts: CastCounts) {
    count = Int(counts.nonzero)
    flushed = Int(counts.flushed)
    subnormal = Int(counts.subnormal)
    overflowed = Int(counts.overflowed)
    squareBefore = counts.squaresBefore
    squareAfter = counts.squaresAfter
    product = counts.products
    flushedSquare = counts.squaresFlushed
  }

  /// Σxy / √(Σx² · Σy²), in [−1, 1]; nil where one side is all zero.
  var cosine: Double? {
    let before = squareBefore.squareRoot()
    let after = squareAfter.squareRoot()
    return before > 0 && after > 0 ? min(1, max(-1, product / before / after)) : nil
  }

  /// The share of Σx² that was in flushed values; nil where all is zero.
  var energyLost: Double? { squareBefore > 0 ? flushedSquare / squareBefore : nil }

  /// The sums with a weight for every value; counts stay.
  func weighted(_ weight: Double) -> StoredSums {
    var sums = self
    sums.squareBefore *= weight
    sums.squareAfter *= weight
    sums.product *= weight
    sums.flushedSquare *= weight
    return sums
  }

  static func + (a: Self, b: Self) -> Self { combined(a, b, +, +) }
  static func - (a: Self, b: Self) -> Self { combined(a, b, -, -) }

  private static func combined(
    _ a: Self, _ b: Self, _ count: (Int, Int) -> Int, _ sum: (Double, Double) -> Double
  ) -> Self {
    var result = Self()
    result.count = count(a.count, b.count)
    result.flushed = count(a.flushed, b.flushed)
    result.subnormal = count(a.subnormal, b.subnormal)
    result.overflowed = count(a.overflowed, b.overflowed)
    result.squareBefore = sum(a.squareBefore, b.squareBefore)
    result.squareAfter = sum(a.squareAfter, b.squareAfter)
    result.product = sum(a.product, b.product)
    result.flushedSquare = sum(a.flushedSquare, b.flushedSquare)
    return result
  }
}

/// What storing a draw did, each quantity with its standard error.
struct StoredSample: Hashable, Sendable {
  let flushed: Estimate
  let subnormal: Estimate
  let overflowed: Estimate
  let energyLost: Estimate
  let cosine: Estimate

  /// From the sums over batches of independent draws.
  init(batches: [StoredSums]) {
    let total = batches.reduce(.zero, +)
    flushed = Estimate(count: total.flushed, of: total.count)
    subnormal = Estimate(count: total.subnormal, of: total.count)
    overflowed = Estimate(count: total.overflowed, of: total.count)
    energyLost = Estimate(batches: batches, \.energyLost)
    cosine = Estimate(batches: batches, \.cosine)
  }
}
