import FloatFormats
import Kernels
import RandomStreams

/// What is done with a piece of an array that was rounded.
struct BlockSink: Sendable {
  /// Gets the values of neighbours in the array.
  var values: (@Sendable (_ place: Int, _ values: UnsafeBufferPointer<Double>) -> Void)?
  /// Gets the codes of neighbours in the array.
  var codes: (@Sendable (_ place: Int, _ codes: UnsafeBufferPointer<UInt16>) -> Void)?
  /// Gets the code of a block's scale.
  var scale: (@Sendable (_ block: Int, _ code: UInt32) -> Void)?
}

extension BlockQuantizer {
  /// Rounds the blocks of an array, some at a time by any thread.
  ///
  /// - Parameters:
  ///   - largest: that of each block, where it is known: of blocks of which the array is a part.
  ///   - position: of the first number's random bits.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  func perform<Number: Carrier>(
    _ source: UnsafeBufferPointer<Number>, _ layout: BlockLayout, _ scaler: BlockScaler,
    _ random: RandomStream? = nil, threads: Int = 1, largest: Double? = nil, from position: Int = 0,
    _ sink: BlockSink = BlockSink()
  ) -> BlockCounts {
    guard layout.count > 0 else { return BlockCounts() }
    let atOnce = max(1, BlockPiece.length / (layout.height * layout.width))
    let from = SharedMemory(reading: source)
    let divides = dividesInBinary64 && Number.carrierFormat == .binary32
    let scaleFormat = format.scaling.scale.format
    let parts = Tasks.results(
      of: (layout.blocks + atOnce - 1) / atOnce, threads: threads, BlockCounts()
    ) { task in
      let blocks = task * atOnce..<min((task + 1) * atOnce, layout.blocks)
      let piece = BlockPiece(self, dividesInBinary64: divides, random, position)
      var found: [BlockSums] = []
      for block in blocks {
        let runs = layout.runs(ofBlock: block)
        let most =
          largest
          ?? runs.reduce(0.0) { BlockScaler.largest(of: from.reading($1), and: $0) }
        let scale = scaler.scale(most)
        if let sink = sink.scale {
          sink(block, UInt32(truncatingIfNeeded: scaleFormat.encode(scale).code))
        }
        found.append(BlockSums(largest: most, isNaN: scale.isNaN))
        for run in runs {
          for start in stride(from: run.lowerBound, to: run.upperBound, by: BlockPiece.length) {
            let range = start..<min(start + BlockPiece.length, run.upperBound)
            if piece.count + range.count > BlockPiece.length { piece.finish(&found, sink) }
            piece.add(
              from.reading(range), at: start, block: found.count - 1,
              divisor: scale * scaler.tensorScale)
          }
        }
      }
      piece.finish(&found, sink)
      var counts = piece.counts
      for (place, sums) in found.enumerated() { counts.add(sums, place) }
      return counts
    }
    return parts.reduce(into: BlockCounts()) { $0.append($1) }
  }
}

/// What is known of one block.
struct BlockSums: Sendable {
  /// The largest magnitude; infinite or NaN if a number is.
  let largest: Double
  /// Whether its scale is NaN.
  let isNaN: Bool
  /// Σx² and Σ(y − x)²; of no NaN block.
  var squares = 0.0
  var errors = 0.0
  /// Whether all numbers are 0 after.
  var isZero = true
}

extension BlockCounts {
  /// Adds a block, whose numbers are in ``numbers`` already.
  fileprivate mutating func add(_ sums: BlockSums, _ place: Int) {
    blocks += 1
    nanBlocks += sums.isNaN ? 1 : 0
    flushedBlocks += sums.isZero && sums.largest > 0 && !sums.isNaN ? 1 : 0
    if !sums.isNaN && sums.squares.isNormal {
      take(WorstBlock(block: place, noise: sums.errors / sums.squares, largest: sums.largest))
    }
  }
}
