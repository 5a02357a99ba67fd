import Foundation
import Testing

/// `export`.
@Suite struct ExportTests {
  /// The folder is one that `check` takes, and the same for the same seed.
  @Test func foldersAreModels() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    let run = try bench.gradual("export", "m/config.json", "a/fresh", "--seed", "3")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("a/fresh: m, ") && run.output.hasSuffix("in F32, seed 3\n"))
    #expect(try bench.gradual("check", "a/fresh", "--length", "4").status == 0)
    func weights(_ folder: String) throws -> Data {
      try Data(contentsOf: bench.folder.appendingPathComponent(folder + "/model.safetensors"))
    }
    for (folder, seed) in [("same", "3"), ("other", "4")] {
      _ = try bench.gradual("export", "m/config.json", folder, "--seed", seed)
      let isSame = try weights(folder) == weights("a/fresh")
      #expect(isSame == (folder == "same"), "\(folder)")
    }
  }

  /// One line, exit 2, nothing on stdout; what was there is left alone.
  @Test func badCalls() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    try bench.write(Data("text".utf8), to: "file")
    let cases: [([String], [String])] = [
      (["export", "qwen9", "out"], ["unknown model", "qwen9"]),
      (["export", "m/config.json", "m"], ["m:", "config.json", "without a model"]),
      (["export", "m/config.json", "file/out"], ["file/out", "folder"]),
      (["export", "nowhere/config.json", "out"], ["nowhere/config.json", "missing"]),
    ]
    for (arguments, names) in cases {
      let run = try bench.shell("gradual " + arguments.joined(separator: " "))
      #expect(run.status == 2 && run.output.isEmpty, "\(arguments): \(run.output)")
      #expect(run.errorLines.count == 1, "\(arguments): \(run.errors)")
      for name in names { #expect(run.errors.contains(name), "\(arguments): \(run.errors)") }
    }
  }
}
