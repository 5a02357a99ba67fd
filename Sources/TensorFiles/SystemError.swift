import Glibc

/// The system's own words for the error that the last call left in `errno`.
func lastSystemError() -> String {
  String(cString: strerror(errno))
}

/// Repeats a system call while a signal interrupts it; the result is the call's own, −1 on failure.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
