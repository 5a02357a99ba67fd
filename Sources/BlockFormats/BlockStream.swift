import FloatFormats
import Kernels

/// Says what a block format would do to an array whose numbers come piece by piece, row by row: what is in memory
/// does not grow with the array, but for tiles, of which a row of them is.
///
///     var stream = BlockStream<Float>(.nvfp4, shape: [4096, 4096], largest: 3.5, isFinite: true)
///     stream.add(piece)
///     let counts = stream.finish()
public struct BlockStream<Number: Carrier>: Sendable {
  private let quantizer: BlockQuantizer
  private let scaler: BlockScaler
  /// The whole array.
  private let layout: BlockLayout
  /// Of each block, where all of the tensor is one.
  private let largest: Double?
  private let threads: Int
  /// Numbers that were counted.
  private var done = 0
  private var buffer: [Number] = []
  private var counts = BlockCounts()

  /// Numbers that are counted at once, where blocks allow it.
  private static var pieceLength: Int { 1 << 18 }

  /// A stream of an array's numbers.
  ///
  /// - Parameters:
  ///   - largest: the array's largest finite magnitude, of which a tensor's scale is made.
  ///   - isFinite: whether all numbers are.
  ///   - threads: how many may work; of no effect on results.
  public init(
    _ format: BlockFormat, shape: [Int], largest: Double, isFinite: Bool, threads: Int = 1
  ) {
    quantizer = BlockQuantizer(to: format)
    scaler = BlockScaler(format.scaling, of: format.element.format, largest: largest)
    layout = BlockLayout(shape, format.scaling.shape)
    self.largest = format.scaling.shape == .tensor ? isFinite ? largest : .nan : nil
    self.threads = threads
  }

  /// Adds the numbers that follow.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public mutating func add(_ numbers: [Double]) {
    var start = 0
    while start < numbers.count {
      let shape = nextPiece
      let length = shape.rows * shape.columns
      guard length > 0 else { return }
      let end = min(numbers.count, start + length - buffer.count)
      for index in start..<end { buffer.append(Number(numbers[index])) }
      start = end
      if buffer.count == length { count(rows: shape.rows, columns: shape.columns) }
    }
  }

  /// The counts of all numbers that were added. A place of a block is that among the scales.
  ///
  /// - Precondition: they were the array's.
  public consuming func finish() -> BlockCounts {
    precondition(done == layout.count && buffer.isEmpty, "\(done) numbers of \(layout.count)")
    // Parts of the one block of a tensor are counted as blocks.
    if largest != nil { counts.makeOneBlock() }
    return counts
  }

  /// Rows and columns of whole blocks that lie one behind the other.
  private var nextPiece: (rows: Int, columns: Int) {
    let (length, columns) = (Self.pieceLength, layout.columns)
    if largest != nil { return (1, min(length, layout.count - done)) }
    if layout.height > 1 {
      let row = done / columns % layout.rows
      return (min(layout.height, layout.rows - row), columns)
    }
    if columns <= length {
      let rest = layout.count / max(columns, 1) - done / max(columns, 1)
      return (min(max(length / max(columns, 1), 1), rest), columns)
    }
    let width = max(length / layout.width, 1) * layout.width
    return (1, min(width, columns - done % columns))
  }

  private mutating func count(rows: Int, columns: Int) {
    let shape = quantizer.format.scaling.shape
    let part = BlockLayout([rows, columns], shape)
    counts.append(
      buffer.withUnsafeBufferPointer {
        quantizer.perform($0, part, scaler, threads: threads, largest: largest)
      })
    done += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
