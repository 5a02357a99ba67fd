import Kernels

/// Numbers as they enter a product: each stands for itself divided by the scale, or times its tile's or tensor's.
public struct ScaledMatrix<Number: Carrier>: Sendable {
  /// The numbers, values of the matrix' format.
  public let numbers: Matrix<Number>
  /// What the numbers were multiplied by before they were rounded.
  public let scale: Double
  /// What numbers in blocks are to be multiplied by, beside the scale of their block; else 1.
  public let tensorScale: Double
  /// Nil where the numbers are not in tiles.
  public let tiles: TileScales?

  /// Numbers with their scale, or scales.
  init(
    _ numbers: Matrix<Number>, scale: Double = 1, tensorScale: Double = 1, tiles: TileScales? = nil
  ) {
    self.numbers = numbers
    (self.scale, self.tensorScale) = (scale, tensorScale)
    self.tiles = tiles
  }
}

/// The scales of numbers in tiles (``OperandScaling/tiles128``).
public struct TileScales: Sendable {
  /// Of tile t of sum l at t · lanes + l: what the numbers were divided by.
  public let divisors: [Float]
  /// Sums.
  public let lanes: Int
  /// How the terms of a tile are summed.
  public let accumulator: AccumulatorModel

  /// Numbers of a tile along the sum.
  static var length: Int { 128 }

  /// Those of one sum.
  func lane(_ lane: Int) -> TileScales {
    TileScales(
      divisors: stride(from: lane, to: divisors.count, by: lanes).map { divisors[$0] }, lanes: 1,
      accumulator: accumulator)
  }

  /// The divisor of a tile.
  @Sendable func divisor(_ tile: Int, _ lane: Int) -> Float { divisors[tile * lanes + lane] }
}

extension ScaledMatrix {
  /// The numbers times their tiles' scales, rounded to binary32.
  func multiplied(overRows: Bool) -> ScaledMatrix {
    guard let tiles else { return self }
    var result = Matrix<Number>(rows: numbers.rows, columns: numbers.columns)
    for row in 0..<numbers.rows {
      for column in 0..<numbers.columns {
        let (term, sum) = overRows ? (row, column) : (column, row)
        result.elements[row * numbers.columns + column] = Number(
          Float(numbers[row, column]) * tiles.divisor(term / TileScales.length, sum))
      }
    }
    return ScaledMatrix(result)
  }

  /// The terms of a sum, scales taken out: exactly, where numbers are in tiles.
  func terms(ofRow row: Int) -> [Double] { terms(row, numbers.row(row)) }

  /// The same of a column.
  func terms(ofColumn column: Int) -> [Double] { terms(column, numbers.column(column)) }

  private func terms(_ sum: Int, _ numbers: [Number]) -> [Double] {
    let terms = numbers.map { Double($0) }
    guard let tiles else { return terms }
    return terms.enumerated().map { term, number in
      number * Double(tiles.divisor(term / TileScales.length, sum))
    }
  }

  /// A column with its scales.
  func column(_ column: Int) -> ScaledMatrix {
    ScaledMatrix(
      numbers.part(rows: 0..<numbers.rows, columns: column..<column + 1), scale: scale,
      tensorScale: tensorScale, tiles: tiles?.lane(column))
  }
}

extension Matrix {
  /// Copies some columns, row after row.
  func copy(_ columns: Range<Int>, to target: UnsafeMutableBufferPointer<Number>) {
    for row in 0..<rows {
      for (place, column) in columns.enumerated() {
        target[row * columns.count + place] = self[row, column]
      }
    }
  }
}
