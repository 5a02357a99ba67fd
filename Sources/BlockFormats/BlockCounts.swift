import FloatFormats
import Kernels
import PortableMath

/// What a block format did to an array.
public struct BlockCounts: Equatable, Sendable {
  /// By numbers. Flushed, saturated and subnormal are elements that became so; magnitudes and sums are of the
  /// numbers themselves, before and after. A finite number of a block that became NaN counts as one that was
  /// made NaN, and in the sums as 0.
  public internal(set) var numbers = CastCounts()
  /// Σ(y − x)² over finite x.
  public internal(set) var squaresOfErrors = 0.0
  /// Blocks in all.
  public internal(set) var blocks: UInt64 = 0
  /// Blocks that became NaN, for a NaN or an infinity in them.
  public internal(set) var nanBlocks: UInt64 = 0
  /// Blocks of numbers of which at least one was not 0, and all became 0.
  public internal(set) var flushedBlocks: UInt64 = 0
  /// The block that lost most, of those with finite numbers that are not all 0; the first of several.
  public internal(set) var worst: WorstBlock?

  /// Counts of nothing.
  public init() {}

  /// 10 log10(Σx²/Σ(y − x)²) in dB; infinity where nothing changed, nil where Σx² is 0 or leaves binary64's range.
  public var signalToNoise: Double? {
    numbers.squaresBefore.isNormal
      ? WorstBlock.decibels(numbers.squaresBefore, over: squaresOfErrors) : nil
  }

  /// Adds the counts of the blocks that follow. The sums depend on the order of the additions.
  public mutating func append(_ next: BlockCounts) {
    let first = blocks
    numbers.append(next.numbers)
    squaresOfErrors += next.squaresOfErrors
    blocks += next.blocks
    nanBlocks += next.nanBlocks
    flushedBlocks += next.flushedBlocks
    if var other = next.worst {
      other.block += Int(first)
      take(other)
    }
  }

  /// Makes one block of all, of which the parts were counted.
  mutating func makeOneBlock() {
    (blocks, nanBlocks) = (min(blocks, 1), min(nanBlocks, 1))
    flushedBlocks = numbers.nonzero > 0 && numbers.flushed == numbers.nonzero ? 1 : 0
    worst = nil
    if nanBlocks == 0 && numbers.squaresBefore.isNormal {
      worst = WorstBlock(
        block: 0, noise: squaresOfErrors / numbers.squaresBefore,
        largest: numbers.largestMagnitude)
    }
  }

  mutating func take(_ block: WorstBlock) {
    if block.noise > worst?.noise ?? -1 { worst = block }
  }
}

/// A block that lost much.
public struct WorstBlock: Equatable, Sendable {
  /// Its place among the blocks, as the scales lie.
  public internal(set) var block: Int
  /// Σ(y − x)²/Σx² over its numbers.
  public let noise: Double
  /// Its largest magnitude.
  public let largest: Double

  /// Its signal-to-noise ratio in dB; infinity where nothing changed.
  public var signalToNoise: Double { Self.decibels(1, over: noise) }

  static func decibels(_ signal: Double, over noise: Double) -> Double {
    noise > 0 ? 10 * Portable.log10(signal / noise) : .infinity
  }
}
