import ArbitraryPrecision

extension ReferenceEngine {
  /// Every number by the block it is in: 32 along its row, or along its column.
  func inBlocks(
    _ numbers: Matrix<Double>, _ binding: Binding, overRows: Bool
  ) -> ScaledMatrix<Double> {
    let length = 32
    let greatest = binding.format.format.greatestFiniteMagnitude
    var result = Matrix<Double>(rows: numbers.rows, columns: numbers.columns)
    for row in 0..<numbers.rows {
      for column in 0..<numbers.columns {
        let first = (overRows ? row : column) / length * length
        let end = min(first + length, overRows ? numbers.rows : numbers.columns)
        let block = (first..<end).map { overRows ? numbers[$0, column] : numbers[row, $0] }
        let place = row * numbers.columns + column
        guard block.allSatisfy(\.isFinite), let largest = block.map(\.magnitude).max() else {
          result.elements[place] = .nan
          continue
        }
        var exponent = -127
        // The largest power of two that is not above the largest magnitude, over the same of the format.
        if largest > 0 { exponent = min(max(largest.exponent - greatest.exponent, -127), 127) }
        let scale = BigNumber(Double(sign: .plus, exponent: exponent, significand: 1))
        let scaled = BigNumber(numbers[row, column]).divided(
          by: scale, precision: PreciseNumber.precision)
        result.elements[place] = (BigNumber(round(scaled, binding)) * scale).double()
      }
    }
    return ScaledMatrix(result)
  }
}
