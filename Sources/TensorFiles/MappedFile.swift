import SystemFiles

/// The bytes of a regular file as a read-only memory map, which lasts as long as the object.
///
/// Opening costs no memory in proportion to the file: pages come in when they are read. A process
/// that shortens the file in place while it is mapped makes reads past the new end fatal (SIGBUS),
/// as with every memory map; a file that is replaced by renaming, as ``writeAtomically(_:to:)``
/// does, keeps its old bytes here.
///
/// `@unchecked Sendable`: the map is never written through this object, is private to the process,
/// and is unmapped only by `deinit`, when no reference is left; so concurrent reads are safe.
public final class MappedFile: @unchecked Sendable {
  /// The path as it was given.
  public let path: String

  private let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  ///
  /// Throws when the file cannot be opened or mapped, or is not a regular file.
  public init(_ path: String) throws(FileError) {
    // Opening a pipe would wait for its other end; with O_NONBLOCK it is found to be one.
    let descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else {
      throw FileError(
        file: path, field: "file", value: "unreadable (\(lastSystemError()))",
        valid: "an existing file that can be read")
    }
    defer { close(descriptor) }

    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(
        file: path, field: "file", value: "not a regular file", valid: "a regular file")
    }

    self.path = path
    // A map of no bytes is an error to the system, and needs none.
    guard let size = Int(exactly: status.st_size), size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else {
      throw FileError(
        file: path, field: "file", value: "not mappable (\(lastSystemError()))",
        valid: "a file that fits the address space")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }

  /// The file's length in bytes when it was mapped.
  public var count: Int { bytes.count }

  /// Calls `body` with the file's bytes, which must not be used after it returns.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }

  /// Gives the memory of the pages that hold some bytes back to the system; what is read of them again comes
  /// in from the file again. Without it a process that has read a file through has all of it in memory, as
  /// far as there is any.
  public func release(_ range: Range<Int>) {
    guard let start = bytes.baseAddress, !range.isEmpty, range.upperBound <= bytes.count else {
      return
    }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = range.lowerBound / page * page
    // The map is read-only and never written, so that no bytes are lost; a page at either end may be needed
    // yet, and then comes in again. If the system will not, nothing is released.
    madvise(
      UnsafeMutableRawPointer(mutating: start + first), range.upperBound - first, MADV_DONTNEED)
  }
}
