import Kernels

/// What becomes of pieces of a weight.
extension WeightStrips {
  /// Rounds a piece in blocks, whose lines are whole ones; nil where that is not counted.
  func round(
    _ numbers: UnsafeMutableBufferPointer<Number>, by blocks: BlockCast<Number>,
    into target: UnsafeMutableBufferPointer<Number>, _ piece: Piece, _ isCounting: Bool
  ) -> CastCounts? {
    guard let from = numbers.baseAddress, let to = target.baseAddress else { return nil }
    let width = piece.isTransposed ? piece.rows.count : piece.columns.count
    let lines = BlockLines(count: numbers.count / width, width: width, stride: width)
    let (term, sum) =
      piece.isTransposed
      ? (piece.columns.lowerBound, piece.rows.lowerBound)
      : (piece.rows.lowerBound, piece.columns.lowerBound)
    let first = term / TileScales.length
    let counts = blocks.cast(
      from, into: to, lines,
      divisors: table.map { table in { Double(table.divisor(first + $0, sum + $1)) } },
      isCounting: isCounting
    ) { line, lane in
      let (row, column) = piece.isTransposed ? (sum + lane, term + line) : (term + line, sum + lane)
      return row * weight.columns + column
    }
    return isCounting ? counts : nil
  }

  /// Rounds a piece: each element with the random bits of its place in the weight; nil where that is not
  /// counted.
  func round(
    _ numbers: UnsafeMutableBufferPointer<Number>, scaledBy scale: Double = 1,
    by rounding: SiteRounding<Number>, into target: UnsafeMutableBufferPointer<Number>,
    _ piece: Piece, _ isCounting: Bool
  ) -> CastCounts? {
    func cast(_ part: Range<Int>, from position: Int) -> CastCounts {
      var into = UnsafeMutableBufferPointer(rebasing: target[part]).mutableSpan
      let source = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(numbers)[part]).span
      if scale != 1 {
        // In binary64 the product is exact: one rounding, as activations have it.
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: part.count) { scaled in
          for index in source.indices {
            scaled.initializeElement(at: index, to: Double(source[index]) * scale)
          }
          return rounding.round(
            scaled, into: UnsafeMutableBufferPointer(rebasing: target[part]),
            counted: isCounting ? part.count : 0, from: position)
        }
      }
      if isCounting {
        return rounding.cast.castCounting(
          source, into: &into, random: rounding.random, from: UInt64(position))
      }
      rounding.cast.cast(source, into: &into, random: rounding.random, from: UInt64(position))
      return CastCounts()
    }
    // Without random bits a piece is one array.
    guard rounding.random != nil else {
      let counts = cast(0..<numbers.count, from: 0)
      return isCounting ? counts : nil
    }
    let (rows, columns) = (piece.rows, piece.columns)
    var counts = CastCounts()
    if piece.isTransposed {
      for place in numbers.indices {
        let (column, row) = (place / rows.count, place % rows.count)
        counts.append(
          cast(
            place..<place + 1,
            from: (rows.lowerBound + row) * weight.columns + columns.lowerBound + column))
      }
    } else {
      for (place, row) in rows.enumerated() {
        counts.append(
          cast(
            place * columns.count..<(place + 1) * columns.count,
            from: row * weight.columns + columns.lowerBound))
      }
    }
    return isCounting ? counts : nil
  }
}
