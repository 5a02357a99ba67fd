import RandomStreams

/// A product A·B: what all of its tasks share, and none copies. Each result is read and written by the task
/// that computes it.
final class ProductJob<Number: Carrier>: Sendable {
  private let product: MatrixProduct
  private let a: MatrixOperand<Number>
  private let random: RandomStream?
  private let isCounting: Bool
  /// How tiles add up; nil where lanes have to.
  private let tilePlan: TilePlan?
  /// A's magnitudes; nil where tiles do not depend on them.
  private let extremes: Extremes?
  /// Nil where lanes have to add up what tiles do not.
  private let narrowCore: NarrowCore?

  init(
    _ product: MatrixProduct, a: MatrixOperand<Number>, _ random: RandomStream?, isCounting: Bool
  ) {
    self.product = product
    self.a = a
    self.random = random
    self.isCounting = isCounting
    tilePlan = product.tilePlan.flatMap {
      a.columns > 0 && (!isCounting || $0.counts) ? $0 : nil
    }
    extremes = tilePlan.flatMap { $0.isCarriers ? nil : a.extremes }
    let isNarrow = !isCounting && a.columns > 0 && Number.self == Float.self
    narrowCore = product.narrowCore.flatMap {
      isNarrow && a.extremes.largest.isFinite ? $0 : nil
    }
  }

  /// Rows of a task where columns alone are too few tasks.
  private static var rowsOfTask: Int { 64 }

  /// Multiplies by a matrix in memory.
  func multiply(
    _ b: MatrixOperand<Number>, into c: SharedMemory<Number>, adds: Bool, threads: Int
  ) -> AccumulatorCounts {
    let tiles = tiles(b, adds ? c.reading(0..<a.rows * b.columns) : nil)
    let width = tiles?.width ?? LaneProduct<Number>.width
    let strips = Self.parts(of: b.columns, width)
    // All rows of a strip at once, as its columns are copied once a task.
    let isShort = threads > 1 && strips.count < 4 * threads
    let blocks = Self.parts(of: a.rows, isShort ? Self.rowsOfTask : max(a.rows, 1))
    return withPanels { panels in
      sum(strips.count * blocks.count, threads: threads) { task, _ in
        let columns = strips[task / blocks.count]
        guard let c = c.base else { return AccumulatorCounts() }
        return compute(
          panels, b.columns(columns), tiles, rows: blocks[task % blocks.count],
          from: columns.lowerBound,
          into: StripTarget(base: c + columns.lowerBound, stride: b.columns), adds: adds)
      }
    }
  }

