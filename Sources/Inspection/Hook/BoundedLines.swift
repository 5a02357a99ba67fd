import SystemFiles
import TensorFiles

/// The lines of a file, one after the other: no more than a line of bounded length is in memory.
struct BoundedLines: ~Copyable {
  /// A line without its end.
  enum Line {
    /// The line; whether the file ends before the line's end.
    case text(ArraySlice<UInt8>, isCut: Bool)
    /// A line of more bytes than are read.
    case tooLong
  }

  private let path: String
  private let descriptor: Int32
  private let longest: Int
  private var block: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// - Parameter longest: the most bytes of a line.
  init(_ path: String, longest: Int) throws(FileError) {
    // Opening a pipe would wait for its other end; with O_NONBLOCK it is found to be one.
    descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    (self.path, self.longest) = (path, longest)
    guard descriptor >= 0 else {
      throw FileError(
        file: path, field: "file", value: "unreadable (\(lastSystemError()))",
        valid: "an existing file that can be read")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(
        file: path, field: "file", value: "not a regular file", valid: "a regular file")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next line, or nil after the last.
  mutating func next() throws(FileError) -> Line? {
    var searched = position
    while true {
      if let end = block[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return end - position > longest ? .tooLong : .text(block[position..<end], isCut: false)
      }
      if isAtEnd {
        guard position < block.count else { return nil }
        defer { position = block.count }
        return .text(block[position...], isCut: true)
      }
      guard block.count - position <= longest else { return try skip() }
      searched = block.count - position
      try fill()
    }
  }

  /// Leaves the rest of a line out.
  private mutating func skip() throws(FileError) -> Line {
    while true {
      if let end = block[position...].firstIndex(of: UInt8(ascii: "\n")) {
        position = end + 1
        return .tooLong
      }
      position = block.count
      if isAtEnd { return .tooLong }
      try fill()
    }
  }

  private mutating func fill() throws(FileError) {
    block.removeSubrange(..<position)
    position = 0
    let kept = block.count
    let size = 1 << 16
    block.append(contentsOf: repeatElement(0, count: size))
    let count = block.withUnsafeMutableBytes { bytes in
      retryingInterrupts { read(descriptor, bytes.baseAddress.map { $0 + kept }, size) }
    }
    guard count >= 0 else {
      throw FileError(
        file: path, field: "file", value: "unreadable (\(lastSystemError()))",
        valid: "a file that can be read")
    }
    block.removeLast(size - count)
    isAtEnd = count == 0
  }
}
