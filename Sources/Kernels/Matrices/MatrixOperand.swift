import CKernels

/// A matrix in memory that others own: element (i, j) is at `i · rowStride + j · columnStride`.
struct MatrixOperand<Number: Carrier>: Sendable {
  private let memory: SharedMemory<Number>
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int

  /// A row-major matrix of so many rows and columns, or one that is given as its transpose.
  init(
    _ elements: UnsafeBufferPointer<Number>, rows: Int, columns: Int, isTransposed: Bool = false
  ) {
    memory = SharedMemory(reading: elements)
    self.rows = rows
    self.columns = columns
    rowStride = isTransposed ? 1 : columns
    columnStride = isTransposed ? rows : 1
  }

  private init(
    _ memory: SharedMemory<Number>, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    self.memory = memory
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The first element; nil where there is none.
  var base: UnsafeMutablePointer<Number>? { memory.base }

  /// Some of the columns, as a matrix.
  func columns(_ range: Range<Int>) -> MatrixOperand {
    MatrixOperand(
      memory.dropping(range.lowerBound * columnStride), rows: rows, columns: range.count,
      rowStride: rowStride, columnStride: columnStride)
  }

  /// The elements in row-major order, if they lie so and are of this type.
  func packed<Wide>(as _: Wide.Type) -> UnsafePointer<Wide>? {
    guard columnStride == 1, rowStride == columns, Wide.self == Number.self else { return nil }
    return base.map { UnsafeRawPointer($0).assumingMemoryBound(to: Wide.self) }
  }

  /// Copies row i to consecutive numbers.
  func copy<Wide: BinaryFloatingPoint>(row i: Int, to target: UnsafeMutablePointer<Wide>) {
    guard let base else { return }
    let row = base + i * rowStride
    for j in 0..<columns { target[j] = Wide(row[j * columnStride]) }
  }

  /// Copies columns, row after row, each row to `width` numbers, of which the last are 0.
  func copy<Wide: BinaryFloatingPoint>(
    columns range: Range<Int>, width: Int, to target: UnsafeMutablePointer<Wide>
  ) {
    guard let base else { return }
    for i in 0..<rows {
      let row = base + i * rowStride + range.lowerBound * columnStride
      let to = target + i * width
      // A loop of its own, which the compiler makes one of vectors.
      if columnStride == 1 {
        for j in 0..<range.count { to[j] = Wide(row[j]) }
        for j in range.count..<width { to[j] = 0 }
        continue
      }
      for j in 0..<range.count { to[j] = Wide(row[j * columnStride]) }
      for j in range.count..<width { to[j] = 0 }
    }
  }

  /// Copies rows, column after column, each column to `width` numbers, of which the last are 0.
  func copy<Wide: BinaryFloatingPoint>(
    rows range: Range<Int>, width: Int, to target: UnsafeMutablePointer<Wide>
  ) {
    guard let base else { return }
    if rowStride == 1 {
      for j in 0..<columns {
        let column = base + range.lowerBound + j * columnStride
        for place in 0..<range.count { target[j * width + place] = Wide(column[place]) }
      }
    } else {
      for (place, i) in range.enumerated() {
        let row = base + i * rowStride
        for j in 0..<columns { target[j * width + place] = Wide(row[j * columnStride]) }
      }
    }
    for place in range.count..<width {
      for j in 0..<columns { target[j * width + place] = 0 }
    }
  }

  /// What magnitudes there are.
  /// - Precondition: the matrix is not some columns of another.
  var extremes: Extremes {
    guard let base, rows > 0, columns > 0 else { return Extremes(largest: 0, least: .infinity) }
    // Of one row, or of one column, only one stride is used.
    let isDense =
      columnStride == 1 && (rows == 1 || rowStride == columns)
      || rowStride == 1 && (columns == 1 || columnStride == rows)
    precondition(isDense, "there are gaps")
    // The pointer is to Float where Number is Float, and to Double otherwise: there are no others.
    let (numbers, count) = (UnsafeRawPointer(base), rows * columns)
    let level = VectorLevel.best.rawValue
    let found =
      Number.self == Float.self
      ? ck_extremes32(level, numbers.assumingMemoryBound(to: Float.self), count)
      : ck_extremes64(level, numbers.assumingMemoryBound(to: Double.self), count)
    func magnitude(_ bits: UInt64) -> Double {
      Double(Number(carrierBits: Number.Bits(truncatingIfNeeded: bits)))
    }
    return Extremes(
      largest: magnitude(found.largest),
      least: found.least == 0 ? .infinity : magnitude(found.least))
  }
}

/// Where the results of a strip's columns go.
struct StripTarget<Number: Carrier> {
  /// The strip's first result of the first row.
  let base: UnsafeMutablePointer<Number>
  /// The first row that there is memory for.
  var firstRow = 0
  /// From a row to the next.
  let stride: Int

  /// The strip's results of a row.
  func row(_ row: Int) -> UnsafeMutablePointer<Number> { base + (row - firstRow) * stride }

  /// Where a tile's sums may be among the results, if they are of their type.
  func sums<Wide>(at row: Int, _ column: Int, as _: Wide.Type) -> TileSums<Wide>? {
    guard Wide.self == Number.self else { return nil }
    let first = UnsafeMutableRawPointer(self.row(row) + column)
    return TileSums(numbers: first.assumingMemoryBound(to: Wide.self), stride: stride)
  }
}

/// The largest magnitude and the least other than 0.
struct Extremes {
  /// 0 if there is none; infinite or NaN if any number is.
  let largest: Double
  /// Infinity if there is none.
  let least: Double
}
