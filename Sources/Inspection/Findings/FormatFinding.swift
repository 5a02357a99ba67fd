import BlockFormats
import FloatFormats
import PortableMath

/// What rounding to one format, to nearest, does to the numbers of a tensor, or of all of them.
public struct FormatFinding: Equatable, Sendable {
  /// The numbers as they are.
  public internal(set) var unscaled: RoundedNumbers
  /// log2(largest number of the format / largest |x|): how many binades the numbers may grow; negative where one
  /// overflows, nil where all are 0.
  public internal(set) var headroomAbove: Double?
  /// log2(least |x| other than 0 / least positive number of the format): how many binades they may shrink,
  /// likewise.
  public internal(set) var headroomBelow: Double?
  /// The power of two that loses least, as its exponent: of those with which nothing overflows the one with the
  /// least Σ(y − x)², where x is multiplied before the rounding and y divided after it; of several with the same
  /// the one nearest to 1. Nil where all numbers are 0, and for a format whose numbers are rounded one by one: it has
  /// other ties than to even, or more bits than 11 where elements have more than 16.
  public internal(set) var bestScaleExponent: Int?
  /// The numbers multiplied by that.
  public internal(set) var scaled: RoundedNumbers?
  /// Of a block format, what happened to blocks; it has neither headroom nor a best scale.
  public internal(set) var blocks: BlockFinding?
}

/// What became of finite numbers that were rounded; what overflows counts in the sums as the format's largest
/// number, whatever it becomes.
public struct RoundedNumbers: Equatable, Sendable {
  /// Numbers other than 0 that became 0.
  public let flushed: UInt64
  /// Numbers that became subnormal.
  public let subnormal: UInt64
  /// Numbers that rounded to beyond the largest.
  public let overflowed: UInt64
  /// The share of Σx² that the flushed had; nil of nothing.
  public let energyLost: Double?
  /// The cosine between the numbers before and after; nil where either are 0 throughout.
  public let cosine: Double?
  /// 10 log10(Σx²/Σ(y − x)²) in dB; infinity where nothing changed, nil of nothing.
  public let signalToNoise: Double?

  /// Of a block format; elements are what is flushed, subnormal or saturated.
  init(_ counts: BlockCounts) {
    let numbers = counts.numbers
    (flushed, subnormal, overflowed) = (numbers.flushed, numbers.subnormal, numbers.overflowed)
    (energyLost, cosine) = (numbers.energyLost, numbers.cosine)
    signalToNoise = counts.signalToNoise
  }

  init(_ sums: RoundingSums) {
    (flushed, subnormal, overflowed) = (sums.flushed, sums.subnormal, sums.overflowed)
    (energyLost, cosine, signalToNoise) = (sums.energyLost, sums.cosine, sums.signalToNoise)
  }
}

/// What became of blocks.
public struct BlockFinding: Equatable, Sendable {
  /// Blocks that a NaN or an infinity made NaN.
  public let nanBlocks: UInt64
  /// Finite numbers and infinities in these.
  public let nansMade: UInt64
  /// The block with the least signal-to-noise ratio; nil of zeros, and of all arrays together.
  public let worst: WorstBlock?

  init(_ counts: BlockCounts, isArray: Bool) {
    (nanBlocks, nansMade) = (counts.nanBlocks, counts.numbers.nansMade)
    worst = isArray ? counts.worst : nil
  }
}

extension TensorFinding {
  /// The headroom of the numbers in a format; nil where all are 0.
  func headroom(in format: FloatFormat) -> (above: Double, below: Double)? {
    guard largest > 0 else { return nil }
    return (
      Self.binades(format.greatestFiniteMagnitude, over: largest),
      Self.binades(least, over: format.leastNonzeroMagnitude)
    )
  }

  /// log2(a/b), where the ratio itself may leave binary64's range; exact for powers of two.
  private static func binades(_ a: Double, over b: Double) -> Double {
    Double(a.exponent - b.exponent) + Portable.log2(a.significand / b.significand)
  }
}

extension NearestFormat {
  /// The scale that loses least, and what it loses; see ``FormatFinding/bestScaleExponent``.
  func bestScale(_ binades: [BinadeLosses], largest: Double) -> (exponent: Int, RoundingSums)? {
    guard largest > 0, let lowest = binades.map(\.exponent).min() else { return nil }
    func sums(_ exponent: Int) -> RoundingSums {
      RoundingSums(binades, in: self, scaleExponent: exponent) { _ in nil }
    }
    let most = largestScaleExponent(of: largest)
    // A larger scale never loses more: where it keeps fewer bits of a number, it overflows.
    let best = sums(most)
    guard most > 0 else { return (most, best) }
    // From here on every number is a normal one, and nothing changes any more.
    let last = min(most, max(0, minimumExponent - lowest))
    for exponent in 0..<last {
      let found = sums(exponent)
      if found.noise == best.noise { return (exponent, found) }
    }
    return (last, last == most ? best : sums(last))
  }
}
