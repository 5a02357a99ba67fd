import FloatFormats
import Kernels

/// Numbers of a network in rows and columns, row by row: a row is a token's, or an output's of a linear
/// map.
public struct Matrix<Number: Carrier>: Sendable {
  /// Rows.
  public let rows: Int
  /// Columns.
  public let columns: Int
  /// The format of which every number is a value.
  public let format: FloatFormat
  /// Element (i, j) is at `i · columns + j`.
  public var elements: [Number]

  /// Zeros, to be overwritten with values of a format.
  public init(rows: Int, columns: Int, format: FloatFormat = Number.carrierFormat) {
    self.init(
      rows: rows, columns: columns, format: format,
      elements: [Number](repeating: 0, count: rows * columns))
  }

  /// A matrix of these numbers, of which there are `rows · columns`.
  public init(
    rows: Int, columns: Int, format: FloatFormat = Number.carrierFormat, elements: [Number]
  ) {
    precondition(elements.count == rows * columns, "\(elements.count) for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.format = format
    self.elements = elements
  }

  /// The number in a row and a column.
  public subscript(row: Int, column: Int) -> Number { elements[row * columns + column] }

  /// Some rows and some columns, copied.
  func part(rows rowRange: Range<Int>, columns range: Range<Int>) -> Matrix {
    var part: [Number] = []
    part.reserveCapacity(rowRange.count * range.count)
    for row in rowRange {
      part += elements[row * columns + range.lowerBound..<row * columns + range.upperBound]
    }
    return Matrix(rows: rowRange.count, columns: range.count, format: format, elements: part)
  }

  /// Writes a part where ``part(rows:columns:)`` would read it.
  mutating func set(_ part: Matrix, row first: Int, column: Int) {
    for row in 0..<part.rows {
      let start = (first + row) * columns + column
      for place in 0..<part.columns {
        elements[start + place] = part.elements[row * part.columns + place]
      }
    }
  }
}
