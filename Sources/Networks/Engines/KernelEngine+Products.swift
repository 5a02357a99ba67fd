import Kernels
import RandomStreams

extension KernelEngine {
  /// Numbers as they enter a product.
  public func operand(_ numbers: Matrix<Number>, at site: Site) -> Operand<Number> {
    let rounding = rounding(at: site)
    let scaling = rounding.binding.scaling
    // What is of the format already enters as it is.
    if scaling == .none && rounding.format == numbers.format {
      show(numbers, at: site)
      return Operand(numbers)
    }
    let largest =
      scaling == .current
      ? numbers.elements.reduce(0.0) { Swift.max($0, Double($1.magnitude)) } : 0
    let scale = scale(rounding, largest: largest, at: site)
    record.update(site) { $0.scale = Swift.max($0.scale, scale) }
    if scale == 1 {
      var result = Matrix<Number>(
        rows: numbers.rows, columns: numbers.columns, format: rounding.format)
      var target = result.elements.mutableSpan
      let counts = rounding.cast.castCounting(
        numbers.elements.span, into: &target, random: rounding.random, threads: options.threads)
      add(counts, at: site)
      show(result, at: site)
      return Operand(result)
    }
    let result = unseenRows([numbers], columns: numbers.columns, at: site) { _, inputs, result in
      for column in result.indices { result[column] = inputs[0][column] * scale }
    }
    show(result, scale: scale, at: site)
    return Operand(result, scale: scale)
  }

  /// What operands at a site are multiplied by.
  /// - Parameter largest: the largest magnitude of all of the tensor, for `current`.
  func scale(_ rounding: SiteRounding<Number>, largest: Double, at site: Site) -> Double {
    let reference: Double
    switch rounding.binding.scaling {
    case .none: return 1
    case .current: reference = largest
    case .delayed:
      reference = options.history?[site].map { $0.counts.largestMagnitude / $0.scale } ?? 0
    }
    guard reference > 0, reference.isFinite else { return 1 }
    return Double(Float(rounding.format.greatestFiniteMagnitude / reference))
  }

  /// A·B, either of them as its transpose.
  public func product(
    _ a: Operand<Number>, _ b: Operand<Number>, transposesA: Bool, transposesB: Bool, at site: Site
  ) -> Matrix<Number> {
    let (x, y) = (a.numbers, b.numbers)
    let shape = ProductShape(
      rows: transposesA ? x.columns : x.rows, terms: transposesA ? x.rows : x.columns,
      columns: transposesB ? y.rows : y.columns, transposesA: transposesA,
      transposesB: transposesB)
    let rounding = rounding(at: site)
    let job = ProductJob(
      product: product(rounding, x.format, y.format, at: site), rounding: rounding,
      scale: a.scale * b.scale, isCounting: options.countsOperations)
    var result = Matrix<Number>(rows: shape.rows, columns: shape.columns, format: rounding.format)
    let random = job.product.model.isStochastic ? stream(of: site) : nil
    let counts = result.elements.withUnsafeMutableBufferPointer {
      job.run(
        x.elements.span, y.elements.span, shape, bias: nil, random, into: SharedMemory($0),
        columns: 0..<shape.columns, of: shape.columns, threads: options.threads)
    }
    add(counts, at: site)
    addBinades(of: result, at: site)
    show(result, at: site)
    checkDots(
      rows: shape.rows, columns: shape.columns, scale: job.scale, at: site,
      results: { result.row($0) }, a: { transposesA ? x.column($0) : x.row($0) },
      b: { transposesB ? y.row($0) : y.column($0) })
    return result
  }
}

