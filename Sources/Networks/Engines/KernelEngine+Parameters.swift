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
            UnsafeBufferPointer(part).copied().span, into: &span, random: rounding.random,
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
    let blocks = WeightBlocks(self, weight)
    let job = ProductJob(
      product: product(rounding, x.numbers.format, blocks.format, at: site), rounding: rounding,
      scale: x.scale * blocks.scale, isCounting: options.countsOperations)
    let bias = bias.map { vector($0) }
    let rows = x.numbers.rows
    let strips = WeightBlocks<Number>.parts(
      of: weight.rows, each: WeightBlocks<Number>.elements / weight.columns)
    let randoms = streams(of: strips, job, at: site)
    var result = Matrix<Number>(rows: rows, columns: weight.rows, format: rounding.format)
    let counts = result.elements.withUnsafeMutableBufferPointer { target in
      let (target, numbers) = (SharedMemory(target), x.numbers)
      return Tasks.results(of: strips.count, threads: options.threads, BlockCounts<Number>()) {
        task in
        let strip = strips[task]
        let shape = ProductShape(rows: rows, terms: weight.columns, columns: strip.count)
        return blocks.withBlock(
          rows: strip, columns: 0..<weight.columns, transposed: true, isCounting: true
        ) { block, counts in
          var counts = counts
          counts.product = job.run(
            numbers.elements.span, block, shape, bias: bias?.part(rows: 0..<1, columns: strip),
            randoms[task], into: target, columns: strip, of: weight.rows, threads: 1)
          return counts
        }
      }
    }
    for done in counts {
      add(done.stored, at: weight.site)
      if let operand = done.operand {
        record.update(weight.site.operand) { $0.scale = blocks.scale }
        add(operand, at: weight.site.operand)
      }
      add(done.product, at: site)
    }
    show(result, at: site)
    checkDots(
      rows: rows, columns: weight.rows, scale: job.scale, bias: bias, at: site,
      results: { result.row($0) }, a: { x.numbers.row($0) },
      b: { blocks.numbers(rows: $0..<$0 + 1, columns: 0..<weight.columns) })
    return result
  }

  /// dy·W, the gradient of x in x·Wᵀ.
  public func inputGradient(
    _ dy: Operand<Number>, _ weight: Parameter, at site: Site
  ) -> Matrix<Number> {
    let rounding = rounding(at: site)
    let blocks = WeightBlocks(self, weight)
    let job = ProductJob(
      product: product(rounding, dy.numbers.format, blocks.format, at: site), rounding: rounding,
      scale: dy.scale * blocks.scale, isCounting: options.countsOperations)
    let rows = dy.numbers.rows
    // Strips of whole tiles, wide enough for their rows' keys not to show.
    let strips = WeightBlocks<Number>.parts(
      of: weight.columns, each: max(WeightBlocks<Number>.elements / weight.rows / 64, 1) * 64)
    let randoms = streams(of: strips, job, at: site)
    var result = Matrix<Number>(rows: rows, columns: weight.columns, format: rounding.format)
    let counts = result.elements.withUnsafeMutableBufferPointer { target in
      let (target, numbers) = (SharedMemory(target), dy.numbers)
      return Tasks.results(
        of: strips.count, threads: options.threads, ProductJob<Number>.Counts()
      ) { task in
        let strip = strips[task]
        let shape = ProductShape(rows: rows, terms: weight.rows, columns: strip.count)
        return blocks.withBlock(rows: 0..<weight.rows, columns: strip, isCounting: false) {
          block, _ in
          job.run(
            numbers.elements.span, block, shape, bias: nil, randoms[task], into: target,
            columns: strip, of: weight.columns, threads: 1)
        }
      }
    }
    for done in counts { add(done, at: site) }
    addBinades(of: result, at: site)
    show(result, at: site)
    checkDots(
      rows: rows, columns: weight.columns, scale: job.scale, at: site,
      results: { result.row($0) }, a: { dy.numbers.row($0) },
      b: { blocks.numbers(rows: 0..<weight.rows, columns: $0..<$0 + 1) })
    return result
  }

  /// dyᵀ·x, the gradient of W in x·Wᵀ.
  public func parameterGradient(_ dy: Operand<Number>, _ x: Operand<Number>, of weight: Parameter) {
    let site = weight.gradientSite
    let rounding = rounding(at: site)
    let job = ProductJob(
      product: product(rounding, dy.numbers.format, x.numbers.format, at: site),
      rounding: rounding, scale: dy.scale * x.scale, isCounting: options.countsOperations,
      countsBinades: options.countsBinades)
    let terms = dy.numbers.rows
    let strips = WeightBlocks<Number>.parts(
      of: weight.rows, each: WeightBlocks<Number>.elements / weight.columns)
    let randoms = streams(of: strips, job, at: site)
    // Only who asked for it gets the gradient itself.
    let isKept = gradientSink != nil
    var kept = Matrix<Number>(
      rows: isKept ? weight.rows : 0, columns: weight.columns, format: rounding.format)
    let counts = kept.elements.withUnsafeMutableBufferPointer { target in
      let (target, dy, x, witness) = (SharedMemory(target), dy.numbers, x.numbers, witness)
      return Tasks.results(
        of: strips.count, threads: options.threads, ProductJob<Number>.Counts()
      ) { task in
        let strip = strips[task]
        let part = dy.part(rows: 0..<terms, columns: strip)
        let shape = ProductShape(
          rows: strip.count, terms: terms, columns: weight.columns, transposesA: true)
        let start = strip.lowerBound * weight.columns
        guard isKept else {
          return job.count(
            part.elements.span, x.elements.span, shape, randoms[task], from: start, at: site,
            witness)
        }
        return job.run(
          part.elements.span, x.elements.span, shape, bias: nil, randoms[task],
          into: SharedMemory(target.writing(start..<start + strip.count * weight.columns)),
          columns: 0..<weight.columns, of: weight.columns, threads: 1)
      }
    }
    for done in counts { add(done, at: site) }
    if isKept {
      addBinades(of: kept, at: site)
      show(kept, at: site)
    }
    gradientSink?(weight, Array(0..<weight.rows), kept)
    checkDots(
      rows: weight.rows, columns: weight.columns, scale: job.scale, at: site,
      results: { row in
        // A row of a gradient that is not kept is computed alone: a result does not depend on others.
        let part = dy.numbers.part(rows: 0..<terms, columns: row..<row + 1)
        var results = [Number](repeating: 0, count: weight.columns)
        _ = results.withUnsafeMutableBufferPointer {
          job.run(
            part.elements.span, x.numbers.elements.span,
            ProductShape(rows: 1, terms: terms, columns: weight.columns, transposesA: true),
            bias: nil, nil, into: SharedMemory($0), columns: 0..<weight.columns,
            of: weight.columns, threads: 1)
        }
        return results
      }, a: { dy.numbers.column($0) }, b: { x.numbers.column($0) })
  }

  /// Random bits for the accumulators of each strip's product; nil where none are needed.
  private func streams(
    of strips: [Range<Int>], _ job: ProductJob<Number>, at site: Site
  ) -> [RandomStream?] {
    strips.map { _ in job.product.model.isStochastic ? stream(of: site) : nil }
  }

  /// The gradient of some rows of a parameter.
  public func parameterGradient(
    _ gradient: Matrix<Number>, rows: [Int], of parameter: Parameter
  ) {
    gradientSink?(parameter, rows, gradient)
  }
}

