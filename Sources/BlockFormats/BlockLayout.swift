/// Where the blocks of an array lie, row by row.
public struct BlockLayout: Hashable, Sendable {
  /// Matrices of the last two axes, their rows, and their columns; an array of one axis is a row.
  public let matrices: Int, rows: Int, columns: Int
  /// Rows and columns of a block; the last ones may be shorter.
  public let height: Int, width: Int
  /// The axes of the array of scales.
  public let scaleShape: [Int]

  /// Blocks of an array with these axes.
  public init(_ shape: [Int], _ block: BlockShape) {
    let (last, others) = (shape.last ?? 1, shape.dropLast())
    switch block {
    case .line(let length):
      (matrices, rows, columns) = (1, others.reduce(1, *), last)
      (height, width) = (1, length)
      scaleShape = shape.isEmpty ? [] : others + [Self.parts(last, length)]
    case .tile(let tall, let wide):
      (matrices, rows, columns) = (others.dropLast().reduce(1, *), others.last ?? 1, last)
      (height, width) = (tall, wide)
      scaleShape =
        shape.isEmpty
        ? []
        : others.dropLast() + (others.isEmpty ? [] : [Self.parts(rows, tall)])
          + [Self.parts(last, wide)]
    case .tensor:
      let count = shape.reduce(1, *)
      (matrices, rows, columns) = (1, 1, count)
      (height, width) = (1, max(count, 1))
      scaleShape = []
    }
  }

  private static func parts(_ count: Int, _ length: Int) -> Int { (count + length - 1) / length }

  /// Numbers of the array.
  public var count: Int { matrices * rows * columns }

  /// Blocks above each other in a matrix.
  var down: Int { Self.parts(rows, height) }
  /// Blocks beside each other in a matrix.
  var across: Int { Self.parts(columns, width) }
  /// Blocks of the array.
  public var blocks: Int { matrices * down * across }

  /// The places of a block's numbers, one range a row; blocks are counted as the scales lie.
  func runs(ofBlock block: Int) -> BlockRuns {
    let (matrix, place) = (block / (down * across), block % (down * across))
    let (top, left) = (place / across * height, place % across * width)
    let first = (matrix * rows + top) * columns + left
    return BlockRuns(
      first: first, length: min(width, columns - left), stride: columns,
      count: min(height, rows - top))
  }
}

/// Ranges of one length at equal distances.
struct BlockRuns: Sequence, IteratorProtocol {
  private var first: Int
  private let length: Int, stride: Int
  private var count: Int

  init(first: Int, length: Int, stride: Int, count: Int) {
    (self.first, self.length, self.stride, self.count) = (first, length, stride, count)
  }

  mutating func next() -> Range<Int>? {
    guard count > 0 else { return nil }
    defer { (first, count) = (first + stride, count - 1) }
    return first..<first + length
  }
}
