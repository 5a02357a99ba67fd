import RandomStreams

extension MatrixProduct {
  /// Columns of a strip that is made where it is needed.
  public static var stripColumns: Int { 32 }

  /// Rows and columns of the blocks that results are given away in.
  package static var blockSize: (rows: Int, columns: Int) { (256, 128) }

  /// Writes the product with a matrix B of which there is never more than a strip for each thread.
  ///
  ///     product.multiply(x.span, shape, into: &y) { columns, strip in
  ///       weights.fill(
  ///         rows: columns, columns: 0..<shape.terms, scale: 0.02, into: strip, stride: columns.count,
  ///         layout: .columnMajor)
  ///     }
  ///
  /// - Precondition: as of ``multiply(_:_:_:into:adds:random:threads:)``; B is not transposed.
  /// - Parameters:
  ///   - isCounting: whether what happened is counted, which takes longer.
  ///   - make: writes some of B's columns, ``stripColumns`` but for the last, row after row: element (k, j)
  ///     to place `k · columns.count + j − columns.lowerBound`. Called once for each strip, by several
  ///     threads at a time.
  /// - Returns: what happened; nothing if it is not counted.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  @discardableResult
  public func multiply<Number: Carrier>(
    _ a: Span<Number>, _ shape: ProductShape, into target: inout MutableSpan<Number>,
    random: RandomStream? = nil, threads: Int = 1, isCounting: Bool = false,
    making make:
      @Sendable (_ columns: Range<Int>, _ strip: UnsafeMutableBufferPointer<Number>) -> Void
  ) -> AccumulatorCounts {
    precondition(a.count == shape.rows * shape.terms, "A has \(a.count) elements: \(shape)")
    precondition(target.count == shape.rows * shape.columns, "C has \(target.count): \(shape)")
    precondition(!shape.transposesB, "B is made as it is: \(shape)")
    return a.withUnsafeBufferPointer { a in
      target.withUnsafeMutableBufferPointer { target in
        let a = MatrixOperand(
          a, rows: shape.rows, columns: shape.terms, isTransposed: shape.transposesA)
        return ProductJob(self, a: a, random, isCounting: isCounting).multiply(
          columns: shape.columns, into: SharedMemory(target), threads: threads, make)
      }
    }
  }

  /// Gives away the product block by block: there is never more of it than a block for each thread.
  ///
  /// - Precondition: as of ``multiply(_:_:_:into:adds:random:threads:)``.
  /// - Parameters:
  ///   - isCounting: whether what happened is counted, which takes longer.
  ///   - body: is given each block once, by several threads at a time.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func forEachBlock<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape, random: RandomStream? = nil,
    threads: Int = 1, isCounting: Bool = false, _ body: @Sendable (ProductBlock<Number>) -> Void
  ) {
    precondition(a.count == shape.rows * shape.terms, "A has \(a.count) elements: \(shape)")
    precondition(b.count == shape.terms * shape.columns, "B has \(b.count) elements: \(shape)")
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        let a = MatrixOperand(
          a, rows: shape.rows, columns: shape.terms, isTransposed: shape.transposesA)
        let b = MatrixOperand(
          b, rows: shape.terms, columns: shape.columns, isTransposed: shape.transposesB)
        ProductJob(self, a: a, random, isCounting: isCounting).forEachBlock(
          b, threads: threads, body)
      }
    }
  }
}

/// Some results of a product. Which blocks there are depends on the product's shape alone.
public struct ProductBlock<Number: Carrier> {
  /// Which of the product's blocks it is, from 0.
  public let number: Int
  /// The rows of its results.
  public let rows: Range<Int>
  /// Their columns.
  public let columns: Range<Int>
  /// The results row by row, which may be overwritten; the memory is lent.
  public let results: UnsafeMutableBufferPointer<Number>
  /// What happened in their accumulators; nothing if that is not counted.
  public let counts: AccumulatorCounts

  package init(
    number: Int, rows: Range<Int>, columns: Range<Int>,
    results: UnsafeMutableBufferPointer<Number>, counts: AccumulatorCounts
  ) {
    self.number = number
    self.rows = rows
    self.columns = columns
    self.results = results
    self.counts = counts
  }
}
