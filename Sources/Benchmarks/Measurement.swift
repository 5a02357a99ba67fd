/// What was measured of one workload: samples, each beside those of its bases taken just before it.
public struct Measurement: Sendable {
  /// What was done.
  public let workload: Workload
  /// Units a second, a sample each.
  public internal(set) var rates: [Double] = []
  /// Units that memcpy moved a second, by as many threads; empty for what memory does not limit.
  public internal(set) var copyRates: [Double] = []
  /// Fused multiply-adds that as many threads did a second, together.
  public internal(set) var peakRates: [Double] = []
  /// Of the result.
  public internal(set) var checksum: UInt64 = 0
  /// The most bytes that the process had in memory in a sample, of what is a model's pass; nil of other
  /// work, and where the system does not tell.
  public internal(set) var peakBytes: Int?

  /// The median rate.
  public var median: Double { Self.median(rates) ?? .nan }
  /// How long one pass lasted, sample by sample.
  public var seconds: [Double] { rates.map { Double(workload.count) / $0 } }
  /// The lowest rate.
  public var least: Double { rates.min() ?? .nan }
  /// The highest rate.
  public var most: Double { rates.max() ?? .nan }

  /// The median, over the samples, of the rate as a share of memcpy's; nil where there is none.
  public var copyRatio: Double? { Self.median(zip(rates, copyRates).map { $0 / $1 }) }

  /// The median, over the samples, of the rate as a share of the fused multiply-adds'.
  public var peakRatio: Double? { Self.median(zip(rates, peakRates).map { $0 / $1 }) }

  /// The middle one, or the mean of the middle two; nil of none.
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1
      ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// A target and whether it was met.
public struct Verdict: Hashable, Sendable {
  /// The target.
  public let target: Target
  /// The ratio that was measured; nil where the run lacks the base.
  public let ratio: Double?
  /// Whether it was met; nil where it was not measured.
  public var isMet: Bool? { ratio.map { $0 >= target.least } }
}
