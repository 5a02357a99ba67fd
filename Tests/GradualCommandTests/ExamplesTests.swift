import Foundation
import TestSupport
import Testing

/// Examples/README.md.
@Suite struct ExamplesTests {
  private static let folder = CProgram.repository + "/Examples"

  /// Its command lines, in order, in a folder that has what Examples has.
  @Test func everyCommandRuns() throws {
    let bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
    for name in ["custom-format.json", "Program"] {
      try FileManager.default.copyItem(
        atPath: "\(Self.folder)/\(name)", toPath: bench.folder.appendingPathComponent(name).path)
    }
    let text = try String(contentsOfFile: "\(Self.folder)/README.md", encoding: .utf8)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
    #expect(lines.count >= 9)
    let compiler = try CProgram.compiler()
    for line in lines {
      let compiles = line.hasPrefix("cc ")
      let run = try bench.shell(compiles ? compiler + line.dropFirst(2) : String(line))
      #expect(run.status == 0 && run.errors.isEmpty, "\(line): \(run.errors)")
      #expect(!run.output.isEmpty || compiles, "\(line) printed nothing")
    }
    let results = try String(
      contentsOf: bench.folder.appendingPathComponent("runs/custom-format/results.csv"),
      encoding: .utf8)
    #expect(results.contains("e3m4:bias=5,nan=none,no-infinity"), "\(results.prefix(400))")
  }

  /// As the README says, all files of the package together.
  @Test func packageIsShort() throws {
    let package = "\(Self.folder)/CustomFormat"
    var count = 0
    for path in try FileManager.default.subpathsOfDirectory(atPath: package)
    where !path.contains(".build") && (path.hasSuffix(".swift") || path.hasSuffix(".json")) {
      count +=
        try String(contentsOfFile: "\(package)/\(path)", encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false).count - 1
    }
    let readme = try String(contentsOfFile: CProgram.repository + "/README.md", encoding: .utf8)
    #expect(count < 100)
    #expect(readme.contains("it has \(count) lines"), "\(count)")
  }
}
