import SystemFiles

/// Makes the folder at `path`, and those that it lies in, where they are missing.
///
/// Throws ``FileError`` where one cannot be made, or where what is there is no folder.
public func makeFolder(at path: String) throws(FileError) {
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
    guard mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
    throw FileError(
      file: path, field: "folder", value: "not made (\(lastSystemError()))",
      valid: "a path whose folders can be made")
  }
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
    throw FileError(
      file: path, field: "folder", value: "not a folder", valid: "the path of a folder")
  }
}
