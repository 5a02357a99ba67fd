import ArbitraryPrecision
import FloatFormats
import Kernels

extension ReferenceEngine {
  /// Numbers block by block, along rows or along columns.
  /// - Parameter isWeight: whether tiles are as long along both.
  func inBlocks(
    _ numbers: Matrix<Double>, _ binding: Binding, overRows: Bool, isWeight: Bool
  ) -> ScaledMatrix<Double> {
    let isTile = binding.scaling == .tiles128
    let length = isTile ? 128 : 32
    let across = isTile && isWeight ? 128 : 1
    let (height, width) = overRows ? (length, across) : (across, length)
    let lanes = overRows ? numbers.columns : numbers.rows
    let terms = overRows ? numbers.rows : numbers.columns
    var divisors = [Float](repeating: 0, count: (terms + length - 1) / length * lanes)
    var elements = numbers.elements
    for top in stride(from: 0, to: numbers.rows, by: height) {
      for left in stride(from: 0, to: numbers.columns, by: width) {
        let rows = top..<min(top + height, numbers.rows)
        let columns = left..<min(left + width, numbers.columns)
        let places = rows.flatMap { row in columns.map { row * numbers.columns + $0 } }
        let divisor = divisor(places.map { numbers.elements[$0] }, binding, isTile: isTile)
        for place in places {
          elements[place] = quotient(numbers.elements[place], divisor, binding, isTile: isTile)
        }
        for lane in overRows ? columns : rows {
          divisors[(overRows ? top : left) / length * lanes + lane] = Float(divisor)
        }
      }
    }
    return ScaledMatrix(
      Matrix(
        rows: numbers.rows, columns: numbers.columns,
        format: isTile ? binding.format.format : .binary64, elements: elements),
      tiles: isTile
        ? TileScales(divisors: divisors, lanes: lanes, accumulator: binding.accumulator) : nil)
  }

  private func divisor(_ block: [Double], _ binding: Binding, isTile: Bool) -> Double {
    guard block.allSatisfy(\.isFinite), let largest = block.map(\.magnitude).max() else {
      return .nan
    }
    let greatest = binding.format.format.greatestFiniteMagnitude
    if isTile {
      let quotient = BigNumber(largest).divided(by: BigNumber(greatest), precision: 256)
      let rounded = binary32(quotient)
      return rounded == 0 ? 1 : rounded == .infinity ? .nan : rounded
    }
    // The largest power of two that is not above the largest magnitude, over the same of the format.
    let exponent = largest == 0 ? -127 : largest.exponent - greatest.exponent
    return Double(sign: .plus, exponent: min(max(exponent, -127), 127), significand: 1)
  }

  private func quotient(
    _ number: Double, _ divisor: Double, _ binding: Binding, isTile: Bool
  ) -> Double {
    guard !divisor.isNaN else { return .nan }
    let exact = BigNumber(number).divided(
      by: BigNumber(divisor), precision: PreciseNumber.precision)
    let rounded = round(exact, binding)
    return isTile ? rounded : (BigNumber(rounded) * BigNumber(divisor)).double()
  }

  private func binary32(_ number: BigNumber) -> Double {
    round(
      number,
      Binding(
        format: .binary32, context: RoundingContext(), accumulator: .fp32, scaling: .none))
  }

  /// Numbers times their tiles' scales, where they have them.
  func multiplied(_ operand: ScaledMatrix<Double>, overRows: Bool) -> Matrix<Double> {
    let numbers = operand.numbers
    guard let tiles = operand.tiles else { return numbers }
    var result = Matrix<Double>(rows: numbers.rows, columns: numbers.columns)
    for row in 0..<numbers.rows {
      for column in 0..<numbers.columns {
        let (term, lane) = overRows ? (row, column) : (column, row)
        let divisor = BigNumber(Double(tiles.divisors[term / 128 * tiles.lanes + lane]))
        result.elements[row * numbers.columns + column] = binary32(
          BigNumber(numbers[row, column]) * divisor)
      }
    }
    return result
  }

  /// The sums of a product of operands in tiles, row by row.
  func promoted(
    _ a: Matrix<Double>, _ first: TileScales, _ b: Matrix<Double>, _ second: TileScales, rows: Int,
    columns: Int, terms: Int, _ transposesA: Bool, _ transposesB: Bool
  ) throws(AccumulatorError) -> [Double] {
    let accumulator = try Accumulator(first.accumulator, a: a.format, b: b.format)
    var sums: [Double] = []
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = 0.0
        for start in stride(from: 0, to: terms, by: 128) {
          let tile = start..<min(start + 128, terms)
          let part = accumulator.dot(
            tile.map { transposesA ? a[$0, i] : a[i, $0] },
            tile.map { transposesB ? b[j, $0] : b[$0, j] })
          let scales = (
            first.divisors[start / 128 * first.lanes + i],
            second.divisors[start / 128 * second.lanes + j]
          )
          let scale = binary32(BigNumber(Double(scales.0)) * BigNumber(Double(scales.1)))
          sum = binary32(BigNumber(scale) * BigNumber(part) + BigNumber(sum))
        }
        sums.append(sum)
      }
    }
    return sums
  }
}
