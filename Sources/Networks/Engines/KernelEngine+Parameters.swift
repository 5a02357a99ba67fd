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
    let strips = WeightStrips(self, weight, for: .forward)
    let x = x.overColumns
    let job = ProductJob(
      product: product(rounding, x.numbers.format, strips.format, at: site), rounding: rounding,
      scale: x.scale * strips.scale, isCounting: options.countsOperations)
    let bias = bias.map { vector($0) }
    let width = MatrixProduct.stripColumns
    var counts = [WeightCounts](
      repeating: WeightCounts(), count: (weight.rows + width - 1) / width)
    let (result, done) = counts.withUnsafeMutableBufferPointer {
      let counts = SharedMemory($0)
      return job.run(
        x.numbers, columns: weight.rows, bias: bias, stream(of: site, for: job),
        threads: options.threads
      ) { rows, strip in
        let place = rows.lowerBound / width
        counts.writing(place..<place + 1)[0] = strips.fill(
          strip, rows: rows, columns: 0..<weight.columns, transposed: true, isCounting: true)
      }
    }
    add(counts, of: strips)
    add(done, at: site)
    addBinades(of: result, at: site)
    show(result, at: site)
    checkDots(
      rows: result.rows, columns: weight.rows, scale: job.scale, bias: bias, at: site,
      results: { result.row($0) }, a: { x.numbers.row($0) },
      b: { strips.terms(rows: $0..<$0 + 1, columns: 0..<weight.columns) })
    return result
  }

  /// Counts what making a weight's strips did.
  private func add(_ counts: [WeightCounts], of strips: WeightStrips<Number>) {
    for done in counts {
      if let stored = done.stored { add(stored, at: strips.weight.site) }
      if let operand = done.operand {
        record.update(strips.site) { $0.scale = strips.scale }
        add(operand, at: strips.site)
      }
    }
  }

  /// dy·W, the gradient of x in x·Wᵀ.
  public func inputGradient(
    _ dy: Operand<Number>, _ weight: Parameter, at site: Site
  ) -> Matrix<Number> {
    let rounding = rounding(at: site)
    let strips = WeightStrips(self, weight, for: .activationGradient)
    let dy = dy.overColumns
    let job = ProductJob(
      product: product(rounding, dy.numbers.format, strips.format, at: site), rounding: rounding,
      scale: dy.scale * strips.scale, isCounting: options.countsOperations)
    let width = MatrixProduct.stripColumns
    var counts = [WeightCounts](
      repeating: WeightCounts(), count: (weight.columns + width - 1) / width)
    let (result, done) = counts.withUnsafeMutableBufferPointer {
      let counts = SharedMemory($0)
      return job.run(
        dy.numbers, columns: weight.columns, bias: nil, stream(of: site, for: job),
        threads: options.threads
      ) { columns, strip in
        let place = columns.lowerBound / width
        counts.writing(place..<place + 1)[0] = strips.fill(
          strip, rows: 0..<weight.rows, columns: columns, isCounting: true)
      }
    }
    add(counts, of: strips)
    add(done, at: site)
    addBinades(of: result, at: site)
    show(result, at: site)
    checkDots(
      rows: result.rows, columns: weight.columns, scale: job.scale, at: site,
      results: { result.row($0) }, a: { dy.numbers.row($0) },
      b: { strips.terms(rows: 0..<weight.rows, columns: $0..<$0 + 1) })
    return result
  }

  /// dyᵀ·x, the gradient of W in x·Wᵀ.
  public func parameterGradient(_ dy: Operand<Number>, _ x: Operand<Number>, of weight: Parameter) {
    let site = weight.gradientSite
    let rounding = rounding(at: site)
    let (dy, x) = (dy.overRows, x.overRows)
    let job = ProductJob(
      product: product(rounding, dy.numbers.format, x.numbers.format, at: site),
      rounding: rounding, scale: dy.scale * x.scale, isCounting: options.countsOperations,
      countsBinades: options.countsBinades)
    // Only who asked for it gets the gradient itself.
    let isKept = gradientSink != nil
    var kept = Matrix<Number>(
      rows: isKept ? weight.rows : 0, columns: weight.columns, format: rounding.format)
    let counts = OrderedSum(ProductJob<Number>.Counts()) { $0.append($1) }
    let shape = ProductShape(
      rows: weight.rows, terms: dy.numbers.rows, columns: weight.columns, transposesA: true)
    kept.elements.withUnsafeMutableBufferPointer {
      let (target, witness) = (SharedMemory($0), witness)
      job.product.forEachBlock(
        dy.numbers.elements.span, x.numbers.elements.span, shape,
        random: stream(of: site, for: job), threads: options.threads, isCounting: job.isCounting
      ) { block in
        let done = job.round(
          block, of: weight.columns, keeping: isKept ? target : nil, at: site, witness)
        counts.add(done, number: block.number)
      }
    }
    add(counts.sum, at: site)
    gradientSink?(weight, Array(0..<weight.rows), kept)
    checkDots(
      rows: weight.rows, columns: weight.columns, scale: job.scale, at: site,
      results: { row in
        // A row of a gradient that is not kept is computed alone: a result does not depend on others.
        let shape = ProductShape(
          rows: 1, terms: dy.numbers.rows, columns: weight.columns, transposesA: true)
        let part = dy.numbers.part(rows: 0..<dy.numbers.rows, columns: row..<row + 1)
        return job.run(part, x.numbers, shape, nil, threads: 1).0.elements
      }, a: { dy.numbers.column($0) }, b: { x.numbers.column($0) })
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
