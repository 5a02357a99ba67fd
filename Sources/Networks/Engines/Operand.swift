import Kernels

/// Numbers as they enter products.
public struct Operand<Number: Carrier>: Sendable {
  /// As they enter products that sum over their columns.
  public let overColumns: ScaledMatrix<Number>
  /// As they enter products that sum over their rows: the same, unless they are scaled in blocks.
  public let overRows: ScaledMatrix<Number>

  /// The numbers, values of the matrix' format, where it does not matter over what a product sums.
  public var numbers: Matrix<Number> { overColumns.numbers }
  /// What the numbers were multiplied by before they were rounded.
  public var scale: Double { overColumns.scale }

  /// Numbers with their scale.
  public init(_ numbers: Matrix<Number>, scale: Double = 1) {
    self.init(ScaledMatrix(numbers, scale: scale))
  }

  /// Numbers that are the same over columns and rows.
  init(_ numbers: ScaledMatrix<Number>) {
    self.init(overColumns: numbers, overRows: numbers)
  }

  /// The same numbers, rounded for either direction.
  init(overColumns: ScaledMatrix<Number>, overRows: ScaledMatrix<Number>) {
    self.overColumns = overColumns
    self.overRows = overRows
  }
}
