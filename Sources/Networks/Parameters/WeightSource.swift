import Kernels

/// Where a network's parameters come from: generated, real, or held in memory.
public protocol WeightSource: Sendable {
  /// A parameter's elements.
  func elements(of parameter: Parameter) -> any ParameterElements
}

/// The elements of one parameter, in parts.
public protocol ParameterElements: Sendable {
  /// Writes a part, row by row, or as its transpose: column by column.
  ///
  /// The same numbers however a parameter is cut into parts; binary32 numbers get those that binary64
  /// ones get, rounded to nearest.
  ///
  /// - Parameter target: `rows.count · columns.count` numbers.
  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool)

  /// The same in binary64.
  func fill(
    _ target: UnsafeMutableBufferPointer<Double>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool)
}

extension ParameterElements {
  /// The same for numbers of a carrier, which is binary32 or binary64: there are no others.
  public func fill<Number: Carrier>(
    _ target: UnsafeMutableBufferPointer<Number>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool = false
  ) {
    if let narrow = target as? UnsafeMutableBufferPointer<Float> {
      fill(narrow, rows: rows, columns: columns, transposed: transposed)
    } else if let wide = target as? UnsafeMutableBufferPointer<Double> {
      fill(wide, rows: rows, columns: columns, transposed: transposed)
    }
  }

  /// Calls `body` with the place of each element of a part in the target, and its row and column.
  func forEach(
    rows: Range<Int>, columns: Range<Int>, transposed: Bool,
    _ body: (_ place: Int, _ row: Int, _ column: Int) -> Void
  ) {
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() {
        body(transposed ? j * rows.count + i : i * columns.count + j, row, column)
      }
    }
  }
}
