import FloatFormats
import Kernels
import RandomStreams

extension KernelEngine {
  /// A parameter of one row, rounded to its site's format.
  public func vector(_ parameter: Parameter) -> Matrix<Number> { rows([0], of: parameter) }

  /// Some rows of a parameter, rounded to its site's format.
  public func rows(_ rows: [Int], of parameter: Parameter) -> Matrix<Number> {
    let rounding = rounding(at: parameter.site, isRepeated: true)
    let width = parameter.columns
    var result = Matrix<Number>(rows: rows.count, columns: width, format: rounding.format)
    let elements = weights.elements(of: parameter)
    result.elements.withUnsafeMutableBufferPointer { target in
      for (place, row) in rows.enumerated() {
        let part = UnsafeMutableBufferPointer(rebasing: target[place * width..<(place + 1) * width])
        elements.fill(part, rows: row..<row + 1, columns: 0..<width)
        var span = part.mutableSpan
        add(
          rounding.cast.castCounting(
            Array(part).span, into: &span, random: rounding.random,
            from: UInt64(row * width)),
          at: parameter.site)
      }
    }
    return result
  }

  /// x·Wᵀ + b.
  public func linear(
    _ x: Operand<Number>, _ weight: Parameter, bias: Parameter?, at site: Site
  ) -> Matrix<Number> {
    let rounding = rounding(at: site)
    let strips = WeightStrips(
      self, weight, for: .forward, isPromoted: x.overColumns.tiles != nil)
    let x =
      strips.tiles == nil ? x.overColumns.multiplied(overRows: false) : x.overColumns
    let job = ProductJob(
      product: product(
        rounding.binding.accumulator, x.numbers.format, strips.format, at: site),
      rounding: rounding, scale: x.scale * strips.scale,
      factor: x.tensorScale * strips.tensorScale, isCounting: options.countsOperations)
    let bias = bias.map { vector($0) }
    let result = product(x, strips, job, columns: weight.rows, bias: bias, at: site) {
      strips.fill(
        $1, rows: $0, columns: 0..<weight.columns, transposed: true, isCounting: true)
    }
    checkDots(
      rows: result.rows, columns: weight.rows, scale: job.quotient, bias: bias, at: site,
      results: { result.row($0) }, a: { x.terms(ofRow: $0) },
      b: { strips.terms(rows: $0..<$0 + 1, columns: 0..<weight.columns) })
    return result
  }

  /// The product with a weight's strips, counted.
  private func product(
    _ a: ScaledMatrix<Number>, _ strips: WeightStrips<Number>, _ job: ProductJob<Number>,
    columns: Int, bias: Matrix<Number>?, at site: Site,
    making make:
      @Sendable (_ columns: Range<Int>, _ strip: UnsafeMutableBufferPointer<Number>) ->
      WeightCounts
  ) -> Matrix<Number> {
    let width = MatrixProduct.stripColumns
    var counts = [WeightCounts](repeating: WeightCounts(), count: (columns + width - 1) / width)
    let tiled = tiled(
      a, overRows: false, strips.tiles?.accumulator, strips.format, job, at: site)
    let random = tiled == nil ? stream(of: site, for: job) : nil
    let (result, done) = counts.withUnsafeMutableBufferPointer {
      let counts = SharedMemory($0)
      @Sendable func fill(_ columns: Range<Int>, _ strip: UnsafeMutableBufferPointer<Number>) {
        let place = columns.lowerBound / width
        counts.writing(place..<place + 1)[0] = make(columns, strip)
      }
      if let tiled, let tiles = strips.tiles {
        return job.run(
          tiled, rows: a.numbers.rows, columns: columns, bias: bias, threads: options.threads,
          divisor: tiles.divisor, making: fill)
      }
      return job.run(
        a.numbers, columns: columns, bias: bias, random, threads: options.threads, making: fill)
    }
    for done in counts {
      if let stored = done.stored { add(stored, at: strips.weight.site) }
      if let operand = done.operand {
        record.update(strips.site) { $0.scale = strips.scale }
        add(operand, at: strips.site)
      }
    }
    add(done, at: site)
    addBinades(of: result, at: site)
    show(result, at: site)
    return result
  }

