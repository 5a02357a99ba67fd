import BlockFormats
import FloatFormats

/// What the numbers of a tensor's blocks are divided by, see ``OperandScaling``.
struct BlockScale: Sendable {
  /// Numbers of a block along the sum.
  let length: Int
  /// Whether elements times scales are no numbers of binary32, so that sums are multiplied by scales.
  let isTile: Bool
  private let scaler: BlockScaler

  /// Nil for a scaling that is not in blocks.
  /// - Parameter largest: the tensor's largest finite magnitude, for its scale.
  init?(_ scaling: OperandScaling, _ format: FloatFormat, largest: Double = 0) {
    guard let blocks = scaling.blocks else { return nil }
    length = blocks.shape.length ?? 1
    isTile = scaling == .tiles128
    scaler = BlockScaler(blocks, of: format, largest: largest)
  }

  /// What all scales of the tensor are multiplied by; 1 where it has no scale.
  var tensorScale: Double { scaler.tensorScale }

  /// The divisor, scale times tensor scale, a positive number; NaN for a block with a number that is not finite.
  /// - Parameter largest: the block's largest magnitude; infinite or NaN if any number is.
  func divisor(_ largest: Double) -> Double { scaler.divisor(largest) }
}
