import Kernels

/// A row of a matrix as a formula's numbers.
public struct FormulaRow<Number: Carrier, Scalar: FormulaNumber> {
  let elements: UnsafeBufferPointer<Number>

  /// The number in a column.
  subscript(_ column: Int) -> Scalar { Scalar(Double(elements[column])) }

  /// Columns.
  var count: Int { elements.count }

  /// Σ f(column), columns ascending.
  func sum(_ term: (Int) -> Scalar) -> Scalar {
    var sum = Scalar.zero
    for column in 0..<count { sum = sum + term(column) }
    return sum
  }
}
