import Kernels

/// The largest magnitudes of a matrix' tiles of 128 × 128, row by row; infinite or NaN where a number is.
struct TileMaxima: Sendable {
  /// Tiles side by side.
  let columns: Int
  let magnitudes: [Double]
}

/// What the tiles of a weight are divided by.
struct WeightTiles: Sendable {
  /// As the maxima lie.
  private let divisors: [Float]
  private let columns: Int
  private let isTransposed: Bool
  /// How the terms of a tile are summed.
  let accumulator: AccumulatorModel

  /// - Parameter pass: forward, where products sum over the weight's columns, or the other, over its rows.
  init(
    _ maxima: TileMaxima, _ scale: BlockScale, for pass: Pass, _ accumulator: AccumulatorModel
  ) {
    divisors = maxima.magnitudes.map { Float(scale.divisor($0)) }
    columns = maxima.columns
    isTransposed = pass == .forward
    self.accumulator = accumulator
  }

  /// The divisor of the tile that has some terms of a sum.
  @Sendable func divisor(_ tile: Int, _ sum: Int) -> Float {
    let other = sum / TileScales.length
    return isTransposed ? divisors[other * columns + tile] : divisors[tile * columns + other]
  }
}
