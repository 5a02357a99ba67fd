import Kernels

/// How an engine works and what it records.
public struct EngineOptions: Sendable {
  /// How many threads may work; of no effect on results.
  public var threads = 1
  /// The seed of stochastic roundings.
  public var seed: UInt64 = 1
  /// Whether what happens in products' accumulators is counted, which takes longer.
  public var countsOperations = false
  /// Whether the binades of all sites' numbers are counted.
  public var countsBinades = false
  /// Whether 64 results of every site's products are computed anew with MPFR, see ``DotCheck``.
  public var checksDots = false
  /// The paths of the parameters whose gradients are computed; nil for all.
  public var trained: Set<String>?
  /// What an earlier pass recorded, where delayed scaling takes its largest magnitudes from.
  public var history: PassRecord?

  /// One thread, seed 1, nothing counted but casts, nothing checked, no history.
  public init() {}
}
