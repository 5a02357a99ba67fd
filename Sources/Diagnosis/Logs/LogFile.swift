import SystemFiles

/// The bytes of a file, or of a pipe, block by block.
final class LogFile {
  private static let blockSize = 1 << 20
  private let path: String
  private let descriptor: Int32
  private var block = [UInt8](repeating: 0, count: LogFile.blockSize)

  /// Opens the file.
  init(_ path: String) throws(LogError) {
    self.path = path
    descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw LogError(path, "unreadable (\(lastSystemError()))") }
  }

  deinit { close(descriptor) }

  /// The next bytes; nil at the end, which may move on when the file grows.
  func next() throws(LogError) -> ArraySlice<UInt8>? {
    let count = retryingInterrupts { read(descriptor, &block, block.count) }
    guard count >= 0 else { throw LogError(path, "unreadable (\(lastSystemError()))") }
    return count == 0 ? nil : block[..<count]
  }
}
