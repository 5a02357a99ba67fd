import Kernels

extension KernelEngine {
  /// Elements that a task computes: enough that starting it does not show.
  private static var elementsOfTask: Int { 1 << 14 }
  /// Numbers that are rounded at once.
  private static var numbersAtOnce: Int { 1 << 11 }

  /// A formula's rows, rounded.
  public func rows(
    _ inputs: [Matrix<Number>], columns: Int, at site: Site, counted: (@Sendable (Int) -> Int)?,
    _ formula: @escaping RowFormula<Number, Double>
  ) -> Matrix<Number> {
    let result = unseenRows(inputs, columns: columns, at: site, counted: counted, formula)
    show(result, counted: counted, at: site)
    return result
  }

  /// The same, and no witness sees them.
  func unseenRows(
    _ inputs: [Matrix<Number>], columns: Int, at site: Site,
    counted: (@Sendable (Int) -> Int)? = nil, _ formula: @escaping RowFormula<Number, Double>
  ) -> Matrix<Number> {
    let rows = inputs.first?.rows ?? 0
    let rounding = rounding(at: site)
    var result = Matrix<Number>(rows: rows, columns: columns, format: rounding.format)
    let rowsOfTask = max(1, Self.elementsOfTask / max(columns, 1))
    let tasks = (rows + rowsOfTask - 1) / rowsOfTask
    let counts = result.elements.withUnsafeMutableBufferPointer { target in
      let target = SharedMemory(target)
      return inputs.withRows { inputs in
        Tasks.results(of: tasks, threads: options.threads, CastCounts()) { task in
          let range = task * rowsOfTask..<min((task + 1) * rowsOfTask, rows)
          // Rows that are counted whole are rounded together: as many as stay in the nearest cache.
          let together = counted == nil ? max(1, Self.numbersAtOnce / max(columns, 1)) : 1
          let capacity = min(together, range.count) * columns
          return withUnsafeTemporaryAllocation(of: Double.self, capacity: capacity) { numbers in
            var counts = CastCounts()
            for first in stride(from: range.lowerBound, to: range.upperBound, by: together) {
              let part = first..<min(first + together, range.upperBound)
              let results = UnsafeMutableBufferPointer(rebasing: numbers[..<(part.count * columns)])
              results.initialize(repeating: 0)
              for row in part {
                let place = (row - first) * columns
                formula(
                  row, inputs.map { $0.row(row) },
                  UnsafeMutableBufferPointer(rebasing: results[place..<place + columns]))
              }
              counts.append(
                rounding.round(
                  results,
                  into: target.writing(part.lowerBound * columns..<part.upperBound * columns),
                  counted: counted?(first) ?? results.count, from: first * columns))
            }
            return counts
          }
        }
      }
    }
    add(counts.reduce(into: CastCounts()) { $0.append($1) }, at: site)
    addBinades(of: result, at: site)
    return result
  }

  /// The sum of a formula's rows, one row, rounded.
  public func columnSums(
    _ inputs: [Matrix<Number>], columns: Int, at site: Site,
    _ formula: @escaping RowFormula<Number, Double>
  ) -> Matrix<Number> {
    let rounding = rounding(at: site)
    var result = Matrix<Number>(rows: 1, columns: columns, format: rounding.format)
    var sums = [Double](repeating: 0, count: columns)
    sums.withUnsafeMutableBufferPointer { sums in
      inputs.withRows { inputs in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { numbers in
          for row in 0..<(inputs.first?.rows ?? 0) {
            numbers.initialize(repeating: 0)
            formula(row, inputs.map { $0.row(row) }, numbers)
            for column in sums.indices { sums[column] += numbers[column] }
          }
        }
      }
      result.elements.withUnsafeMutableBufferPointer {
        add(rounding.round(sums, into: $0, counted: columns, from: 0), at: site)
      }
    }
    addBinades(of: result, at: site)
    show(result, at: site)
    return result
  }
}

/// A matrix whose rows several threads read.
struct SharedRows<Number: Carrier>: Sendable {
  fileprivate let memory: SharedMemory<Number>
  let rows: Int
  let columns: Int

  func row<Scalar: FormulaNumber>(_ row: Int) -> FormulaRow<Number, Scalar> {
    FormulaRow(elements: memory.reading(row * columns..<(row + 1) * columns))
  }
}

extension Array {
  /// Lends all of some matrices' rows.
  func withRows<Number: Carrier, Result>(_ body: ([SharedRows<Number>]) -> Result) -> Result
  where Element == Matrix<Number> {
    func lend(_ place: Int, _ lent: [SharedRows<Number>]) -> Result {
      guard place < count else { return body(lent) }
      let matrix = self[place]
      return matrix.elements.withUnsafeBufferPointer {
        lend(
          place + 1,
          lent + [
            SharedRows(
              memory: SharedMemory(reading: $0), rows: matrix.rows, columns: matrix.columns)
          ])
      }
    }
    return lend(0, [])
  }
}
