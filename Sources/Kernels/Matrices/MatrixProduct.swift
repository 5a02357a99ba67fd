import FloatFormats
import RandomStreams

/// Matrix products C = A·B, or C + A·B, each result by an accumulator model.
///
///     let product = try MatrixProduct(AccumulatorModel(named: "per-operation(binary16)"), inputs: .e5m2)
///     product.multiply(a.span, b.span, ProductShape(rows: 64, terms: 512, columns: 64), into: &c)
///
/// Result (i, j) is that of ``Accumulator`` for row i of A and column j of B at ``OutputIndex`` (i, j),
/// bit for bit, at every level and with any number of threads; k ascends. The fastest are, to nearest even,
/// `fp32`, `per-operation` in formats of 3 to 11 bits of precision and `fused` in those of 3 to 24, as far
/// as the numbers let them (``TilePlan``); all others take lanes of binary64.
public struct MatrixProduct: Sendable {
  /// The model.
  public let model: AccumulatorModel
  let plan: AccumulationPlan
  let tilePlan: TilePlan?
  let isExact: Bool
  let level: VectorLevel

  /// A model for operands that are all of one format.
  /// - Throws: ``AccumulatorError``, as ``Accumulator``.
  public init(
    _ model: AccumulatorModel, inputs: FloatFormat, level: VectorLevel = .best
  ) throws(AccumulatorError) {
    try self.init(model, a: inputs, b: inputs, level: level)
  }

  /// A model for operands a and b of a format each.
  /// - Parameter level: the instructions to use, at most ``VectorLevel/best``; of no effect on results.
  public init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat, level: VectorLevel = .best
  ) throws(AccumulatorError) {
    self.model = model
    self.level = min(level, .best)
    var parts = 0
    plan = try AccumulationPlan(model, a: a, b: b, parts: &parts)
    isExact = ArithmeticConstants.holdsProducts(a, b)
    tilePlan = self.level.hasTiles ? TilePlan(plan, a: a, b: b) : nil
  }

  /// Writes the product to `target`.
  ///
  /// - Precondition: the matrices have the shape's numbers of elements, A's and B's are values of their
  ///   formats, and `Number` holds every value of the model's result format.
  /// - Parameters:
  ///   - a, b: row-major, or transposed as the shape says.
  ///   - target: row-major.
  ///   - adds: whether accumulation starts from what `target` holds, and not from +0.
  ///   - random: where stochastic roundings take their bits; without it they are 0.
  ///   - threads: how many may work; of no effect on results.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func multiply<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape,
    into target: inout MutableSpan<Number>, adds: Bool = false, random: RandomStream? = nil,
    threads: Int = 1
  ) {
    _ = run(a, b, shape, &target, adds, random, threads, isCounting: false)
  }

  /// The same, and what happened in all results, which takes longer.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func multiplyCounting<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape,
    into target: inout MutableSpan<Number>, adds: Bool = false, random: RandomStream? = nil,
    threads: Int = 1
  ) -> AccumulatorCounts {
    run(a, b, shape, &target, adds, random, threads, isCounting: true)
  }

  @inline(__always)
  private func run<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape,
    _ target: inout MutableSpan<Number>, _ adds: Bool, _ random: RandomStream?, _ threads: Int,
    isCounting: Bool
  ) -> AccumulatorCounts {
    precondition(a.count == shape.rows * shape.terms, "A has \(a.count) elements: \(shape)")
    precondition(b.count == shape.terms * shape.columns, "B has \(b.count) elements: \(shape)")
    precondition(target.count == shape.rows * shape.columns, "C has \(target.count): \(shape)")
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        target.withUnsafeMutableBufferPointer { target in
          let job = ProductJob(
            plan: plan, tilePlan: tilePlan, isExact: isExact, level: level,
            a: MatrixOperand(
              a, rows: shape.rows, columns: shape.terms, isTransposed: shape.transposesA),
            b: MatrixOperand(
              b, rows: shape.terms, columns: shape.columns, isTransposed: shape.transposesB),
            c: SharedMemory(target), adds: adds, random: random, isCounting: isCounting)
          return job.run(threads: threads)
        }
      }
    }
  }
}

