import CKernels

/// A product by tiles in registers: A and B are copied to panels, in the order in which tiles read them.
struct TileProduct<Number: Carrier>: Sendable {
  private let tiles: Tiles
  private let level: VectorLevel
  private let terms: Int
  private let isWide: Bool
  /// Columns of a tile.
  let width: Int

  /// Rows of a tile.
  static var rows: Int { 4 }

  init(_ tiles: Tiles, level: VectorLevel, terms: Int) {
    self.tiles = tiles
    self.level = level
    self.terms = terms
    width = ck_matmul_columns(level.rawValue, tiles.constants.kind)
    isWide = tiles.constants.kind >= Int32(ck_matmul_fused.rawValue)
  }

  /// Numbers of A's panels: groups of ``rows`` rows, column after column.
  private func panelCount(rows: Int) -> Int {
    (rows + Self.rows - 1) / Self.rows * Self.rows * terms
  }

  /// The bytes of A's panels.
  func panelBytes(rows: Int) -> Int {
    panelCount(rows: rows) * (isWide ? MemoryLayout<Double>.size : MemoryLayout<Float>.size)
  }

  /// Copies A to its panels.
  func fillPanels(_ panels: UnsafeMutableRawPointer, _ a: MatrixOperand<Number>) {
    func fill<Wide: BinaryFloatingPoint>(as _: Wide.Type) {
      let to = panels.bindMemory(to: Wide.self, capacity: panelCount(rows: a.rows))
      for first in stride(from: 0, to: a.rows, by: Self.rows) {
        let panel = first..<min(first + Self.rows, a.rows)
        a.copy(rows: panel, width: Self.rows, to: to + first * terms)
      }
    }
    if isWide { fill(as: Double.self) } else { fill(as: Float.self) }
  }

  /// Adds up the tiles of some rows and at most ``width`` columns.
  ///
  /// - Parameters:
  ///   - panels: A's; `rows` begins with one.
  ///   - c: the results, row-major.
  ///   - start: the starting value of a result; nil for +0 everywhere.
  ///   - redo: does a tile by lanes, whose sums may have overflowed on the way, and returns its counts.
  /// - Returns: what happened, if it is counted.
  func compute(
    _ panels: UnsafeRawPointer, _ b: MatrixOperand<Number>, rows: Range<Int>,
    columns range: Range<Int>, isCounting: Bool, into c: UnsafeMutablePointer<Number>,
    start: ((Int, Int) -> Double)?, redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    if isWide {
      compute(panels, b, rows, range, isCounting, c, as: Double.self, start, redo)
    } else {
      compute(panels, b, rows, range, isCounting, c, as: Float.self, start, redo)
    }
  }

  private func compute<Wide: BinaryFloatingPoint>(
    _ panels: UnsafeRawPointer, _ b: MatrixOperand<Number>, _ rows: Range<Int>,
    _ range: Range<Int>, _ isCounting: Bool, _ c: UnsafeMutablePointer<Number>, as _: Wide.Type,
    _ start: ((Int, Int) -> Double)?, _ redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    let height = Self.rows
    let panelsA = panels.assumingMemoryBound(to: Wide.self)
    var counts = AccumulatorCounts()
    let size = terms * width + width * height
    withUnsafeTemporaryAllocation(of: Wide.self, capacity: max(size, 1)) { buffer in
      guard let panelB = buffer.baseAddress else { return }
      let sums = panelB + terms * width
      b.copy(columns: range, width: width, to: panelB)
      let nonzeroB = isCounting ? nonzero(panelB) : []
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: height) {
        let tile = first..<min(first + height, rows.upperBound)
        let panelA = panelsA + first * terms
        for place in 0..<(height * width) { sums[place] = 0 }
        if let start {
          for row in 0..<tile.count {
            for column in 0..<range.count {
              let c = start(first + row, range.lowerBound + column)
              sums[row * width + column] = Wide(c)
            }
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
        if isCounting { counts.append(total(tileCounts, panelA, nonzeroB)) }
        for row in 0..<tile.count {
          let to = c + (first + row) * b.columns + range.lowerBound
          let from = sums + row * width
          for column in 0..<range.count {
            to[column] = from[column].isNaN ? .nan : Number(from[column])
          }
        }
      }
    }
    return counts
  }

  /// All terms, in blocks that cannot overflow from sums within the limit; false if these exceed it.
  private func add<Wide>(
    _ a: UnsafePointer<Wide>, _ b: UnsafeMutablePointer<Wide>,
    to sums: UnsafeMutablePointer<Wide>, _ counts: UnsafeMutablePointer<ck_tile_counts>?
  ) -> Bool {
    withUnsafePointer(to: tiles.constants) { constants in
      var k = 0
      while k < terms {
        let length = min(terms - k, tiles.block, Self.countedTerms)
        let largest = ck_matmul_tile(
          constants, level.rawValue, a + k * Self.rows, b + k * width, length, sums, counts)
        k += length
        if k < terms && !(largest <= tiles.limit) { return false }
      }
      return true
    }
  }

  /// Terms that the loops can count in one call.
  private static var countedTerms: Int { 1 << 28 }

  /// How many of the numbers of each term are not 0.
  private func nonzero<Wide: BinaryFloatingPoint>(_ panel: UnsafePointer<Wide>) -> [Int] {
    (0..<terms).map { k in
      var count = 0
      for place in 0..<width where panel[k * width + place] != 0 { count += 1 }
      return count
    }
  }

  /// A tile's counts: a term is a pair of numbers other than 0.
  private func total<Wide: BinaryFloatingPoint>(
    _ tile: ck_tile_counts, _ a: UnsafePointer<Wide>, _ nonzeroB: [Int]
  ) -> AccumulatorCounts {
    var counts = AccumulatorCounts()
    for (k, nonzero) in nonzeroB.enumerated() {
      for row in 0..<Self.rows where a[k * Self.rows + row] != 0 { counts.terms += UInt64(nonzero) }
    }
    counts.flushed = isWide ? tile.flushed : counts.terms - tile.products
    counts.additions = tile.additions
    counts.swamped = tile.swamped
    return counts
  }
}
