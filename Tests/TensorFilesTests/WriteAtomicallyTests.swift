import Glibc
import TestSupport
import Testing

@testable import TensorFiles

@Suite("files are written whole or not at all")
struct WriteAtomicallyTests {
  @Test("a new file, a replaced file, an empty file; nothing else stays in the folder")
  func writes() throws {
    let folder = try TemporaryFolder()
    for bytes in [[1, 2, 3], Array(repeating: 7, count: 1 << 20), []] as [[UInt8]] {
      try writeAtomically(bytes, to: folder["file"])
      #expect(try folder.bytes(of: "file") == bytes)
      #expect(try folder.names() == ["file"])
    }
    try writeAtomically("µ ≤ ½\n", to: folder["file"])
    #expect(try folder.bytes(of: "file") == Array("µ ≤ ½\n".utf8))
  }

  @Test("pieces are joined in order")
  func pieces() throws {
    let folder = try TemporaryFolder()
    try writeAtomically(to: folder["file"]) { (file) throws(FileError) in
      for byte in UInt8(0)..<200 { try file.append([byte].span.bytes) }
    }
    #expect(try folder.bytes(of: "file") == Array(0..<200))
  }

  @Test("a failure midway leaves the old file as it was, and nothing else")
  func failureMidway() throws {
    let folder = try TemporaryFolder()
    try folder.put([9], in: "file")
    let failure = FileError(file: "x", field: "y", value: "z", valid: "w")
    let error = try #require(throws: FileError.self) {
      try writeAtomically(to: folder["file"]) { (file) throws(FileError) in
        try file.append([1, 2, 3].span.bytes)
        throw failure
      }
    }
    #expect(error == failure)
    #expect(try folder.bytes(of: "file") == [9])
    #expect(try folder.names() == ["file"])
  }

  @Test("a folder that is missing, or is a file, is named")
  func badFolders() throws {
    let folder = try TemporaryFolder()
    try folder.put([], in: "file")
    for parent in [folder["missing"], folder["file"]] {
      let path = parent + "/out.npy"
      let error = try #require(throws: FileError.self) { try writeAtomically([1], to: path) }
      #expect(error.file == path)
      #expect(error.field == "folder")
      #expect(error.value.hasPrefix(parent + " ("), "\(error)")
    }
    #expect(try folder.names() == ["file"])
  }

  @Test("a folder that nobody may write into, not even root, is named")
  func readOnlyFolder() throws {
    let error = try #require(throws: FileError.self) { try writeAtomically([1], to: "/proc/out") }
    #expect(error.field == "folder")
    #expect(error.value.hasPrefix("/proc ("), "\(error)")
  }

  @Test("a folder without write permission is left as it was")
  func forbiddenFolder() throws {
    let folder = try TemporaryFolder()
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    // Permissions do not bind root, for whom `readOnlyFolder` is the test.
    if access(folder.path, W_OK) == 0 { return }
    let error = try #require(throws: FileError.self) {
      try writeAtomically([1], to: folder["file"])
    }
    #expect(error.field == "folder")
    #expect(try folder.names().isEmpty)
  }

  @Test("a path that is a folder, or ends in a slash, or is empty, is no file")
  func noFileName() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.path + "/", folder["x/"], ""] {
      let error = try #require(throws: FileError.self, "\(path)") {
        try writeAtomically([1], to: path)
      }
      #expect(error.field == "file")
    }
    #expect(try folder.names().isEmpty)
  }

  @Test("a full disk is an error")
  func fullDisk() throws {
    let error = try #require(throws: FileError.self) { try writeAtomically([1], to: "/dev/full") }
    #expect(error.value.contains("No space left"), "\(error)")
  }

  @Test("a device is written to, never replaced")
  func device() throws {
    try writeAtomically([1, 2, 3], to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("a symbolic link stays, its target is replaced")
  func link() throws {
    let folder = try TemporaryFolder()
    try folder.put([1], in: "target")
    #expect(symlink("target", folder["link"]) == 0)
    try writeAtomically([2], to: folder["link"])
    #expect(try folder.bytes(of: "target") == [2])
    #expect(try folder.names() == ["link", "target"])
    var status = stat()
    #expect(lstat(folder["link"], &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test("the permissions are those of any new file")
  func permissions() throws {
    let folder = try TemporaryFolder()
    try writeAtomically([1], to: folder["ours"])
    try folder.put([1], in: "any")
    var (ours, any) = (stat(), stat())
    #expect(stat(folder["ours"], &ours) == 0)
    #expect(stat(folder["any"], &any) == 0)
    #expect(ours.st_mode == any.st_mode)
  }

  @Test("a file left by a killed process of the same id is passed over")
  func leftOver() throws {
    let folder = try TemporaryFolder()
    let left = ".file.\(getpid())-0.tmp"
    try folder.put([5], in: left)
    try writeAtomically([1], to: folder["file"])
    #expect(try folder.bytes(of: left) == [5])
    #expect(try folder.names() == [left, "file"])
  }

  @Test("a name of 255 bytes, the longest that there is")
  func longName() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "n", count: 255)
    try writeAtomically([1], to: folder[name])
    #expect(try folder.names() == [name])
  }

  @Test("many writers of one file: always one of the contents, whole")
  func concurrentWriters() async throws {
    let folder = try TemporaryFolder()
    let path = folder["file"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in UInt8(0)..<8 {
        group.addTask {
          for _ in 0..<25 {
            try writeAtomically(Array(repeating: writer, count: 5000), to: path)
          }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try folder.bytes(of: "file")
    #expect(bytes.count == 5000)
    #expect(Set(bytes).count == 1)
    #expect(try folder.names() == ["file"])
  }
}