/// One product: what all of its threads share. Each result is read and written by the task that computes
/// it.
private struct ProductJob<Number: Carrier>: Sendable {
  let plan: AccumulationPlan
  let tilePlan: TilePlan?
  let isExact: Bool
  let level: VectorLevel
  let a: MatrixOperand<Number>
  let b: MatrixOperand<Number>
  let c: SharedMemory<Number>
  let adds: Bool
  let random: RandomStream?
  let isCounting: Bool

  /// Rows of a task where columns alone are too few tasks.
  private static var rowsOfTask: Int { 64 }

  func run(threads: Int) -> AccumulatorCounts {
    let tiles = tileProduct()
    // A's panels, which tasks only read.
    let panels = UnsafeMutableRawBufferPointer.allocate(
      byteCount: tiles?.panelBytes(rows: a.rows) ?? 0, alignment: 64)
    defer { panels.deallocate() }
    if let to = panels.baseAddress { tiles?.fillPanels(to, a) }
    let shared = SharedMemory(panels.bindMemory(to: UInt8.self))
    let width = tiles?.width ?? LaneProduct<Number>.width
    let strips = (b.columns + width - 1) / width
    // All rows of a strip at once, as its columns are copied once a task.
    let rows = threads > 1 && strips < 4 * threads ? Self.rowsOfTask : max(a.rows, 1)
    let blocks = (a.rows + rows - 1) / rows
    // What each worker counted, in a place of its own.
    var counts = [AccumulatorCounts](
      repeating: AccumulatorCounts(), count: Tasks.workers(strips * blocks, threads: threads))
    counts.withUnsafeMutableBufferPointer {
      let counts = SharedMemory($0)
      Tasks.perform(strips * blocks, threads: threads) { task, worker in
        let (strip, block) = (task / blocks, task % blocks)
        let columns = strip * width..<min((strip + 1) * width, b.columns)
        let taskRows = block * rows..<min((block + 1) * rows, a.rows)
        let done = compute(tiles, shared, rows: taskRows, columns: columns)
        counts.writing(worker..<worker + 1)[0].append(done)
      }
    }
    return counts.reduce(into: AccumulatorCounts()) { $0.append($1) }
  }

  /// The tiles for this call's numbers; nil where lanes have to do it.
  private func tileProduct() -> TileProduct<Number>? {
    guard let tilePlan, a.columns > 0, !isCounting || tilePlan.counts else { return nil }
    var start = 0.0
    if adds {
      for number in c.reading(0..<a.rows * b.columns) {
        let value = Double(number)
        guard tilePlan.canStart(at: value) else { return nil }
        start = value.magnitude > start || value.isNaN ? value.magnitude : start
      }
      // Rounding may raise it.
      start *= 2
    }
    return tilePlan.tiles(a: a.extremes, b: b.extremes, start: start, terms: a.columns)
      .map { TileProduct($0, level: level, terms: a.columns) }
  }

  private func compute(
    _ tiles: TileProduct<Number>?, _ panels: SharedMemory<UInt8>, rows: Range<Int>,
    columns: Range<Int>
  ) -> AccumulatorCounts {
    guard let c = c.base else { return AccumulatorCounts() }
    let lanes = LaneProduct<Number>(
      plan: plan, isExact: isExact, level: level, random: random, isCounting: isCounting)
    func store(_ i: Int, _ j: Int, _ value: Double) {
      c[i * b.columns + j] = value.isNaN ? .nan : Number(value)
    }
    func start(_ i: Int, _ j: Int) -> Double { Double(c[i * b.columns + j]) }
    func byLanes(_ rows: Range<Int>) -> AccumulatorCounts {
      lanes.compute(a, b, rows: rows, columns: columns, start: adds ? start : nil, store: store)
    }
    guard let tiles, let tilePlan, let panels = panels.base else { return byLanes(rows) }
    return tiles.compute(
      panels, b, rows: rows, columns: columns, isCounting: isCounting, into: c,
      start: adds ? { tilePlan.start(start($0, $1)) } : nil, redo: byLanes)
  }
}