  /// dy·W, the gradient of x in x·Wᵀ.
  public func inputGradient(
    _ dy: Operand<Number>, _ weight: Parameter, at site: Site
  ) -> Matrix<Number> {
    let rounding = rounding(at: site)
    let strips = WeightStrips(
      self, weight, for: .activationGradient, isPromoted: dy.overColumns.tiles != nil)
    let dy =
      strips.tiles == nil ? dy.overColumns.multiplied(overRows: false) : dy.overColumns
    let job = ProductJob(
      product: product(
        rounding.binding.accumulator, dy.numbers.format, strips.format, at: site),
      rounding: rounding, scale: dy.scale * strips.scale,
      factor: dy.tensorScale * strips.tensorScale, isCounting: options.countsOperations)
    let result = product(dy, strips, job, columns: weight.columns, bias: nil, at: site) {
      strips.fill($1, rows: 0..<weight.rows, columns: $0, isCounting: true)
    }
    checkDots(
      rows: result.rows, columns: weight.columns, scale: job.quotient, at: site,
      results: { result.row($0) }, a: { dy.terms(ofRow: $0) },
      b: { strips.terms(rows: 0..<weight.rows, columns: $0..<$0 + 1) })
    return result
  }

  /// Whether a parameter's gradient is asked for; else it is not computed.
  public func trains(_ parameter: Parameter) -> Bool {
    options.trained?.contains(parameter.path) ?? true
  }

  /// dyᵀ·x, the gradient of W in x·Wᵀ.
  public func parameterGradient(_ dy: Operand<Number>, _ x: Operand<Number>, of weight: Parameter) {
    let site = weight.gradientSite
    let rounding = rounding(at: site)
    let isTiled = dy.overRows.tiles != nil && x.overRows.tiles != nil
    let (dy, x) =
      isTiled
      ? (dy.overRows, x.overRows)
      : (dy.overRows.multiplied(overRows: true), x.overRows.multiplied(overRows: true))
    let job = ProductJob(
      product: product(
        rounding.binding.accumulator, dy.numbers.format, x.numbers.format, at: site),
      rounding: rounding, scale: dy.scale * x.scale,
      factor: dy.tensorScale * x.tensorScale, isCounting: options.countsOperations,
      countsBinades: options.countsBinades)
    // Only who asked for it gets the gradient itself.
    let isKept = gradientSink != nil
    var kept = Matrix<Number>(
      rows: isKept ? weight.rows : 0, columns: weight.columns, format: rounding.format)
    let counts = OrderedSum(ProductJob<Number>.Counts()) { $0.append($1) }
    let shape = ProductShape(
      rows: weight.rows, terms: dy.numbers.rows, columns: weight.columns, transposesA: true)
    let tiled = tiled(
      dy, overRows: true, x.tiles?.accumulator, x.numbers.format, job, at: site)
    kept.elements.withUnsafeMutableBufferPointer {
      let (target, witness) = (SharedMemory($0), witness)
      @Sendable func take(_ block: ProductBlock<Number>) {
        let done = job.round(
          block, of: weight.columns, keeping: isKept ? target : nil, at: site, witness)
        counts.add(done, number: block.number)
      }
      if let tiled, let tiles = x.tiles {
        tiled.forEachBlock(
          columns: weight.columns, size: MatrixProduct.blockSize, threads: options.threads,
          divisor: tiles.divisor, making: { x.numbers.copy($0, to: $1) }, take)
      } else {
        job.product.forEachBlock(
          dy.numbers.elements.span, x.numbers.elements.span, shape,
          random: stream(of: site, for: job), threads: options.threads,
          isCounting: job.isCounting, take)
      }
    }
    add(counts.sum, at: site)
    gradientSink?(weight, Array(0..<weight.rows), kept)
    checkDots(
      rows: weight.rows, columns: weight.columns, scale: job.quotient, at: site,
      results: { row in
        // A row of a gradient that is not kept is computed alone: a result does not depend on others.
        let part = dy.column(row)
        if let tiles = x.tiles,
          let tiled = self.tiled(
            part, overRows: true, tiles.accumulator, x.numbers.format, job, at: site)
        {
          return job.run(
            tiled, rows: 1, columns: weight.columns, bias: nil, threads: 1,
            divisor: tiles.divisor, making: { x.numbers.copy($0, to: $1) }
          ).0.elements
        }
        let shape = ProductShape(
          rows: 1, terms: dy.numbers.rows, columns: weight.columns, transposesA: true)
        return job.run(part.numbers, x.numbers, shape, nil, threads: 1).0.elements
      }, a: { dy.terms(ofColumn: $0) }, b: { x.terms(ofColumn: $0) })
  }

  /// Random bits for a product's accumulators; nil where none are needed.
  private func stream(of site: Site, for job: ProductJob<Number>) -> RandomStream? {
    job.product.model.isStochastic ? stream(of: site) : nil
  }

  /// The gradient of some rows of a parameter.
  public func parameterGradient(
    _ gradient: Matrix<Number>, rows: [Int], of parameter: Parameter
  ) {
    gradientSink?(parameter, rows, gradient)
  }
}
