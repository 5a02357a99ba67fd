/// Writes `bytes` to the file at `path`, whole or not at all.
///
/// After it returns, the file holds exactly `bytes`, and will after a power failure, too. When it
/// throws, whatever was at `path` before is still there, and nothing else has been left in the
/// folder. Readers see the old file or the new one, never a mixture. A symbolic link is followed:
/// its target is replaced.
///
/// A path that names a device or a pipe (`/dev/stdout`) cannot be replaced and is written to
/// directly.
///
/// Throws ``FileError`` when the folder is missing or cannot be written, when `path` is a folder,
/// and when the disk is full.
public func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileError) {
  try writeAtomically(to: path) { (file) throws(FileError) in try file.append(bytes.span.bytes) }
}

/// Writes `text` in UTF-8 to the file at `path`, whole or not at all, as the bytes are.
public func writeAtomically(_ text: String, to path: String) throws(FileError) {
  try writeAtomically(Array(text.utf8), to: path)
}

/// Writes what `body` appends to the file at `path`, whole or not at all.
///
/// For files that are made in pieces: nothing but the pieces is held in memory. When `body` throws,
/// the error is passed on and `path` is as it was.
public func writeAtomically(
  to path: String, _ body: (borrowing AtomicFile) throws(FileError) -> Void
) throws(FileError) {
  let file = try AtomicFile(replacing: path)
  try body(file)
  try file.commit()
}
