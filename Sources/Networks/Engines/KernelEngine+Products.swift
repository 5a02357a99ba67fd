import Kernels
import RandomStreams

extension KernelEngine {
  /// Numbers as they enter products.
  public func operand(_ numbers: Matrix<Number>, at site: Site) -> Operand<Number> {
    let rounding = rounding(at: site)
    return rounding.binding.scaling.isInBlocks
      ? operand(numbers, inBlocks: rounding, at: site)
      : Operand(whole(numbers, rounding, at: site, isShown: true))
  }

  /// Numbers that have one scale, or none.
  /// - Parameter isShown: whether the witness sees them.
  func whole(
    _ numbers: Matrix<Number>, _ rounding: SiteRounding<Number>, at site: Site, isShown: Bool
  ) -> ScaledMatrix<Number> {
    let scaling = rounding.binding.scaling
    // What is of the format already enters as it is.
    if scaling == .none && rounding.format == numbers.format {
      if isShown { show(numbers, at: site) }
      return ScaledMatrix(numbers)
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
      if isShown { show(result, at: site) }
      return ScaledMatrix(result)
    }
    let result = unseenRows([numbers], columns: numbers.columns, at: site) { _, inputs, result in
      for column in result.indices { result[column] = inputs[0][column] * scale }
    }
    if isShown { show(result, scale: scale, at: site) }
    return ScaledMatrix(result, scale: scale)
  }

  /// What operands at a site are multiplied by.
  /// - Parameter largest: the largest magnitude of all of the tensor, for `current`.
  func scale(_ rounding: SiteRounding<Number>, largest: Double, at site: Site) -> Double {
    let reference: Double
    switch rounding.binding.scaling {
    case .none, .blocks: return 1
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
    let (left, right) = (
      transposesA ? a.overRows : a.overColumns, transposesB ? b.overColumns : b.overRows
    )
    let (x, y) = (left.numbers, right.numbers)
    let shape = ProductShape(
      rows: transposesA ? x.columns : x.rows, terms: transposesA ? x.rows : x.columns,
      columns: transposesB ? y.rows : y.columns, transposesA: transposesA,
      transposesB: transposesB)
    let rounding = rounding(at: site)
    let job = ProductJob(
      product: product(rounding.binding.accumulator, x.format, y.format, at: site),
      rounding: rounding, scale: left.scale * right.scale,
      factor: left.tensorScale * right.tensorScale, isCounting: options.countsOperations)
    let random = job.product.model.isStochastic ? stream(of: site) : nil
    let (result, counts) = job.run(x, y, shape, random, threads: options.threads)
    add(counts, at: site)
    addBinades(of: result, at: site)
    show(result, at: site)
    checkDots(
      rows: shape.rows, columns: shape.columns, scale: job.quotient, at: site,
      results: { result.row($0) },
      a: { transposesA ? left.terms(ofColumn: $0) : left.terms(ofRow: $0) },
      b: { transposesB ? right.terms(ofRow: $0) : right.terms(ofColumn: $0) })
    return result
  }
}

extension KernelEngine {
  func add(_ counts: ProductJob<Number>.Counts, at site: Site) {
    add(counts.casts, counts.operations, at: site)
    if let binades = counts.binades { add(binades, at: site) }
    if let comparison = counts.comparison { add(comparison, at: site) }
  }
}
