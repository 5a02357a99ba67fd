import CKernels

/// A strip of a product's columns by tiles in registers, which read A from panels.
struct TileProduct<Number: Carrier>: Sendable {
  private let tiles: Tiles
  private let level: VectorLevel
  private let terms: Int
  private let isWide: Bool
  /// Columns of a tile.
  let width: Int

  /// Rows of a tile.
  static var rows: Int { 4 }
  /// Tiles one below another whose sums the nearest cache holds, and the terms that are added to all of
  /// them before the next ones.
  private static var tilesAtOnce: Int { 16 }
  private static var termsAtOnce: Int { 512 }

  init(_ tiles: Tiles, level: VectorLevel, terms: Int) {
    self.tiles = tiles
    self.level = level
    self.terms = terms
    width = ck_matmul_columns(level.rawValue, tiles.constants.kind)
    isWide = tiles.constants.kind >= Int32(ck_matmul_fused.rawValue)
  }

  /// Adds up some rows of a strip.
  ///
  /// - Parameters:
  ///   - panels: A's; `rows` begins with one.
  ///   - strip: columns of B.
  ///   - target: the results.
  ///   - start: the starting value of a result; nil for +0 everywhere.
  ///   - redo: does rows by lanes, whose sums may have overflowed on the way, and returns their counts.
  /// - Returns: what happened, if the panels' numbers are counted.
  func compute(
    _ panels: TilePanels, _ strip: MatrixOperand<Number>, rows: Range<Int>,
    into target: StripTarget<Number>, start: ((Int, Int) -> Double)?,
    redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    if isWide {
      compute(panels, strip, rows, target, as: Double.self, start, redo)
    } else {
      compute(panels, strip, rows, target, as: Float.self, start, redo)
    }
  }

