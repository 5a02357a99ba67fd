/// What storing values of a given distribution in a format does to them, to nearest.
///
/// Exact sums over the values y of the format: each y stands for the interval that rounds to it, whose
/// probability and moments the law gives in closed form. In a binade where the step h is small against
/// the scale of the density f, the sum over the binade [A, B] is replaced by its Euler–Maclaurin
/// expansion,
///
///     E xy = E x² + h²/24 · [x f]_A^B          E y² = E x² + h²/12 · ([x f]_A^B + P),
///
/// which neglects terms of order h⁴ f″′, below 1e-9 of the energy under `MagnitudeLaw.isSmooth`. The
/// same expansion over the whole line is Sheppard's correction (1898): E y² = E x² + h²/12.
public struct RoundingEffect: Hashable, Sendable {
  /// The share of values that become zero.
  public let flushedShare: Double
  /// The share of values that become zero or subnormal.
  public let subnormalOrZeroShare: Double
  /// The share of values beyond the largest after rounding.
  public let overflowShare: Double
  /// The share of E x² that lay in the values that became zero.
  public let flushedEnergy: Double
  /// E xy / √(E x² · E y²), between a tensor and its stored form; `nil` where all of it is zero.
  ///
  /// What overflows counts as the largest finite value.
  public let cosine: Double?

  /// The effect of a format on values of a law.
  public init(of law: some MagnitudeLaw, in format: FormatLimits) {
    self.init(of: law, in: format, RoundedMoments(of: law, in: format))
  }

  private init(of law: some MagnitudeLaw, in format: FormatLimits, _ sum: RoundedMoments) {
    let flushed = law.moments(from: 0, to: format.flushBoundary)
    flushedShare = flushed.share
    flushedEnergy = flushed.second / law.energy
    subnormalOrZeroShare = law.moments(from: 0, to: format.normalBoundary).share
    overflowShare = law.moments(from: format.firstOverflow, to: .infinity).share
    cosine =
      sum.square > 0
      ? min(1, sum.product / law.energy.squareRoot() / sum.square.squareRoot()) : nil
  }
}

extension RoundingEffect {
  /// The effect on a tensor of two kinds of elements: `count` values of a law and one value alone.
  init(of law: some MagnitudeLaw, count: Double, and lone: Double, in format: FormatLimits) {
    let sum = RoundedMoments(of: law, in: format)
    let many = RoundingEffect(of: law, in: format, sum)
    let stored = format.rounded(lone)
    func share(_ share: Double, _ isMember: Bool) -> Double {
      (count * share + (isMember ? 1 : 0)) / (count + 1)
    }
    let energy = count * law.energy + lone * lone
    let square = count * sum.square + stored * stored
    flushedShare = share(many.flushedShare, stored == 0)
    subnormalOrZeroShare = share(many.subnormalOrZeroShare, stored < format.leastNormal)
    overflowShare = share(many.overflowShare, lone >= format.firstOverflow)
    flushedEnergy =
      (count * many.flushedEnergy * law.energy + (stored == 0 ? lone * lone : 0)) / energy
    cosine =
      square > 0
      ? min(
        1, (count * sum.product + lone * stored) / energy.squareRoot() / square.squareRoot())
      : nil
  }
}

/// E xy and E y² of a value x and its stored form y.
struct RoundedMoments {
  private(set) var product = 0.0
  private(set) var square = 0.0

  init(of law: some MagnitudeLaw, in format: FormatLimits) {
    let relevant = law.energyRange
    // From zero to the least positive value, then binade by binade, subnormal ones included.
    var lower = 0.0
    var upper = format.leastNonzero
    while lower < format.largest, lower <= relevant.upperBound {
      let end = min(upper, format.largest)
      // Not >: a law of one magnitude, a power of two, has its whole energy at the binade's end.
      if end >= relevant.lowerBound {
        let step = format.step(at: lower)
        if law.isSmooth(above: lower, step: step) {
          addSmooth(law, lower, end, step)
        } else {
          addCells(law, lower, end, step)
        }
      }
      lower = upper
      upper *= 2
    }
    let beyond = law.moments(from: format.largest, to: .infinity)
    add(beyond, at: format.largest)
  }

  private mutating func add(_ cell: PartialMoments, at y: Double) {
    product += y * cell.first
    square += y * y * cell.share
  }

  private mutating func addSmooth(
    _ law: some MagnitudeLaw, _ lower: Double, _ upper: Double, _ step: Double
  ) {
    let whole = law.moments(from: lower, to: upper)
    let edges = law.weightedDensity(at: upper) - law.weightedDensity(at: lower)
    let unit = step * step / 24
    product += whole.second + unit * edges
    square += whole.second + 2 * unit * (edges + whole.share)
  }

  /// One cell for each value in [lower, upper], cut to that interval; `lower` and `upper` are values
  /// of the format themselves.
  private mutating func addCells(
    _ law: some MagnitudeLaw, _ lower: Double, _ upper: Double, _ step: Double
  ) {
    let first = max(0, ((law.energyRange.lowerBound - lower) / step).rounded(.down))
    var y = lower + first * step
    while y <= upper {
      let cell = law.moments(from: max(lower, y - step / 2), to: min(upper, y + step / 2))
      add(cell, at: y)
      let isNegligible = y * y * cell.share <= square * 0x1p-60
      if y > law.energyPeak, isNegligible { return }
      y += step
    }
  }
}
