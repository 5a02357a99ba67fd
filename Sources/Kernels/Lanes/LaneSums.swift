import FloatFormats

/// Sums side by side in one model, term after term.
protocol LaneSums: Sendable {
  /// Begins at c: one number for each lane, or none for +0.
  /// - Parameters:
  ///   - count: how many terms are to come.
  ///   - restarts: whether random bits begin anew as well, as in another row of results.
  mutating func begin(at c: [Double], count: Int, restarts: Bool)
  /// Adds terms to every lane.
  mutating func add(_ terms: LaneTerms, _ state: inout LaneState)
  /// What the sums are as they end here; only ``begin(at:count:restarts:)`` may follow.
  mutating func close(_ state: inout LaneState) -> [Double]
}

/// `per-operation`, `fused` and `kahan`: a running sum.
struct RunningSums: LaneSums {
  private var steps: LaneSteps
  private let scheme: LaneSteps.Scheme
  private var sum: [Double]
  private var error: [Double]

  init(_ steps: LaneSteps, _ scheme: LaneSteps.Scheme, lanes: Int) {
    self.steps = steps
    self.scheme = scheme
    sum = [Double](repeating: 0, count: lanes)
    error = scheme == .compensated ? sum : []
  }

  mutating func begin(at c: [Double], count: Int, restarts: Bool) {
    if restarts { steps.restart() }
    for lane in sum.indices { sum[lane] = c.isEmpty ? 0 : steps.start(c[lane]) }
    for lane in error.indices { error[lane] = 0 }
  }

  mutating func add(_ terms: LaneTerms, _ state: inout LaneState) {
    steps.fold(scheme, terms, into: &sum, error: &error, &state)
  }

  mutating func close(_ state: inout LaneState) -> [Double] { sum }
}

/// `chunked`: sums of chunks by one model, added by another.
struct ChunkedSums: LaneSums {
  private let size: Int
  private var inner: any LaneSums
  private var outer: any LaneSums
  /// Terms in the chunk that is being summed.
  private var filled = 0
  /// Terms yet to come, those of that chunk among them.
  private var remaining = 0

  init(size: Int, inner: any LaneSums, outer: any LaneSums) {
    self.size = size
    self.inner = inner
    self.outer = outer
  }

  mutating func begin(at c: [Double], count: Int, restarts: Bool) {
    filled = 0
    remaining = count
    inner.begin(at: [], count: min(size, count), restarts: restarts)
    outer.begin(at: c, count: count / size + (count % size == 0 ? 0 : 1), restarts: restarts)
  }

  mutating func add(_ terms: LaneTerms, _ state: inout LaneState) {
    var start = 0
    while start < terms.rows {
      let end = min(terms.rows, start + size - filled)
      inner.add(terms.rows(from: start, upTo: end), &state)
      filled += end - start
      start = end
      if filled == size { closeChunk(&state) }
    }
  }

  private mutating func closeChunk(_ state: inout LaneState) {
    let sums = inner.close(&state)
    [1.0].withUnsafeBufferPointer { one in
      sums.withUnsafeBufferPointer { sums in
        guard let a = one.baseAddress, let b = sums.baseAddress else { return }
        outer.add(LaneTerms(a: a, b: b, stride: sums.count, rows: 1), &state)
      }
    }
    remaining -= filled
    filled = 0
    inner.begin(at: [], count: min(size, remaining), restarts: false)
  }

  mutating func close(_ state: inout LaneState) -> [Double] {
    if filled > 0 { closeChunk(&state) }
    return outer.close(&state)
  }
}
