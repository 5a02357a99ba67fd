import Foundation

/// What a run of the command left.
struct Run: Equatable {
  let status: Int32
  let output: String
  let errors: String

  /// The lines of stderr.
  var errorLines: [Substring] { errors.split(separator: "\n") }
}

/// The real command, run as a user runs it: in a folder of its own that is removed in the end.
final class Workbench {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradual-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The folder of the test program: the command is built beside it.
  static let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Writes a file in the folder.
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  /// Whether a file is there.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  /// Runs `gradual` with arguments.
  func gradual(_ arguments: String..., input: String = "") throws -> Run {
    try run(Self.binaries.appendingPathComponent("gradual"), arguments, input)
  }

  /// Runs a line of shell in which `gradual` is the command under test.
  func shell(_ line: String) throws -> Run {
    try run(URL(fileURLWithPath: "/bin/bash"), ["-c", line], "")
  }

  /// Streams go through files, so that no pipe can fill up. They lie outside the folder, whose content
  /// is the command's own.
  private func run(_ program: URL, _ arguments: [String], _ input: String) throws -> Run {
    let streams = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradual-streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    let files = ["input", "output", "errors"].map(streams.appendingPathComponent)
    try Data(input.utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }

    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": Self.binaries.path + ":/usr/bin:/bin", "HOME": folder.path]
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
