import CKernels

/// Which instructions the array loops use. Every level gives the same bits.
///
/// A level is chosen once per value that has loops (``ArrayCast``); ``best`` is what one wants outside
/// of tests and measurements, and what a level beyond it is taken for.
public enum VectorLevel: Int32, Hashable, Sendable, CaseIterable, Comparable,
  CustomStringConvertible
{
  /// Plain Swift, one element at a time: the reference for the others.
  case scalar = -1
  /// What every CPU of the architecture has: SSE2 on x86-64, NEON on arm64.
  case baseline = 0
  /// AVX2.
  case avx2 = 1
  /// AVX-512: F, VL, BW and DQ.
  case avx512 = 2

  /// The highest level that this CPU runs.
  public static let best = VectorLevel(rawValue: ck_best_level()) ?? .baseline

  /// Whether there are tiles in registers (``TilePlan``).
  var hasTiles: Bool { self > .scalar && ck_matmul_columns(rawValue, 0) > 0 }

  /// The levels that this CPU runs, least first.
  public static var available: [VectorLevel] { allCases.filter { $0 <= best } }

  /// Whether one level's CPUs are fewer than the other's.
  public static func < (first: VectorLevel, second: VectorLevel) -> Bool {
    first.rawValue < second.rawValue
  }

  /// The name in tables.
  public var description: String {
    switch self {
    case .scalar: "scalar"
    case .baseline: "baseline"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }
}
