/// How an exact value becomes one of the two format values around it.
///
/// | mode             | result                                                  | −2.5 | −1.5 | 1.5 | 2.5 |
/// |------------------|---------------------------------------------------------|------|------|-----|-----|
/// | `nearestEven`    | the nearer; halfway, the one with the even code         |  −2  |  −2  |  2  |  2  |
/// | `nearestAway`    | the nearer; halfway, the one of larger magnitude        |  −3  |  −2  |  2  |  3  |
/// | `nearestZero`    | the nearer; halfway, the one of smaller magnitude       |  −2  |  −1  |  1  |  2  |
/// | `towardZero`     | the one of smaller magnitude                            |  −2  |  −1  |  1  |  2  |
/// | `towardPositive` | the greater                                             |  −2  |  −1  |  2  |  3  |
/// | `towardNegative` | the lesser                                              |  −3  |  −2  |  1  |  2  |
/// | `awayFromZero`   | the one of larger magnitude                             |  −3  |  −2  |  2  |  3  |
/// | `odd`            | the one with the odd code                               |  −3  |  −1  |  1  |  3  |
///
/// (The table rounds to integers.) A value that the format has is its own result in every mode.
public enum RoundingMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// To nearest, ties to the even code: IEEE 754's roundTiesToEven. In a format whose ``TieRule``
  /// is `up`, ties go to the larger magnitude.
  case nearestEven = "nearest-even"
  /// To nearest, ties away from zero: IEEE 754's roundTiesToAway.
  case nearestAway = "nearest-away"
  /// To nearest, ties toward zero: IEEE 754's roundTiesTowardZero (augmented operations).
  case nearestZero = "nearest-zero"
  /// Toward zero: truncation.
  case towardZero = "toward-zero"
  /// Toward +∞.
  case towardPositive = "toward-positive"
  /// Toward −∞.
  case towardNegative = "toward-negative"
  /// Away from zero.
  case awayFromZero = "away-from-zero"
  /// To odd (von Neumann rounding): a second, narrower rounding after it is still correct.
  case odd
}

/// Which of P3109's three rules turns random bits into a direction (draft report, section on
/// stochastic rounding). ν is the discarded part as a fraction of the last place, N the number of
/// random bits, R their value, 0 ≤ R < 2^N; the result is the neighbour away from zero iff
public enum StochasticVariant: String, Hashable, Sendable, Codable, CaseIterable {
  /// ⌊ν · 2^N⌋ + R ≥ 2^N: N bits of ν, truncated; biased toward zero by less than 2^−N ulp.
  case a
  /// ⌊ν · 2^(N+1)⌋ + 2R + 1 ≥ 2^(N+1): half a step is added to R; for N ≤ 1 its bias is the largest.
  case b
  /// ν · 2^N rounded to the nearest even integer, plus R, ≥ 2^N: ν is rounded, not truncated.
  case c
}

/// A rounding: a deterministic mode, or stochastic rounding with a stated number of random bits.
///
/// The random bits are an argument of the operation, never drawn by it.
public enum Rounding: Hashable, Sendable {
  /// One of the deterministic modes.
  case mode(RoundingMode)
  /// Stochastic rounding with `bits` random bits, 1 … ``maximumRandomBits``.
  case stochastic(StochasticVariant, bits: Int)

  /// To nearest, ties to even.
  public static let nearestEven = Rounding.mode(.nearestEven)
  /// To nearest, ties away from zero.
  public static let nearestAway = Rounding.mode(.nearestAway)
  /// To nearest, ties toward zero.
  public static let nearestZero = Rounding.mode(.nearestZero)
  /// Toward zero.
  public static let towardZero = Rounding.mode(.towardZero)
  /// Toward +∞.
  public static let towardPositive = Rounding.mode(.towardPositive)
  /// Toward −∞.
  public static let towardNegative = Rounding.mode(.towardNegative)
  /// Away from zero.
  public static let awayFromZero = Rounding.mode(.awayFromZero)
  /// To odd.
  public static let odd = Rounding.mode(.odd)

  /// The most random bits that one rounding takes. Operations keep at least 53 + 60 + 2 bits of an
  /// inexact result apart from its sticky bit, so that ν is known to this many bits in every format.
  public static let maximumRandomBits = 60

  /// The number of random bits that this rounding uses: 0 for a deterministic mode.
  public var randomBitCount: Int {
    switch self {
    case .mode: 0
    case .stochastic(_, let bits): bits
    }
  }
}

/// What becomes of a finite result beyond the largest finite number, and of infinities.
///
/// "Where there is one" below: where a format has no infinity NaN stands in for it, and where it has
/// no NaN either, the largest finite number.
public enum OverflowPolicy: String, Hashable, Sendable, Codable, CaseIterable {
  /// As IEEE 754: infinity, where there is one, or the largest finite number, as the mode says
  /// (toward zero, to odd and the directed mode that points back to zero give the largest).
  case ieee
  /// The largest finite number, also for infinities: P3109's SatFinite.
  case saturate
  /// The largest finite number for finite results; infinities stay, where there is one: P3109's
  /// SatPropagate.
  case saturateFinite = "saturate-finite"
  /// NaN, where there is one, for overflow and infinities alike, in every mode.
  case nan
}

/// When a result counts as tiny, for the underflow flag.
public enum Tininess: String, Hashable, Sendable, Codable, CaseIterable {
  /// The exact result, rounded as if the exponent range were unbounded, is below the least normal.
  case afterRounding = "after-rounding"
  /// The exact result is below the least normal.
  case beforeRounding = "before-rounding"
}

/// How to round: mode, overflow policy, and when a result counts as tiny.
public struct RoundingContext: Hashable, Sendable {
  /// The rounding.
  public var rounding: Rounding
  /// The overflow policy; nil is the format's own.
  public var overflow: OverflowPolicy?
  /// When a result counts as tiny. No result depends on it, only the underflow flag.
  public var tininess: Tininess

  /// A context. Left out: to nearest even, the format's overflow policy, tininess after rounding.
  ///
  /// - Precondition: stochastic rounding has 1 … ``Rounding/maximumRandomBits`` random bits.
  public init(
    _ rounding: Rounding = .nearestEven, overflow: OverflowPolicy? = nil,
    tininess: Tininess = .afterRounding
  ) {
    if case .stochastic(_, let bits) = rounding {
      precondition(
        (1...Rounding.maximumRandomBits).contains(bits),
        "\(bits) random bits are not in 1 … \(Rounding.maximumRandomBits)")
    }
    self.rounding = rounding
    self.overflow = overflow
    self.tininess = tininess
  }
}
