import Synchronization

/// What handles stand for: values that were named once, and are kept.
///
/// A name has the same handle whenever it is asked for, so that a loop that names its format in every turn takes
/// no more memory than one that does so once.
final class HandleTable<Value: Sendable>: Sendable {
  private struct State {
    var values: [Value] = []
    var handles: [String: Int32] = [:]
  }

  private let state = Mutex(State())

  /// The handle of a name, whose value is made where it is new.
  func handle(
    of name: String, _ value: () throws(CallError) -> Value
  ) throws(CallError) -> Int32 {
    if let known = state.withLock({ $0.handles[name] }) { return known }
    let value = try value()
    return state.withLock { state in
      // Another thread may have come first.
      if let known = state.handles[name] { return known }
      state.values.append(value)
      let handle = Int32(truncatingIfNeeded: state.values.count)
      state.handles[name] = handle
      return handle
    }
  }

  /// What a handle stands for.
  /// - Parameter kind: what an error calls it.
  func value(_ handle: Int32, _ kind: String) throws(CallError) -> Value {
    let value = state.withLock { state in
      let place = Int(handle) - 1
      return state.values.indices.contains(place) ? state.values[place] : nil
    }
    guard let value else { throw CallError("\(kind) \(handle): no handle of one") }
    return value
  }
}
