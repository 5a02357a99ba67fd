import Foundation

/// A folder of a test's own, removed with all that is in it when the object ends. It reads and writes
/// by Foundation, without help from any module under test.
public final class TemporaryFolder {
  /// The folder.
  public let path: String

  /// Makes a folder of a name that no other has.
  public init() throws {
    path = NSTemporaryDirectory() + "gradual-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in the folder.
  public subscript(_ name: String) -> String { path + "/" + name }

  /// The names in the folder, or in one inside it, hidden ones included, in order.
  public func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self[folder]).sorted()
  }

  /// The text of a file.
  public func text(_ name: String) throws -> String {
    try String(contentsOfFile: self[name], encoding: .utf8)
  }

  /// Writes text to a file.
  public func write(_ text: String, to name: String) throws {
    try text.write(toFile: self[name], atomically: false, encoding: .utf8)
  }

  /// The bytes of a file.
  public func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self[name])))
  }

  /// Puts bytes into a file.
  public func put(_ bytes: [UInt8], in name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: self[name]))
  }
}
