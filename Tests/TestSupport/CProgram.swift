import Foundation

/// A C program that a test compiles, with the compiler that comes with Swift or the system's own.
public final class CProgram {
  private let folder: TemporaryFolder

  /// The path of the program.
  public var path: String { folder["program"] }

  /// Compiles a file of the repository.
  public init(_ source: String, options: [String] = []) throws {
    folder = try TemporaryFolder()
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: try Self.compiler())
    compiler.arguments =
      ["-O1", "-Wall", "-Wextra", "-Werror", "-o", path] + options
      + [Self.repository + "/" + source, "-lm"]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw NotCompiled(source: source) }
  }

  /// The folder that Package.swift lies in.
  public static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The path of a C compiler; one comes with Swift.
  public static func compiler() throws -> String {
    let search = Process()
    let output = Pipe()
    search.executableURL = URL(fileURLWithPath: "/bin/sh")
    search.arguments = ["-c", "command -v clang || command -v cc"]
    search.standardOutput = output
    try search.run()
    let path = output.fileHandleForReading.readDataToEndOfFile()
    search.waitUntilExit()
    guard search.terminationStatus == 0 else { throw NotCompiled(source: "no clang and no cc") }
    return String(decoding: path, as: UTF8.self).filter { $0 != "\n" }
  }

  struct NotCompiled: Error {
    let source: String
  }
}
