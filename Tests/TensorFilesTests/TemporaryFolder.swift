import Glibc
import Testing

@testable import TensorFiles

/// A folder of the test's own, removed with all that is in it when the object ends.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/gradual-files-XXXXXX".utf8CString)
    path = try #require(
      template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
        .map { String(cString: $0) })
  }

  deinit {
    for name in names() { unlink(path + "/" + name) }
    rmdir(path)
  }

  subscript(_ name: String) -> String { path + "/" + name }

  /// The names of everything in the folder, hidden files included, in order.
  func names() -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Puts `bytes` into a file without any help from the module under test.
  func put(_ bytes: [UInt8], in name: String) throws {
    let file = try #require(fopen(self[name], "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }

  /// The bytes of a file, read without any help from the module under test.
  func bytes(of name: String) throws -> [UInt8] {
    let file = try #require(fopen(self[name], "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return bytes
  }
}

/// The bytes of a `.npy` file with this dictionary, put together as the format's description says.
func npyFile(
  _ dictionary: String, data: [UInt8] = [], version: (UInt8, UInt8) = (1, 0),
  claimedLength: Int? = nil
) -> [UInt8] {
  let text = Array(dictionary.utf8)
  let length = claimedLength ?? text.count
  let lengthBytes = (0..<(version.0 == 1 ? 2 : 4)).map {
    UInt8(truncatingIfNeeded: length >> (8 * $0))
  }
  return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version.0, version.1] + lengthBytes + text + data
}
