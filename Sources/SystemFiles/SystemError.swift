/// The system's own words for the error that the last call left in `errno`.
public func lastSystemError() -> String {
  String(cString: strerror(errno))
}

/// Repeats a system call while a signal interrupts it; the result is the call's own, −1 on failure.
public func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Writes bytes to a file, a pipe or a device, in as many calls as it takes.
///
/// - Returns: how many bytes were written; where that is not all of them, `errno` says why.
public func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = UnsafeRawBufferPointer(rebasing: rest)
    let count = retryingInterrupts { write(descriptor, piece.baseAddress, piece.count) }
    guard count > 0 else { break }
    rest = rest.dropFirst(count)
  }
  return bytes.count - rest.count
}