  /// Multiplies by a matrix whose strips are made where they are needed.
  func multiply(
    columns: Int, into c: SharedMemory<Number>, threads: Int,
    _ make: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Number>) -> Void
  ) -> AccumulatorCounts {
    let width = MatrixProduct.stripColumns
    let strips = Self.parts(of: columns, width)
    let workers = Tasks.workers(strips.count, threads: threads)
    return withPanels { panels in
      withUnsafeTemporaryAllocation(of: Number.self, capacity: workers * a.columns * width) {
        let memory = SharedMemory($0)
        return sum(strips.count, threads: threads) { task, worker in
          let range = strips[task]
          let start = worker * a.columns * width
          let strip = memory.writing(start..<start + a.columns * range.count)
          make(range, strip)
          guard let c = c.base else { return AccumulatorCounts() }
          let b = MatrixOperand(
            UnsafeBufferPointer(strip), rows: a.columns, columns: range.count)
          return compute(
            panels, b, tiles(b, nil), rows: 0..<a.rows, from: range.lowerBound,
            into: StripTarget(base: c + range.lowerBound, stride: columns), adds: false)
        }
      }
    }
  }

  /// Multiplies by a matrix in memory, and gives the results away block by block.
  func forEachBlock(
    _ b: MatrixOperand<Number>, threads: Int, _ body: @Sendable (ProductBlock<Number>) -> Void
  ) {
    let size = MatrixProduct.blockSize
    let strips = Self.parts(of: b.columns, size.columns)
    let blocks = Self.parts(of: a.rows, size.rows)
    let count = strips.count * blocks.count
    let workers = Tasks.workers(count, threads: threads)
    let tiles = tiles(b, nil)
    withPanels { panels in
      withUnsafeTemporaryAllocation(
        of: Number.self, capacity: workers * size.rows * size.columns
      ) {
        let memory = SharedMemory($0)
        // Strip after strip: a block's rows of A stay in the nearer caches.
        Tasks.perform(count, threads: threads) { task, worker in
          let (columns, rows) = (strips[task % strips.count], blocks[task / strips.count])
          let start = worker * size.rows * size.columns
          let results = memory.writing(start..<start + rows.count * columns.count)
          guard let base = results.baseAddress else { return }
          let counts = compute(
            panels, b.columns(columns), tiles, rows: rows, from: columns.lowerBound,
            into: StripTarget(base: base, firstRow: rows.lowerBound, stride: columns.count),
            adds: false)
          body(
            ProductBlock(
              number: task, rows: rows, columns: columns, results: results, counts: counts))
        }
      }
    }
  }

  /// 0 ..< count in parts of so many, but for the last.
  private static func parts(of count: Int, _ length: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// What all tasks count.
  private func sum(
    _ tasks: Int, threads: Int, _ body: @Sendable (_ task: Int, _ worker: Int) -> AccumulatorCounts
  ) -> AccumulatorCounts {
    // Of each worker, in a place of its own.
    var counts = [AccumulatorCounts](
      repeating: AccumulatorCounts(), count: Tasks.workers(tasks, threads: threads))
    counts.withUnsafeMutableBufferPointer {
      let counts = SharedMemory($0)
      Tasks.perform(tasks, threads: threads) { task, worker in
        counts.writing(worker..<worker + 1)[0].append(body(task, worker))
      }
    }
    return counts.reduce(into: AccumulatorCounts()) { $0.append($1) }
  }

  /// Lends A as tiles read it; nil where there are none.
  private func withPanels<Result>(_ body: (TilePanels?) -> Result) -> Result {
    guard let tilePlan else { return body(nil) }
    return TilePanels.with(a, isWide: tilePlan.isWide, isCounting: isCounting, body)
  }

  /// The tiles for some columns of B and the accumulators' starting values, if these are not +0; nil where
  /// lanes have to do it.
  private func tiles(
    _ b: MatrixOperand<Number>, _ starts: UnsafeBufferPointer<Number>?
  ) -> TileProduct<Number>? {
    guard let tilePlan else { return nil }
    var start = 0.0
    for number in starts ?? UnsafeBufferPointer(start: nil, count: 0) {
      let value = Double(number)
      guard tilePlan.canStart(at: value) else { return nil }
      start = value.magnitude > start || value.isNaN ? value.magnitude : start
    }
    // Rounding may raise it.
    return tilePlan.tiles(
      a: extremes ?? a.extremes, b: b.extremes, start: 2 * start, terms: a.columns
    ).map { TileProduct($0, level: product.level, terms: a.columns) }
  }

  /// Some rows of a strip.
  /// - Parameter first: the product's column that the strip begins with.
  private func compute(
    _ panels: TilePanels?, _ strip: MatrixOperand<Number>, _ tiles: TileProduct<Number>?,
    rows: Range<Int>, from first: Int, into target: StripTarget<Number>, adds: Bool
  ) -> AccumulatorCounts {
    if !adds, let narrowCore, narrowCore.compute(a, strip, rows: rows, into: target) {
      return AccumulatorCounts()
    }
    let lanes = LaneProduct<Number>(
      plan: product.plan, isExact: product.isExact, level: product.level, random: random,
      isCounting: isCounting)
    func start(_ i: Int, _ j: Int) -> Double { Double(target.row(i)[j]) }
    func byLanes(_ rows: Range<Int>) -> AccumulatorCounts {
      lanes.compute(a, strip, rows: rows, from: first, into: target, start: adds ? start : nil)
    }
    guard let tiles, let tilePlan, let panels else { return byLanes(rows) }
    return tiles.compute(
      panels, strip, rows: rows, into: target,
      start: adds ? { tilePlan.start(start($0, $1)) } : nil, redo: byLanes)
  }
}
