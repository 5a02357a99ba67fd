import Synchronization
import SystemFiles

/// Results: text for stdout, buffered.
enum StandardOutput {
  private static let buffer = Mutex<[UInt8]>([])

  /// Appends text.
  /// - Throws: `UsageError` when the system does not take what was buffered (a full disk).
  static func write(_ text: String) throws(UsageError) {
    try buffer.withLock { (bytes) throws(UsageError) in
      bytes.append(contentsOf: text.utf8)
      if bytes.count >= 1 << 16 { try drain(&bytes) }
    }
  }

  /// Hands everything to the system.
  static func flush() throws(UsageError) {
    try buffer.withLock { (bytes) throws(UsageError) in try drain(&bytes) }
  }

  private static func drain(_ bytes: inout [UInt8]) throws(UsageError) {
    // What is not taken is dropped, so that a failure is told once.
    defer { bytes.removeAll(keepingCapacity: true) }
    guard writeAll(bytes, to: STDOUT_FILENO) else {
      throw UsageError("stdout: not written (\(lastSystemError()))")
    }
  }
}

/// Errors, notes and progress: lines for stderr, unbuffered.
enum StandardError {
  /// Writes a line. Nobody is left to be told when that fails.
  static func write(line: String) { write(line + "\n") }

  /// Writes text as it is.
  static func write(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }
}

extension StandardError {
  private static let written = Mutex<Set<String>>([])

  /// Writes a line unless it has been written before.
  static func writeOnce(line: String) {
    if written.withLock({ $0.insert(line).inserted }) { write(line: line) }
  }
}

/// Whether the system took all bytes; if not, errno says why.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { SystemFiles.writeAll($0, to: descriptor) == $0.count }
}
