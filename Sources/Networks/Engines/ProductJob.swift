import Kernels
import RandomStreams

/// Products for one site: how they accumulate, and what becomes of their results.
struct ProductJob<Number: Carrier>: Sendable {
  let product: MatrixProduct
  let rounding: SiteRounding<Number>
  /// Of both operands together: what sums are divided by.
  let scale: Double
  /// Of both operands' tensors together: what sums are multiplied by.
  var factor = 1.0
  let isCounting: Bool
  /// Whether results that are not kept have their binades counted.
  var countsBinades = false

  /// What the passes count.
  struct Counts: Sendable {
    var casts = CastCounts()
    /// Nil where operations are not counted.
    var operations: AccumulatorCounts?
    /// Nil where binades are not counted.
    var binades: BinadeEnergies?
    /// Nil where nothing is compared.
    var comparison: SiteComparison?

    mutating func append(_ next: Counts) {
      casts.append(next.casts)
      Self.add(next.operations, to: &operations) { $0.append($1) }
      Self.add(next.binades, to: &binades) { $0.append($1) }
      Self.add(next.comparison, to: &comparison) { $0.append($1) }
    }

    private static func add<Part>(
      _ next: Part?, to sum: inout Part?, _ append: (inout Part, Part) -> Void
    ) {
      guard let next else { return }
      // Taken out, and so not copied: binades are long.
      guard var whole = sum.take() else {
        sum = next
        return
      }
      append(&whole, next)
      sum = whole
    }
  }

  /// What sums are divided by in all, to within binary64.
  var quotient: Double { scale / factor }

  private var isScaled: Bool { scale != 1 || factor != 1 }

  /// Multiplications below which one thread is faster than several.
  private static var fewMultiplications: Int { 1 << 21 }

  private func threads(_ shape: ProductShape, of threads: Int) -> Int {
    shape.rows * shape.terms * shape.columns < Self.fewMultiplications ? 1 : threads
  }

  /// A product of two matrices, rounded.
  func run(
    _ a: Matrix<Number>, _ b: Matrix<Number>, _ shape: ProductShape, _ random: RandomStream?,
    threads: Int
  ) -> (Matrix<Number>, Counts) {
    let threads = self.threads(shape, of: threads)
    return rounded(rows: shape.rows, columns: shape.columns, bias: nil, threads: threads) { sums in
      guard isCounting else {
        product.multiply(
          a.elements.span, b.elements.span, shape, into: &sums, random: random, threads: threads)
        return AccumulatorCounts()
      }
      return product.multiplyCounting(
        a.elements.span, b.elements.span, shape, into: &sums, random: random, threads: threads)
    }
  }

  /// A product by a matrix whose strips of columns are made as they are needed, plus a bias, rounded.
  func run(
    _ a: Matrix<Number>, columns: Int, bias: Matrix<Number>?, _ random: RandomStream?,
    threads: Int,
    making make:
      @Sendable (_ columns: Range<Int>, _ strip: UnsafeMutableBufferPointer<Number>) -> Void
  ) -> (Matrix<Number>, Counts) {
    let shape = ProductShape(rows: a.rows, terms: a.columns, columns: columns)
    return rounded(rows: a.rows, columns: columns, bias: bias, threads: threads) { sums in
      product.multiply(
        a.elements.span, shape, into: &sums, random: random, threads: threads,
        isCounting: isCounting, making: make)
    }
  }

  /// The same of operands in tiles.
  /// - Parameter divisor: of a tile of a column of the matrix that is made.
  func run(
    _ a: TiledProduct<Number>, rows: Int, columns: Int, bias: Matrix<Number>?, threads: Int,
    divisor: @Sendable (_ tile: Int, _ column: Int) -> Float,
    making make:
      @Sendable (_ columns: Range<Int>, _ strip: UnsafeMutableBufferPointer<Number>) -> Void
  ) -> (Matrix<Number>, Counts) {
    rounded(rows: rows, columns: columns, bias: bias, threads: threads) { sums in
      sums.withUnsafeMutableBufferPointer { sums in
        let sums = SharedMemory(sums)
        let counts = OrderedSum(AccumulatorCounts()) { $0.append($1) }
        a.forEachBlock(
          columns: columns, size: (rows, MatrixProduct.stripColumns), threads: threads,
          divisor: divisor, making: make
        ) { block in
          let width = block.columns.count
          for row in block.rows {
            let start = row * columns + block.columns.lowerBound
            _ = sums.writing(start..<start + width).update(
              fromContentsOf: block.results[row * width..<(row + 1) * width])
          }
          counts.add(block.counts, number: block.number)
        }
        return counts.sum
      }
    }
  }