  private func compute<Wide: Carrier>(
    _ panels: TilePanels, _ strip: MatrixOperand<Number>, _ rows: Range<Int>,
    _ target: StripTarget<Number>, as _: Wide.Type, _ start: ((Int, Int) -> Double)?,
    _ redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    // Whole tiles whose rows follow one another are read where they are.
    let packed = strip.columns % width == 0 ? strip.packed(as: Wide.self) : nil
    var counts = AccumulatorCounts()
    withUnsafeTemporaryAllocation(of: Wide.self, capacity: packed == nil ? terms * width : 1) {
      guard let copy = $0.baseAddress else { return }
      for first in stride(from: 0, to: strip.columns, by: width) {
        let columns = first..<min(first + width, strip.columns)
        if packed == nil { strip.copy(columns: columns, width: width, to: copy) }
        let b = TileColumns(
          numbers: packed.map { $0 + first } ?? UnsafePointer(copy),
          stride: packed == nil ? width : strip.columns, width: width, terms: terms,
          isCounting: panels.isCounting)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: height) {
          let rows = first..<min(first + height, rows.upperBound)
          counts.append(compute(panels, b, rows, columns, target, start, redo))
        }
      }
    }
    return counts
  }

  /// Rows of all tiles that are added up at once.
  private var height: Int { Self.tilesAtOnce * Self.rows }

  /// One tile below another.
  private func compute<Wide: Carrier>(
    _ panels: TilePanels, _ b: TileColumns<Wide>, _ rows: Range<Int>, _ columns: Range<Int>,
    _ target: StripTarget<Number>, _ start: ((Int, Int) -> Double)?,
    _ redo: (Range<Int>) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    let places = 0..<(rows.count + Self.rows - 1) / Self.rows
    func tile(_ place: Int) -> Range<Int> {
      let first = rows.lowerBound + place * Self.rows
      return first..<min(first + Self.rows, rows.upperBound)
    }
    var isRight = InlineArray<16, Bool>(repeating: true)
    var happened = InlineArray<16, ck_tile_counts>(repeating: ck_tile_counts())
    var counts = AccumulatorCounts()
    withUnsafeTemporaryAllocation(of: Wide.self, capacity: height * width) {
      guard let scratch = $0.baseAddress else { return }
      func sums(_ place: Int) -> TileSums<Wide> {
        if start == nil, columns.count == width, tile(place).count == Self.rows,
          let results = target.sums(at: tile(place).lowerBound, columns.lowerBound, as: Wide.self)
        {
          return results
        }
        return TileSums(numbers: scratch + place * Self.rows * width, stride: width)
      }
      if let start {
        for (place, row) in rows.enumerated() {
          for column in 0..<width {
            let isThere = column < columns.count
            scratch[place * width + column] =
              isThere ? Wide(start(row, columns.lowerBound + column)) : 0
          }
        }
      }
      for first in stride(from: 0, to: terms, by: Self.termsAtOnce) {
        let part = first..<min(first + Self.termsAtOnce, terms)
        for place in places where isRight[place] {
          isRight[place] = withUnsafeMutablePointer(to: &happened[place]) {
            add(
              panels.numbers(of: tile(place), terms), b, part, to: sums(place),
              begins: first == 0 && start == nil, panels.isCounting ? $0 : nil)
          }
        }
      }
      for place in places {
        guard isRight[place] else {
          counts.append(redo(tile(place)))
          continue
        }
        if panels.isCounting {
          counts.append(total(happened[place], panels.nonzero(of: tile(place), terms), b.nonzero))
        }
        let sums = sums(place)
        for (place, row) in tile(place).enumerated() {
          let from = sums.numbers + place * sums.stride
          let to = target.row(row) + columns.lowerBound
          if UnsafeRawPointer(from) == UnsafeRawPointer(to) { continue }
          for column in 0..<columns.count { to[column] = Number(from[column]) }
        }
      }
    }
    return counts
  }

  /// Adds some terms, in blocks that cannot overflow from sums within the limit; false if these exceed it
  /// before the last term of all.
  private func add<Wide: Carrier>(
    _ a: UnsafePointer<Wide>, _ b: TileColumns<Wide>, _ part: Range<Int>, to sums: TileSums<Wide>,
    begins: Bool, _ counts: UnsafeMutablePointer<ck_tile_counts>?
  ) -> Bool {
    withUnsafePointer(to: tiles.constants) { constants in
      var k = part.lowerBound
      while k < part.upperBound {
        let length = min(part.upperBound - k, tiles.block)
        let largest = ck_matmul_tile(
          constants, level.rawValue, a + k * Self.rows, b.numbers + k * b.stride, b.stride, length,
          sums.numbers, sums.stride, begins && k == part.lowerBound ? 1 : 0, counts)
        k += length
        if k < terms && !(largest <= tiles.limit) { return false }
      }
      return true
    }
  }

  /// A tile's counts: a term is a pair of numbers other than 0.
  private func total(
    _ tile: ck_tile_counts, _ a: ArraySlice<UInt32>, _ b: [UInt32]
  ) -> AccumulatorCounts {
    var counts = AccumulatorCounts()
    for (a, b) in zip(a, b) { counts.terms += UInt64(a * b) }
    counts.flushed = isWide ? tile.flushed : counts.terms - tile.products
    counts.additions = tile.additions
    counts.swamped = tile.swamped
    return counts
  }
}

/// The sums of a tile: those of the next row are `stride` numbers on.
struct TileSums<Wide> {
  let numbers: UnsafeMutablePointer<Wide>
  let stride: Int
}

/// Columns of B, as many as a tile has: those of the next term are `stride` numbers on.
private struct TileColumns<Wide: Carrier> {
  let numbers: UnsafePointer<Wide>
  let stride: Int
  /// How many numbers of each term are not 0, if that is asked for.
  let nonzero: [UInt32]

  init(numbers: UnsafePointer<Wide>, stride: Int, width: Int, terms: Int, isCounting: Bool) {
    self.numbers = numbers
    self.stride = stride
    nonzero =
      isCounting ? nonzeroCounts(numbers, stride: stride, columns: width, rows: terms) : []
  }
}

/// How many of the numbers of each row are not 0.
func nonzeroCounts<Number: Carrier>(
  _ numbers: UnsafePointer<Number>, stride: Int, columns: Int, rows: Int
) -> [UInt32] {
  [UInt32](unsafeUninitializedCapacity: rows) { counts, count in
    // The pointer is to Float where Number is Float, and to Double otherwise: there are no others.
    let (level, raw) = (VectorLevel.best.rawValue, UnsafeRawPointer(numbers))
    if Number.self == Float.self {
      ck_nonzero32(
        level, raw.assumingMemoryBound(to: Float.self), stride, columns, rows, counts.baseAddress)
    } else {
      ck_nonzero64(
        level, raw.assumingMemoryBound(to: Double.self), stride, columns, rows, counts.baseAddress)
    }
    count = rows
  }
}
