import SystemFiles

/// The bytes of a file, or of a pipe, block by block.
final class LogFile {
  private let path: String
  private let descriptor: Int32
  private var block: [UInt8]
  private var position = 0

  /// Opens the file, to be read in blocks of at most so many bytes.
  init(_ path: String, blockSize: Int = 1 << 16) throws(LogError) {
    self.path = path
    block = [UInt8](repeating: 0, count: blockSize)
    descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw LogError(path, "unreadable (\(lastSystemError()))") }
  }

  deinit { close(descriptor) }

  /// The next bytes; nil at the end, which may move on when the file grows.
  func next() throws(LogError) -> ArraySlice<UInt8>? {
    let count = retryingInterrupts { read(descriptor, &block, block.count) }
    guard count >= 0 else { throw LogError(path, "unreadable (\(lastSystemError()))") }
    position += count
    return count == 0 ? nil : block[..<count]
  }

  /// Whether another file has taken the place of this one, or this one has become shorter than what was read
  /// of it. A pipe has no length to lose, and a path where nothing is supersedes nothing.
  var isSuperseded: Bool {
    var here = stat()
    var there = stat()
    guard fstat(descriptor, &here) == 0, here.st_mode & S_IFMT == S_IFREG, stat(path, &there) == 0
    else { return false }
    return here.st_ino != there.st_ino || here.st_dev != there.st_dev
      || Int(here.st_size) < position
  }
}