  /// Sums, divided by the scale, with a bias added, and rounded.
  private func rounded(
    rows: Int, columns: Int, bias: Matrix<Number>?, threads: Int,
    _ multiply: (inout MutableSpan<Number>) -> AccumulatorCounts
  ) -> (Matrix<Number>, Counts) {
    var result = Matrix<Number>(rows: rows, columns: columns, format: rounding.format)
    var counts = Counts()
    if bias == nil && !isScaled && rounding.cast.keepsNumbers {
      // The sums are the results.
      var target = result.elements.mutableSpan
      let operations = multiply(&target)
      counts.operations = isCounting ? operations : nil
      counts.casts = rounding.cast.counts(result.elements.span, threads: threads)
      return (result, counts)
    }
    withUnsafeTemporaryAllocation(of: Number.self, capacity: rows * columns) { sums in
      // The product writes every sum.
      var span = sums.mutableSpan
      let operations = multiply(&span)
      counts.operations = isCounting ? operations : nil
      var target = result.elements.mutableSpan
      if bias == nil && !isScaled {
        counts.casts = rounding.cast.castCounting(
          sums.span, into: &target, random: rounding.random, threads: threads)
        return
      }
      result.elements.withUnsafeMutableBufferPointer { target in
        let (sums, target) = (SharedMemory(sums), SharedMemory(target))
        let rows = Tasks.results(of: rows, threads: threads, CastCounts()) { row in
          let range = row * columns..<(row + 1) * columns
          return finish(
            sums.writing(range), bias, into: target.writing(range), from: range.lowerBound)
        }
        counts.casts = rows.reduce(into: CastCounts()) { $0.append($1) }
      }
    }
    return (result, counts)
  }

  /// Rounds a block of a gradient and counts what that does.
  /// - Parameters:
  ///   - width: columns of the gradient.
  ///   - target: gets it, unless nobody asked for it.
  ///   - witness: is shown it.
  func round(
    _ block: ProductBlock<Number>, of width: Int, keeping target: SharedMemory<Number>?,
    at site: Site, _ witness: (any SiteWitness)?
  ) -> Counts {
    var counts = Counts(operations: isCounting ? block.counts : nil)
    let (results, columns) = (block.results, block.columns)
    let isLookedAt = target != nil || countsBinades || witness != nil
    // Random bits are those of a place in the gradient, where only a row's numbers are neighbours.
    let length = rounding.random == nil ? results.count : columns.count
    for (place, start) in stride(from: 0, to: results.count, by: length).enumerated() {
      let numbers = UnsafeMutableBufferPointer(rebasing: results[start..<start + length])
      let position = (block.rows.lowerBound + place) * width + columns.lowerBound
      counts.casts.append(
        isScaled
          ? finish(numbers, nil, into: numbers, from: position)
          : rounding.cast.keepsNumbers || !isLookedAt
            ? rounding.cast.counts(numbers.span, random: rounding.random, from: UInt64(position))
            : rounded(numbers, from: position))
    }
    if countsBinades {
      var binades = BinadeEnergies()
      binades.add(UnsafeBufferPointer(results))
      counts.binades = binades
    }
    counts.comparison = witness?.saw(
      UnsafeBufferPointer(results), columns: columns.count, counted: nil, scale: 1, at: site)
    if let target {
      for (place, row) in block.rows.enumerated() {
        let start = row * width + columns.lowerBound
        let numbers = results[place * columns.count..<(place + 1) * columns.count]
        _ = target.writing(start..<start + columns.count).update(fromContentsOf: numbers)
      }
    }
    return counts
  }

  /// Rounds in place.
  private func rounded(
    _ numbers: UnsafeMutableBufferPointer<Number>, from position: Int
  ) -> CastCounts {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: numbers.count) { copy in
      _ = copy.initialize(fromContentsOf: numbers)
      var target = numbers.mutableSpan
      return rounding.cast.castCounting(
        copy.span, into: &target, random: rounding.random, from: UInt64(position))
    }
  }

  /// Multiplies by the factor, divides by the scale, adds a bias and rounds; the target may be the sums' memory.
  private func finish(
    _ sums: UnsafeMutableBufferPointer<Number>, _ bias: Matrix<Number>?,
    into target: UnsafeMutableBufferPointer<Number>, from position: Int
  ) -> CastCounts {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: sums.count) { numbers in
      for index in sums.indices { numbers[index] = Double(sums[index]) * factor / scale }
      if let bias {
        bias.elements.withUnsafeBufferPointer { bias in
          for index in sums.indices { numbers[index] += Double(bias[index]) }
        }
      }
      return rounding.round(numbers, into: target, counted: sums.count, from: position)
    }
  }
}
