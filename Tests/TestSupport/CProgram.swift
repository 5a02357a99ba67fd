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
    compiler.executableURL = URL(fileURLWithPath: "/bin/sh")
    let arguments = ["-O1", "-Wall", "-Wextra", "-Werror", "-o", path] + options
    compiler.arguments =
      ["-c", #"exec "$(command -v clang || command -v cc)" "$@""#, "sh"] + arguments
      + [Self.repository + "/" + source, "-lm"]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw NotCompiled(source: source) }
  }

  /// The folder that Package.swift lies in.
  public static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  struct NotCompiled: Error {
    let source: String
  }
}