/// Products for one site: how they accumulate, and what becomes of their results.
struct ProductJob<Number: Carrier>: Sendable {
  let product: MatrixProduct
  let rounding: SiteRounding<Number>
  /// Of both operands together.
  let scale: Double
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
      guard let more = next.operations else { return }
      var sum = operations ?? AccumulatorCounts()
      sum.append(more)
      operations = sum
    }
  }

  /// Multiplications below which one thread is faster than several.
  private static var fewMultiplications: Int { 1 << 21 }

  /// A product, rounded into columns of a matrix.
  ///
  /// - Parameters:
  ///   - bias: one row of the product's columns; nil without.
  ///   - columns: of the target.
  ///   - width: the target's columns.
  func run(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape, bias: Matrix<Number>?,
    _ random: RandomStream?, into target: SharedMemory<Number>, columns: Range<Int>,
    of width: Int, threads: Int
  ) -> Counts {
    sums(a, b, shape, random, threads: threads) { sums, operations in
      var counts = Counts(operations: operations)
      if bias == nil && scale == 1 && columns.count == width {
        var into = target.writing(0..<sums.count).mutableSpan
        counts.casts = rounding.cast.castCounting(
          sums.span, into: &into, random: rounding.random, threads: threads)
        return counts
      }
      for row in 0..<shape.rows {
        let start = row * width + columns.lowerBound
        let into = target.writing(start..<start + columns.count)
        let numbers = UnsafeMutableBufferPointer(
          rebasing: sums[row * columns.count..<(row + 1) * columns.count])
        counts.casts.append(finish(numbers, bias, into: into, from: start))
      }
      return counts
    }
  }

  /// A product that is counted and not kept.
  /// - Parameter witness: is shown the results.
  func count(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape, _ random: RandomStream?,
    from position: Int, at site: Site, _ witness: (any SiteWitness)?
  ) -> Counts {
    sums(a, b, shape, random, threads: 1) { sums, operations in
      var counts = Counts(operations: operations)
      if scale == 1 && !countsBinades && witness == nil {
        counts.casts = rounding.cast.counts(
          sums.span, random: rounding.random, from: UInt64(position))
      } else {
        let copy = scale == 1 ? Array(sums) : []
        counts.casts =
          scale == 1
          ? rounded(copy, into: sums, from: position)
          : finish(sums, nil, into: sums, from: position)
      }
      if countsBinades {
        var binades = BinadeEnergies()
        binades.add(UnsafeBufferPointer(sums))
        counts.binades = binades
      }
      counts.comparison = witness?.saw(
        UnsafeBufferPointer(sums), columns: shape.columns, counted: nil, scale: 1, at: site)
      return counts
    }
  }

  private func sums(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape, _ random: RandomStream?,
    threads: Int, _ body: (UnsafeMutableBufferPointer<Number>, AccumulatorCounts?) -> Counts
  ) -> Counts {
    let isSmall = shape.rows * shape.terms * shape.columns < Self.fewMultiplications
    let threads = isSmall ? 1 : threads
    return withUnsafeTemporaryAllocation(
      of: Number.self, capacity: shape.rows * shape.columns
    ) { sums in
      // The product writes every sum.
      var target = sums.mutableSpan
      if isCounting {
        let operations = product.multiplyCounting(
          a, b, shape, into: &target, random: random, threads: threads)
        return body(sums, operations)
      }
      product.multiply(a, b, shape, into: &target, random: random, threads: threads)
      return body(sums, nil)
    }
  }

  private func rounded(
    _ sums: [Number], into target: UnsafeMutableBufferPointer<Number>, from position: Int
  ) -> CastCounts {
    var into = target.mutableSpan
    return rounding.cast.castCounting(
      sums.span, into: &into, random: rounding.random, from: UInt64(position))
  }

  /// Divides by the scale, adds a bias and rounds.
  private func finish(
    _ sums: UnsafeMutableBufferPointer<Number>, _ bias: Matrix<Number>?,
    into target: UnsafeMutableBufferPointer<Number>, from position: Int
  ) -> CastCounts {
    if bias == nil && scale == 1 {
      var into = target.mutableSpan
      return rounding.cast.castCounting(
        UnsafeBufferPointer(sums).span, into: &into, random: rounding.random,
        from: UInt64(position))
    }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: sums.count) { numbers in
      for index in sums.indices {
        let sum = Double(sums[index]) / scale
        numbers[index] = bias.map { sum + Double($0.elements[index]) } ?? sum
      }
      return rounding.round(numbers, into: target, counted: sums.count, from: position)
    }
  }
}

extension KernelEngine {
  func add(_ counts: ProductJob<Number>.Counts, at site: Site) {
    add(counts.casts, counts.operations, at: site)
    if let binades = counts.binades { add(binades, at: site) }
    if let comparison = counts.comparison { add(comparison, at: site) }
  }
}
