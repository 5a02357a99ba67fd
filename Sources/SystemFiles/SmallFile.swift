/// Files of a few fields that a user wrote: read whole, up to a size.
public enum SmallFile {
  /// All bytes of the file at a path; never none.
  ///
  /// - Parameter limit: the most bytes that are read.
  /// - Throws: ``SmallFileError``.
  public static func contents(of path: String, limit: Int) throws(SmallFileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SmallFileError(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = retryingInterrupts { read(descriptor, &chunk, chunk.count) }
      guard count >= 0 else { throw SmallFileError(errno) }
      if count == 0 { break }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    }
    guard !bytes.isEmpty else { throw .empty }
    return bytes
  }
}

/// Why a small file is not read; its text stands after "file is".
public enum SmallFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nothing at the path.
  case missing
  /// There is a file without a byte.
  case empty
  /// There is a folder.
  case folder
  /// There are more bytes than the reader takes.
  case tooLarge(limit: Int)
  /// The system does not let it be read; its reason.
  case unreadable(String)

  /// By the system's error number.
  init(_ number: Int32) {
    switch number {
    case ENOENT, ENOTDIR: self = .missing
    case EISDIR: self = .folder
    default: self = .unreadable(String(cString: strerror(number)))
    }
  }

  /// `empty`, for instance.
  public var description: String {
    switch self {
    case .missing: "missing (no such file)"
    case .empty: "empty"
    case .folder: "a folder"
    case .tooLarge(let limit): "more than \(limit) bytes"
    case .unreadable(let reason): "unreadable (\(reason))"
    }
  }
}
