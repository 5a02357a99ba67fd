import SystemFiles

/// A file that is being written beside the one it is to replace.
///
/// The bytes go to a temporary file in the same folder, so that the final rename stays within one
/// file system. Unless ``commit()`` succeeds, the temporary file is removed when the value ends.
public struct AtomicFile: ~Copyable {
  /// The path as the caller gave it, for errors.
  private let path: String

  /// What the temporary file will be renamed to, and nil where the destination is written directly.
  private let destination: String?
  private let temporary: String
  private let descriptor: Int32
  private var isRenamed = false

  init(replacing path: String) throws(FileError) {
    let place = try place(for: path)
    self.path = path
    (destination, temporary, descriptor) = place
  }

  deinit {
    close(descriptor)
    if destination != nil, !isRenamed { unlink(temporary) }
  }

  /// Appends `bytes` to the file.
  ///
  /// Throws when the system takes fewer bytes than that: a full disk, a closed pipe.
  public func append(_ bytes: RawSpan) throws(FileError) {
    try bytes.withUnsafeBytes { (bytes) throws(FileError) in
      let written = writeAll(bytes, to: descriptor)
      guard written == bytes.count else {
        throw FileError(
          file: path, field: "file", value: "not written (\(lastSystemError()))",
          valid: "a file system with room for \(bytes.count - written) more bytes")
      }
    }
  }

  /// Makes the bytes durable and gives them their final name.
  ///
  /// The order matters: first the bytes reach the disk, then the name, then the folder's entry. A
  /// crash between any two leaves the old file or the new one.
  consuming func commit() throws(FileError) {
    guard let destination else { return }
    guard retryingInterrupts({ fsync(descriptor) }) == 0 else {
      throw notWritten(valid: "a file system that stores what it takes")
    }
    guard rename(temporary, destination) == 0 else {
      throw notWritten(valid: "a path that can be replaced")
    }
    // The temporary name is free from here on, and another thread may have taken it.
    isRenamed = true
    try flushFolder(of: destination)
  }

  private func notWritten(valid: String) -> FileError {
    FileError(
      file: path, field: "file", value: "not written (\(lastSystemError()))", valid: valid)
  }

  private func flushFolder(of destination: String) throws(FileError) {
    let folder = open(split(destination).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder may be writable but not readable: its entry then reaches the disk in the system's
    // time.
    guard folder >= 0 else { return }
    defer { close(folder) }
    if fsync(folder) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS {
      throw notWritten(valid: "a folder that stores its entries")
    }
  }
}

/// Where the bytes for `path` go first, open for writing, and the name that they get in the end,
/// which is nil where `path` is a device or a pipe.
private func place(
  for path: String
) throws(FileError) -> (destination: String?, temporary: String, descriptor: Int32) {
  var status = stat()
  let exists = stat(path, &status) == 0
  let kind = status.st_mode & S_IFMT
  if exists, kind == S_IFDIR {
    throw FileError(file: path, field: "file", value: "a folder", valid: "the path of a file")
  }
  if exists, kind != S_IFREG {
    let descriptor = retryingInterrupts { open(path, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw FileError(
        file: path, field: "file", value: "not writable (\(lastSystemError()))",
        valid: "a device or pipe that can be written")
    }
    return (nil, path, descriptor)
  }

  let target = exists ? resolvingLinks(path) : path
  let (folder, name) = split(target)
  guard !name.isEmpty else {
    throw FileError(file: path, field: "file", value: "no file name", valid: "the path of a file")
  }
  let (temporary, descriptor) = try createTemporary(in: folder, for: name, file: path)
  return (target, temporary, descriptor)
}

/// A new file in `folder` that nobody else has, with the permissions of any new file.
private func createTemporary(
  in folder: String, for name: String, file path: String
) throws(FileError) -> (path: String, descriptor: Int32) {
  // A name of up to 255 bytes is allowed; the parts around this one need fewer than 40.
  let stem = String(decoding: name.utf8.prefix(200), as: UTF8.self)
  // The number is free at once, unless a killed process of the same id has left its file.
  for attempt in 0..<1000 {
    let temporary = folder + "/." + stem + ".\(getpid())-\(attempt).tmp"
    let descriptor = retryingInterrupts {
      open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    if descriptor >= 0 { return (temporary, descriptor) }
    if errno != EEXIST { break }
  }
  throw FileError(
    file: path, field: "folder", value: "\(folder) (\(lastSystemError()))",
    valid: "an existing folder that can be written")
}

/// The path with symbolic links resolved, or as it is where that fails.
private func resolvingLinks(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The folder of `path` (`.` where it names none) and the name in it (empty after a final slash).
private func split(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
  let folder = path[..<slash]
  let name = path[path.utf8.index(after: slash)...]
  return (folder.isEmpty ? "/" : String(folder), String(name))
}
