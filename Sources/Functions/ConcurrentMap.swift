import Dispatch
import Synchronization

/// The values of `transform` at 0 ..< `count`, computed on all cores, in order of the index whatever
/// the order of computation.
func concurrentMap<Value: Sendable>(
  _ count: Int, _ transform: @Sendable (Int) -> Value
) -> [Value] {
  let values = Mutex<[Value?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let value = transform(index)
    values.withLock { $0[index] = value }
  }
  return values.withLock { $0.compactMap { $0 } }
}