/// What rounding a block of a weight counted.
struct BlockCounts<Number: Carrier>: Sendable {
  var stored = CastCounts()
  /// Nil where the operand is the parameter as it is stored.
  var operand: CastCounts?
  var product = ProductJob<Number>.Counts()
}

/// A weight in blocks, each made when it is needed, as an operand of products.
struct WeightBlocks<Number: Carrier>: Sendable {
  private let weight: Parameter
  private let elements: any ParameterElements
  private let stored: SiteRounding<Number>
  /// Nil where the operand is the parameter as it is stored.
  private let operand: SiteRounding<Number>?
  /// What operands are multiplied by.
  private(set) var scale: Double
  /// The operands' format.
  let format: FloatFormat

  init(_ engine: KernelEngine<Number>, _ weight: Parameter) {
    self.weight = weight
    elements = engine.weights.elements(of: weight)
    // The same in both passes: a weight is rounded as if once.
    let stored = engine.rounding(at: weight.site, isRepeated: true)
    self.stored = stored
    let rounding = engine.rounding(at: weight.site.operand, isRepeated: true)
    let isSame = rounding.binding.scaling == .none && rounding.format == stored.format
    operand = isSame ? nil : rounding
    format = rounding.format
    scale = 1
    guard rounding.binding.scaling != .none else { return }
    let largest =
      rounding.binding.scaling == .current
      ? engine.largestMagnitude(of: weight, self) : 0
    scale = engine.scale(rounding, largest: largest, at: weight.site.operand)
  }

