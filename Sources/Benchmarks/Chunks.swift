import Dispatch

/// Work on an array by so many threads: a chunk of equal size for each.
enum Chunks {
  /// Calls `body` with ranges that make up 0 ..< count, each on a thread of its own.
  static func perform(
    count: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    guard threads > 1 else { return body(0..<count) }
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      body(count * thread / threads..<count * (thread + 1) / threads)
    }
  }
}

/// Memory that several threads read, or write in disjoint parts.
///
/// @unchecked: ``Chunks`` hands every thread a range of its own, and returns when all are done.
struct SharedMemory<Number>: @unchecked Sendable {
  private let elements: UnsafeMutableBufferPointer<Number>

  init(_ elements: UnsafeMutableBufferPointer<Number>) { self.elements = elements }

  /// A part to read.
  func reading(_ range: Range<Int>) -> UnsafeBufferPointer<Number> {
    UnsafeBufferPointer(rebasing: elements[range])
  }

  /// A part to write.
  func writing(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Number> {
    UnsafeMutableBufferPointer(rebasing: elements[range])
  }
}
