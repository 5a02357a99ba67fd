import RandomStreams

/// Matrices with orthonormal columns, or rows where they are fewer: uniformly distributed, and a pure
/// function of a stream.
enum OrthogonalMatrix {
  /// The factor Q of a QR factorisation of a matrix of normal numbers, its columns signed so that the
  /// diagonal of R is positive: without that it would not be uniformly distributed (Mezzadri, "How to
  /// generate random matrices from the classical compact groups", 2007). Rows and columns change places
  /// where there are more columns.
  ///
  /// Householder's reflections in binary64, by + − × ÷ √ in one order; O(rows · columns · the fewer).
  ///
  /// - Returns: elements row by row.
  static func elements(rows: Int, columns: Int, _ stream: RandomStream) -> [Double] {
    let (m, n) = (max(rows, columns), min(rows, columns))
    var factor = Factorisation(rows: m, columns: n, stream)
    for column in 0..<n { factor.reflect(column) }
    let tall = factor.orthonormal()
    guard rows < columns else { return tall }
    var wide = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n { wide[j * m + i] = tall[i * n + j] }
    }
    return wide
  }
}

private struct Factorisation {
  let rows: Int
  let columns: Int
  /// Row by row. Below and on the diagonal of a column that was reflected: the vector of its reflection, of
  /// length √2, or zeros.
  private var elements: [Double]
  /// The signs of R's diagonal.
  private var signs: [Double] = []

  init(rows: Int, columns: Int, _ stream: RandomStream) {
    self.rows = rows
    self.columns = columns
    elements = (0..<rows).flatMap { row -> [Double] in
      var numbers = [Double](repeating: 0, count: columns)
      numbers.withUnsafeMutableBufferPointer { stream.row(UInt32(row)).fillNormal(into: $0) }
      return numbers
    }
  }

  /// Makes a column's elements below the diagonal zeros, and puts the reflection in their place.
  mutating func reflect(_ column: Int) {
    var square = 0.0
    for row in column..<rows { square += self[row, column] * self[row, column] }
    let length = square.squareRoot()
    let first = self[column, column]
    // The sign that adds magnitudes: R's diagonal is −sign(first)·length.
    signs.append(first < 0 ? 1 : -1)
    guard length > 0 else { return }
    // v = x + sign(first)·length·e, with vᵀv = 2·length·(length + |first|).
    self[column, column] = first < 0 ? first - length : first + length
    let norm = (length * (length + first.magnitude)).squareRoot()
    let vector = (column..<rows).map { self[$0, column] / norm }
    for (place, row) in (column..<rows).enumerated() { self[row, column] = vector[place] }
    Self.apply(vector, from: column, to: &elements, columns: column + 1..<columns, of: columns)
  }

  /// The product of all reflections and the columns of the unit matrix, signed.
  func orthonormal() -> [Double] {
    var result = [Double](repeating: 0, count: rows * columns)
    for column in 0..<columns { result[column * columns + column] = 1 }
    for column in (0..<columns).reversed() {
      let vector = (column..<rows).map { self[$0, column] }
      // Columns before this one are still those of the unit matrix, with zeros from here on.
      Self.apply(vector, from: column, to: &result, columns: column..<columns, of: columns)
    }
    for index in result.indices { result[index] *= signs[index % columns] }
    return result
  }

  /// (1 − v·vᵀ)·A for a v of length √2 that begins in a row, in some columns: row after row, so that the
  /// loops are over neighbours.
  private static func apply(
    _ v: [Double], from first: Int, to a: inout [Double], columns: Range<Int>, of width: Int
  ) {
    var sums = [Double](repeating: 0, count: columns.count)
    for (place, factor) in v.enumerated() {
      let start = (first + place) * width + columns.lowerBound
      for j in sums.indices { sums[j] += factor * a[start + j] }
    }
    for (place, factor) in v.enumerated() {
      let start = (first + place) * width + columns.lowerBound
      for j in sums.indices { a[start + j] -= factor * sums[j] }
    }
  }

  private subscript(_ row: Int, _ column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }
}
