import CKernels

/// A product by tiles in registers: A and B are copied to the order in which tiles read them.
struct TileProduct<Number: Carrier>: Sendable {
  private let tiles: Tiles
  private let level: VectorLevel
  private let columns: Int
  private let terms: Int
  private let isWide: Bool

  /// Rows of a tile.
  static var rows: Int { 4 }

  /// - Returns: nil where the level has no tiles.
  init?(_ tiles: Tiles, level: VectorLevel, terms: Int) {
    columns = ck_matmul_columns(level.rawValue, tiles.constants.kind)
    guard level > .scalar, columns > 0 else { return nil }
    self.tiles = tiles
    self.level = level
    self.terms = terms
    isWide = tiles.constants.kind == Int32(ck_matmul_fused.rawValue)
  }

  /// Columns of a tile.
  var width: Int { columns }

  /// Adds up the tiles of some rows and at most ``width`` columns.
  ///
  /// - Parameters:
  ///   - start: row-major starting values of a tile's rows, or none for +0.
  ///   - redo: does a tile by lanes, whose sums may have overflowed on the way.
  func compute(
    _ a: MatrixOperand<Number>, _ b: MatrixOperand<Number>, rows: Range<Int>,
    columns range: Range<Int>, start: (Int, Int) -> Double,
    store: (Int, Int, Double) -> Void, redo: (Range<Int>) -> Void
  ) {
    if isWide {
      compute(a, b, rows, range, as: Double.self, start, store, redo)
    } else {
      compute(a, b, rows, range, as: Float.self, start, store, redo)
    }
  }

  private func compute<Wide: BinaryFloatingPoint>(
    _ a: MatrixOperand<Number>, _ b: MatrixOperand<Number>, _ rows: Range<Int>,
    _ range: Range<Int>, as _: Wide.Type, _ start: (Int, Int) -> Double,
    _ store: (Int, Int, Double) -> Void, _ redo: (Range<Int>) -> Void
  ) {
    let height = Self.rows
    let size = terms * (columns + height) + columns * height
    withUnsafeTemporaryAllocation(of: Wide.self, capacity: max(size, 1)) { buffer in
      guard let panelB = buffer.baseAddress else { return }
      buffer.initialize(repeating: 0)
      let panelA = panelB + terms * columns
      let sums = panelA + terms * height
      b.copy(columns: range, width: columns, to: panelB)
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: height) {
        let tile = first..<min(first + height, rows.upperBound)
        a.copy(rows: tile, width: height, to: panelA)
        for row in 0..<height {
          for column in 0..<columns {
            let isInside = row < tile.count && column < range.count
            sums[row * columns + column] =
              isInside ? Wide(start(first + row, range.lowerBound + column)) : 0
          }
        }
        guard add(panelA, panelB, to: sums) else {
          redo(tile)
          continue
        }
        for row in 0..<tile.count {
          for column in 0..<range.count {
            store(first + row, range.lowerBound + column, Double(sums[row * columns + column]))
          }
        }
      }
    }
  }

  /// All terms, in blocks that cannot overflow from sums within the limit; false if these exceed it.
  private func add<Wide>(
    _ a: UnsafeMutablePointer<Wide>, _ b: UnsafeMutablePointer<Wide>,
    to sums: UnsafeMutablePointer<Wide>
  ) -> Bool {
    withUnsafePointer(to: tiles.constants) { constants in
      var k = 0
      while k < terms {
        let length = min(terms - k, tiles.block)
        let largest = ck_matmul_tile(
          constants, level.rawValue, a + k * Self.rows, b + k * columns, length, sums)
        k += length
        if k < terms && !(largest <= tiles.limit) { return false }
      }
      return true
    }
  }
}
