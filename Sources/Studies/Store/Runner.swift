import Dispatch
import JSON
import Synchronization

/// What an attempt did.
public struct RunOutcome: Hashable, Sendable {
  /// Cells of the shard that had rows before.
  public let alreadyDone: Int
  /// Cells computed now.
  public let computed: Int
  /// Cells left over because a stop was asked for.
  public let remaining: Int
}

extension RunFolder {
  /// Computes the cells of a shard that have no rows yet, and appends their rows to a part file of
  /// this attempt's own.
  ///
  /// - Parameters:
  ///   - shard: which of the cells.
  ///   - threads: how many cells at a time; rows do not depend on it.
  ///   - limit: compute at most so many cells (a trial run).
  ///   - shouldStop: asked before each cell; true lets the cells at work end, and returns.
  ///   - progress: told cells done, cells of this attempt, and the share of their cost that is done, after
  ///     each cell, one call at a time.
  public func run(
    shard: Shard = .whole, threads: Int = 1, limit: Int = .max,
    shouldStop: @Sendable () -> Bool = { false },
    progress: @Sendable (_ done: Int, _ of: Int, _ share: Double) -> Void = { _, _, _ in }
  ) throws(StudyError) -> RunOutcome {
    let done = try done()
    let mine = cells.enumerated().filter { shard.contains($0.offset) }.map(\.element)
    let all = mine.filter { !done.contains($0.id) }
    let pending = all.prefix(max(0, limit))
    guard !pending.isEmpty else {
      return RunOutcome(
        alreadyDone: mine.count - all.count, computed: 0, remaining: all.count)
    }
    let record = AttemptRecord()
    let part = try PartFile(in: partsFolder, name: "shard-\(shard.index)-of-\(shard.count)")
    let partPath = part.path
    let costs = pending.map { study.cost($0.cell) }
    let attempt = Attempt(part: part, total: pending.count, cost: costs.reduce(0, +))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, pending.count))) { _ in
      while !attempt.failed, !shouldStop() {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < pending.count else { return }
        let (id, cell) = pending[index]
        attempt.finish(id: id, cost: costs[index], progress: progress) { () throws(StudyError) in
          let rows = try study.run(cell)
          for row in rows where row.count != study.columns.count {
            throw .badRow(
              cell: id, reason: "a row of \(row.count) values for \(study.columns.count) columns")
          }
          return JSONValue.array(rows.map { .array($0) }).canonicalText
        }
      }
    }
    let computed = try attempt.close()
    let outcome = RunOutcome(
      alreadyDone: mine.count - all.count, computed: computed, remaining: all.count - computed)
    try record.write(beside: partPath, threads: threads, outcome: outcome)
    return outcome
  }
}

/// What the threads of one attempt share: the part file, and the first error.
private final class Attempt: Sendable {
  private struct State: ~Copyable {
    let part: PartFile
    var done = 0
    var cost = 0.0
    var error: StudyError?
    var lastSync: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  private let total: Int
  private let cost: Double

  init(part: consuming sending PartFile, total: Int, cost: Double) {
    state = Mutex(State(part: part, lastSync: ContinuousClock.now))
    self.total = total
    self.cost = cost
  }

  /// Whether some cell failed: the others then stop.
  var failed: Bool { state.withLock { $0.error != nil } }

  /// Computes a cell's rows outside the lock, then appends them, or keeps the first error.
  ///
  /// The clock decides only when the file is synced: after the first cell that ends a second or more
  /// after the last sync. A killed process loses nothing that was appended; a machine that loses its
  /// power loses what was appended since that sync.
  func finish(
    id: String, cost: Double, progress: (Int, Int, Double) -> Void,
    rows: () throws(StudyError) -> String
  ) {
    do throws(StudyError) {
      let text = try rows()
      let end = ContinuousClock.now
      try state.withLock { state throws(StudyError) in
        try state.part.append(id: id, rows: text)
        state.done += 1
        state.cost += cost
        if end - state.lastSync > .seconds(1) {
          try state.part.sync()
          state.lastSync = end
        }
        progress(state.done, total, self.cost > 0 ? state.cost / self.cost : 0)
      }
    } catch {
      state.withLock { $0.error = $0.error ?? error }
    }
  }

  /// Syncs the file; the number of cells computed, or the first error.
  func close() throws(StudyError) -> Int {
    try state.withLock { state throws(StudyError) in
      try state.part.sync()
      if let error = state.error { throw error }
      return state.done
    }
  }
}