  /// 0 ..< count in parts of so many, at least one.
  static func parts(of count: Int, each length: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: max(length, 1)).map { $0..<min($0 + max(length, 1), count) }
  }

  /// The largest magnitude as the parameter is stored, which takes making all of it.
  func largestMagnitude(threads: Int) -> Double {
    let strips = Self.parts(of: weight.rows, each: Self.elements / weight.columns)
    let largest = Tasks.results(of: strips.count, threads: threads, 0.0) { task in
      withStored(
        rows: strips[task], columns: 0..<weight.columns, transposed: false, isCounting: false
      ) { numbers, _, _ in
        numbers.reduce(0) { Swift.max($0, Double($1.magnitude)) }
      }
    }
    return largest.max() ?? 0
  }

  /// Elements of a block that fits a core's second cache.
  static var elements: Int { 1 << 18 }

  /// Lends a block or its transpose, rounded to the parameter's format and to the operand's, and what that
  /// counted, if it is asked for.
  func withBlock<Result>(
    rows: Range<Int>, columns: Range<Int>, transposed: Bool = false, isCounting: Bool,
    _ body: (Span<Number>, BlockCounts<Number>) -> Result
  ) -> Result {
    withStored(rows: rows, columns: columns, transposed: transposed, isCounting: isCounting) {
      numbers, scratch, stored in
      var counts = BlockCounts<Number>(stored: stored)
      guard let operand else { return body(UnsafeBufferPointer(numbers).span, counts) }
      counts.operand = round(
        numbers, scaledBy: scale, by: operand, into: scratch, rows, columns, transposed, isCounting)
      return body(UnsafeBufferPointer(scratch).span, counts)
    }
  }

  /// Lends a block, rounded to the parameter's format, and as much memory to work in.
  private func withStored<Result>(
    rows: Range<Int>, columns: Range<Int>, transposed: Bool, isCounting: Bool,
    _ body: (
      _ numbers: UnsafeMutableBufferPointer<Number>, _ scratch: UnsafeMutableBufferPointer<Number>,
      _ counts: CastCounts
    ) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: 2 * rows.count * columns.count) {
      memory in
      // Every number of both halves is written before it is read.
      let half = memory.count / 2
      let fresh = UnsafeMutableBufferPointer(rebasing: memory[..<half])
      let rounded = UnsafeMutableBufferPointer(rebasing: memory[half...])
      elements.fill(fresh, rows: rows, columns: columns, transposed: transposed)
      return body(
        rounded, fresh,
        round(fresh, by: stored, into: rounded, rows, columns, transposed, isCounting))
    }
  }

  /// Rounds a block or its transpose: each element with the random bits of its place in the weight.
  private func round(
    _ numbers: UnsafeMutableBufferPointer<Number>, scaledBy scale: Double = 1,
    by rounding: SiteRounding<Number>,
    into target: UnsafeMutableBufferPointer<Number>, _ rows: Range<Int>, _ columns: Range<Int>,
    _ isTransposed: Bool, _ isCounting: Bool
  ) -> CastCounts {
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
    // Without random bits a block is one array.
    guard rounding.random != nil else { return cast(0..<numbers.count, from: 0) }
    var counts = CastCounts()
    if isTransposed {
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
    return counts
  }
}

extension UnsafeBufferPointer {
  /// The elements as an array.
  fileprivate func copied() -> [Element] { Array(self) }
}
