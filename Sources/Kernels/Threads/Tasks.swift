import Dispatch
import Synchronization

/// Work in tasks that threads take as they become free. What a task does must depend on its number
/// alone: then nothing depends on the threads.
package enum Tasks {
  /// Does tasks 0 ..< count, each once, by at most `threads` at a time.
  /// - Parameter body: is given the task, and which of the workers does it.
  package static func perform(
    _ count: Int, threads: Int, _ body: @Sendable (_ task: Int, _ worker: Int) -> Void
  ) {
    let workers = workers(count, threads: threads)
    let next = Atomic(0)
    @Sendable func work(_ worker: Int) {
      while true {
        let task = next.add(1, ordering: .relaxed).oldValue
        guard task < count else { return }
        body(task, worker)
      }
    }
    if workers > 1 {
      DispatchQueue.concurrentPerform(iterations: workers) { work($0) }
    } else {
      work(0)
    }
  }

  /// What tasks 0 ..< count give, in this order.
  /// - Parameter none: stands in a task's place until it is done.
  package static func results<Result: Sendable>(
    of count: Int, threads: Int, _ none: Result, _ body: @Sendable (_ task: Int) -> Result
  ) -> [Result] {
    var results = [Result](repeating: none, count: count)
    results.withUnsafeMutableBufferPointer {
      let results = SharedMemory($0)
      perform(count, threads: threads) { task, _ in
        results.writing(task..<task + 1)[0] = body(task)
      }
    }
    return results
  }

  /// How many workers so many tasks have.
  package static func workers(_ count: Int, threads: Int) -> Int { max(1, min(threads, count)) }

  /// Does the chunks of 0 ..< count, of so many elements but for the last.
  package static func performChunks(
    of count: Int, length: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    performChunks(of: count, length: length, threads: threads) { range, _ in body(range) }
  }

  /// The same for a body that is told which of the workers does a chunk.
  package static func performChunks(
    of count: Int, length: Int, threads: Int,
    _ body: @Sendable (_ range: Range<Int>, _ worker: Int) -> Void
  ) {
    let chunks = count / length + (count % length == 0 ? 0 : 1)
    perform(chunks, threads: threads) { chunk, worker in
      body(chunk * length..<min((chunk + 1) * length, count), worker)
    }
  }
}

/// Parts that come in any order, by several threads, and are combined in the order of their numbers, each
/// as soon as all before it are there: a sum of binary64 numbers that does not depend on the threads.
package final class OrderedSum<Part: Sendable, Sum: Sendable>: Sendable {
  private struct State {
    var sum: Sum
    var next = 0
    var waiting: [Int: Part] = [:]
  }

  private let state: Mutex<State>
  private let combine: @Sendable (inout Sum, Part) -> Void

  /// A sum of nothing yet.
  package init(_ initial: Sum, combine: @escaping @Sendable (inout Sum, Part) -> Void) {
    state = Mutex(State(sum: initial))
    self.combine = combine
  }

  /// Adds part `number`; parts are numbered from 0 without gaps.
  package func add(_ part: Part, number: Int) {
    state.withLock { state in
      state.waiting[number] = part
      while let part = state.waiting.removeValue(forKey: state.next) {
        combine(&state.sum, part)
        state.next += 1
      }
    }
  }

  /// The sum of all parts.
  package var sum: Sum { state.withLock { $0.sum } }
}

/// Memory that several threads read, or write in disjoint parts.
///
/// @unchecked: who makes one borrows the memory for a call of ``Tasks``, which returns when all threads
/// are done, and lets each task write a part of its own.
package struct SharedMemory<Element>: @unchecked Sendable {
  private let elements: UnsafeMutableBufferPointer<Element>

  /// Memory to read and write.
  package init(_ elements: UnsafeMutableBufferPointer<Element>) { self.elements = elements }

  /// Memory that is only read.
  package init(reading elements: UnsafeBufferPointer<Element>) {
    self.elements = UnsafeMutableBufferPointer(mutating: elements)
  }

  /// A part to read.
  package func reading(_ range: Range<Int>) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(rebasing: elements[range])
  }

  /// A part to write.
  package func writing(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: elements[range])
  }

  /// Without the first elements.
  package func dropping(_ count: Int) -> SharedMemory {
    SharedMemory(UnsafeMutableBufferPointer(rebasing: elements.dropFirst(count)))
  }

  /// The first element; of no elements, nil.
  package var base: UnsafeMutablePointer<Element>? { elements.baseAddress }
}
