import BlockFormats
import Kernels

/// What a first sweep finds, for scales.
extension WeightStrips {
  /// The largest magnitude as the parameter is stored, which takes making all of it.
  func largestMagnitude(threads: Int) -> Double {
    let plain = asStored
    let width = MatrixProduct.stripColumns
    let largest = Tasks.results(
      of: (weight.rows + width - 1) / width, threads: threads, 0.0
    ) { task in
      let rows = task * width..<min((task + 1) * width, weight.rows)
      return withUnsafeTemporaryAllocation(
        of: Number.self, capacity: rows.count * weight.columns
      ) { strip in
        _ = plain.fill(
          strip, rows: rows, columns: 0..<weight.columns, transposed: true, isCounting: false)
        return strip.reduce(0) { Swift.max($0, Double($1.magnitude)) }
      }
    }
    return largest.max() ?? 0
  }

  /// The largest magnitudes of tiles as the parameter is stored, which takes making all of it.
  func tileMaxima(threads: Int) -> TileMaxima {
    let plain = asStored
    let (length, width) = (TileScales.length, MatrixProduct.stripColumns)
    let columns = (weight.columns + length - 1) / length
    let rows = (weight.rows + length - 1) / length
    let maxima = Tasks.results(of: rows, threads: threads, [Double]()) { task in
      var maxima = [Double](repeating: 0, count: columns)
      let end = min((task + 1) * length, weight.rows)
      withUnsafeTemporaryAllocation(of: Number.self, capacity: width * weight.columns) { strip in
        for first in stride(from: task * length, to: end, by: width) {
          let rows = first..<min(first + width, end)
          let numbers = UnsafeMutableBufferPointer(
            rebasing: strip[..<(rows.count * weight.columns)])
          _ = plain.fill(
            numbers, rows: rows, columns: 0..<weight.columns, transposed: true, isCounting: false)
          for column in maxima.indices {
            let start = column * length * rows.count
            let part = numbers[start..<min(start + length * rows.count, numbers.count)]
            maxima[column] = BlockScaler.largest(of: part, and: maxima[column])
          }
        }
      }
      return maxima
    }
    return TileMaxima(columns: columns, magnitudes: maxima.flatMap { $0 })
  }

  private var asStored: WeightStrips {
    var plain = self
    (plain.operand, plain.blocks) = (nil, nil)
    return plain
  }
}
