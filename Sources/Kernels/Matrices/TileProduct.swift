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
  ///   - start: the starting value of a result.
  ///   - redo: does a tile by lanes, whose sums may have overflowed on the way, and returns its counts.
  /// - Returns: what happened, if it is counted.
  func compute(
    _ a: MatrixOperand<Number>, _ b: MatrixOperand<Number>, rows: Range<Int>,
    columns range: Range<Int>, isCounting: Bool, start: (Int, Int) -> Double,
    store: (Int, Int, Double) -> Void, redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    if isWide {
      compute(a, b, rows, range, isCounting, as: Double.self, start, store, redo)
    } else {
      compute(a, b, rows, range, isCounting, as: Float.self, start, store, redo)
    }
  }

  private func compute<Wide: BinaryFloatingPoint>(
    _ a: MatrixOperand<Number>, _ b: MatrixOperand<Number>, _ rows: Range<Int>,
    _ range: Range<Int>, _ isCounting: Bool, as _: Wide.Type, _ start: (Int, Int) -> Double,
    _ store: (Int, Int, Double) -> Void, _ redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    let height = Self.rows
    let size = terms * (columns + height) + columns * height
    var counts = AccumulatorCounts()
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
        var tileCounts = ck_tile_counts()
        let isRight = withUnsafeMutablePointer(to: &tileCounts) {
          add(panelA, panelB, to: sums, isCounting ? $0 : nil)
        }
        guard isRight else {
          counts.append(redo(tile))
          continue
        }
        if isCounting { counts.append(total(tileCounts, panelA, panelB)) }
        for row in 0..<tile.count {
          for column in 0..<range.count {
            store(first + row, range.lowerBound + column, Double(sums[row * columns + column]))
          }
        }
      }
    }
    return counts
  }

  /// All terms, in blocks that cannot overflow from sums within the limit; false if these exceed it.
  private func add<Wide>(
    _ a: UnsafeMutablePointer<Wide>, _ b: UnsafeMutablePointer<Wide>,
    to sums: UnsafeMutablePointer<Wide>, _ counts: UnsafeMutablePointer<ck_tile_counts>?
  ) -> Bool {
    withUnsafePointer(to: tiles.constants) { constants in
      var k = 0
      while k < terms {
        let length = min(terms - k, tiles.block, Self.countedTerms)
        let largest = ck_matmul_tile(
          constants, level.rawValue, a + k * Self.rows, b + k * columns, length, sums, counts)
        k += length
        if k < terms && !(largest <= tiles.limit) { return false }
      }
      return true
    }
  }

  /// Terms that the loops can count in one call.
  private static var countedTerms: Int { 1 << 28 }

  /// A tile's counts: a term is a pair of numbers other than 0.
  private func total<Wide: BinaryFloatingPoint>(
    _ tile: ck_tile_counts, _ a: UnsafeMutablePointer<Wide>, _ b: UnsafeMutablePointer<Wide>
  ) -> AccumulatorCounts {
    var counts = AccumulatorCounts()
    for k in 0..<terms {
      var (nonzeroA, nonzeroB) = (0, 0)
      for row in 0..<Self.rows where a[k * Self.rows + row] != 0 { nonzeroA += 1 }
      for column in 0..<columns where b[k * columns + column] != 0 { nonzeroB += 1 }
      counts.terms += UInt64(nonzeroA * nonzeroB)
    }
    counts.flushed = isWide ? tile.flushed : counts.terms - tile.products
    counts.additions = tile.additions
    counts.swamped = tile.swamped
    return counts
  }
}
