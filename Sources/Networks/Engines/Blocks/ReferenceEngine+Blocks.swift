import ArbitraryPrecision
import BlockFormats
import FloatFormats
import Kernels

extension ReferenceEngine {
  /// Numbers block by block, along rows or along columns.
  /// - Parameter isWeight: whether tiles are as long along both.
  func inBlocks(
    _ numbers: Matrix<Double>, _ binding: Binding, overRows: Bool, isWeight: Bool
  ) -> ScaledMatrix<Double> {
    guard let scaling = binding.scaling.blocks else { return ScaledMatrix(numbers) }
    let isTile = binding.scaling == .tiles128
    let length = scaling.shape.length ?? 1
    let tensorScale = tensorScale(numbers, scaling, binding)
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
        let scale = scale(places.map { numbers.elements[$0] }, scaling, tensorScale, binding)
        for place in places {
          let element = quotient(numbers.elements[place], scale, tensorScale, binding)
          elements[place] = isTile ? element : (BigNumber(element) * BigNumber(scale)).double()
        }
        for lane in overRows ? columns : rows {
          divisors[(overRows ? top : left) / length * lanes + lane] = Float(scale)
        }
      }
    }
    return ScaledMatrix(
      Matrix(
        rows: numbers.rows, columns: numbers.columns,
        format: isTile ? binding.format.format : .binary64, elements: elements),
      tensorScale: tensorScale,
      tiles: isTile
        ? TileScales(divisors: divisors, lanes: lanes, accumulator: binding.accumulator) : nil)
  }

  /// The largest magnitude over that of all numbers in the format, rounded to binary32.
  private func tensorScale(
    _ numbers: Matrix<Double>, _ scaling: BlockScaling, _ binding: Binding
  ) -> Double {
    guard scaling.hasTensorScale else { return 1 }
    let largest = numbers.elements.filter(\.isFinite).map(\.magnitude).max() ?? 0
    let greatest =
      BigNumber(binding.format.format.greatestFiniteMagnitude)
      * BigNumber(scaling.scale.format.greatestFiniteMagnitude)
    let rounded = binary32(BigNumber(largest).divided(by: greatest, precision: 256))
    return rounded == 0 ? 1 : rounded
  }

  private func scale(
    _ block: [Double], _ scaling: BlockScaling, _ tensorScale: Double, _ binding: Binding
  ) -> Double {
    guard block.allSatisfy(\.isFinite), let largest = block.map(\.magnitude).max() else {
      return .nan
    }
    let greatest = binding.format.format.greatestFiniteMagnitude
    let quotient = BigNumber(largest).divided(
      by: BigNumber(greatest) * BigNumber(tensorScale), precision: 256)
    let format = scaling.scale.format
    switch scaling.rule {
    case .floor:
      // The largest power of two that is not above the largest magnitude, over the same of the format.
      let powers = format.leastNonzeroMagnitude.exponent...format.maximumExponent
      let tensor = BigNumber(largest).divided(by: BigNumber(tensorScale), precision: 256)
      let exponent = largest == 0 ? powers.lowerBound : tensor.exponent - greatest.exponent
      return Double(
        sign: .plus, exponent: min(max(exponent, powers.lowerBound), powers.upperBound),
        significand: 1)
    case .up:
      // The least number of the format that is not below.
      var scale = round(quotient, scaling, .towardZero)
      if BigNumber(scale) < quotient && scale < format.greatestFiniteMagnitude {
        scale = format.decode(format.nextUp(format.encode(scale).code))
      }
      return scale == 0 ? 1 : scale
    case .amax:
      let scale = round(quotient, scaling, .nearestEven)
      return scale == 0 ? 1 : scale
    }
  }

  private func round(
    _ number: BigNumber, _ scaling: BlockScaling, _ rounding: Rounding
  ) -> Double {
    round(
      number,
      Binding(
        format: scaling.scale, context: RoundingContext(rounding, overflow: .saturate),
        accumulator: .fp32, scaling: .none))
  }

  /// The element.
  private func quotient(
    _ number: Double, _ scale: Double, _ tensorScale: Double, _ binding: Binding
  ) -> Double {
    guard !scale.isNaN else { return .nan }
    return round(
      BigNumber(number).divided(
        by: BigNumber(scale) * BigNumber(tensorScale), precision: PreciseNumber.precision), binding)
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
