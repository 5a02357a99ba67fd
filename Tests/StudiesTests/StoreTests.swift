import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Studies

@Suite struct StoreTests {
  let study = TinyStudy()

  func plan(_ folder: TemporaryFolder, _ settings: [String: [String]] = [:]) throws -> RunFolder {
    try RunFolder(
      planning: study, Configuration(axes: study.axes, settings: settings),
      at: folder.path + "/run")
  }

  @Test func oneProcessGivesRowsInPlanOrder() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder, ["x": ["3", "1"], "scale": ["2", "1"]])
    #expect(try run.run() == RunOutcome(alreadyDone: 0, computed: 4, remaining: 0))
    _ = try run.merge()
    #expect(try folder.text("run/results.csv") == "x,square\n3.0,18.0\n3.0,9.0\n1.0,2.0\n1.0,1.0\n")
  }

  @Test func threadsShardsAndRepetitionsGiveTheSameBytes() throws {
    let settings = ["x": ["0..999+1"]]
    let one = try TemporaryFolder()
    let single = try plan(one, settings)
    _ = try single.run()
    let expected = try single.merge()
    for threads in [1, 4] {
      let folder = try TemporaryFolder()
      for index in [2, 0, 1, 1] {
        let shard = try Shard(parsing: "\(index)/3")
        _ = try plan(folder, settings).run(shard: shard, threads: threads)
      }
      let merged = try RunFolder(opening: folder.path + "/run", studies: [study]).merge()
      #expect(merged.results.csv == expected.results.csv)
      #expect(merged.manifest == expected.manifest)
      #expect(try folder.text("run/manifest.json") == one.text("run/manifest.json"))
    }
  }

  @Test func anAttemptSkipsWhatIsDone() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder)
    #expect(try run.run(limit: 4) == RunOutcome(alreadyDone: 0, computed: 4, remaining: 6))
    #expect(try run.run() == RunOutcome(alreadyDone: 4, computed: 6, remaining: 0))
    #expect(try run.run() == RunOutcome(alreadyDone: 10, computed: 0, remaining: 0))
    #expect(
      try folder.names("run/parts") == [
        "shard-0-of-1.0.jsonl", "shard-0-of-1.0.machine.json", "shard-0-of-1.1.jsonl",
        "shard-0-of-1.1.machine.json",
      ])
  }

  @Test func aStopLeavesARunThatGoesOn() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder)
    let asked = Atomic<Int>(0)
    let outcome = try run.run(
      shouldStop: { asked.wrappingAdd(1, ordering: .relaxed).oldValue == 3 })
    #expect(outcome == RunOutcome(alreadyDone: 0, computed: 3, remaining: 7))
    #expect(try run.done().count == 3)
    #expect(try run.run().computed == 7)
  }

  @Test func missingRowsAreAnErrorWithTheCommandThatComputesThem() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder)
    _ = try run.run(shard: Shard(parsing: "0/2"))
    let path = folder.path + "/run"
    let error = #expect(throws: StudyError.self) { try run.merge() }
    #expect(
      error
        == .missing(
          count: 5, of: 10,
          command: "gradual study tiny --config \(path)/manifest.json --out \(path)"))
    #expect(error?.exitCode == 3)
    #expect(try !folder.names("run").contains("results.csv"))
  }

  @Test func aTornLastLineIsDroppedAndItsCellComputedAgain() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder)
    _ = try run.run()
    let expected = try run.merge().results.csv
    let name = "run/parts/shard-0-of-1.0.jsonl"
    let whole = try folder.text(name)
    let last = try #require(whole.dropLast().lastIndex(of: "\n"))
    // Every way in which the last line can be cut, from its first byte to its line end.
    for cut in whole[last...].indices.dropFirst() {
      try folder.write(String(whole[..<cut]), to: name)
      #expect(try run.done().count == 9)
    }
    #expect(try run.run().computed == 1)
    #expect(try run.merge().results.csv == expected)
  }

  @Test(arguments: [
    ("[[2.0,", "[[2.5,", "the checksum does not match"), ("{\"crc\"", "{\"crd\"", "not an entry"),
    ("\"rows\"", "rows", "not JSON"),
  ])
  func aDamagedLineInTheMiddleIsRefusedByFileAndLine(
    old: String, new: String, reason: String
  ) throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder, ["x": ["1", "2", "3"], "scale": ["1"]])
    _ = try run.run()
    let name = "run/parts/shard-0-of-1.0.jsonl"
    var lines = try folder.text(name).components(separatedBy: "\n")
    lines[1] = lines[1].replacingOccurrences(of: old, with: new)
    try folder.write(lines.joined(separator: "\n"), to: name)
    let error = #expect(throws: StudyError.self) { try run.merge() }
    guard case .corruptLine(let path, 2, let text) = error else {
      Issue.record("\(error?.description ?? "nothing thrown")")
      return
    }
    #expect(path == folder.path + "/" + name && text.hasPrefix(reason), "\(path): \(text)")
  }

  @Test func rowsThatDifferAreCalledNondeterministicAndBothShown() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder, ["x": ["1"], "scale": ["1"]])
    _ = try run.run()
    let id = run.cells[0].id
    try folder.write(
      PartEntry.line(id: id, rows: "[[1.0,2.0]]"), to: "run/parts/shard-0-of-1.9.jsonl")
    let error = #expect(throws: StudyError.self) { try run.merge() }
    let parts = folder.path + "/run/parts/shard-0-of-1"
    #expect(
      error
        == .nondeterministic(
          id: id, first: "[[1.0,1.0]]", firstPlace: parts + ".0.jsonl:1", second: "[[1.0,2.0]]",
          secondPlace: parts + ".9.jsonl:1"))
    #expect(error?.exitCode == 3)
  }

  @Test func zerosOfDifferentSignAreDifferentRows() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder, ["x": ["0"], "scale": ["1"]])
    _ = try run.run()
    try folder.write(
      PartEntry.line(id: run.cells[0].id, rows: "[[0.0,-0.0]]"), to: "run/parts/z.0.jsonl")
    #expect(throws: StudyError.self) { try run.merge() }
  }

  @Test func anExtendedPlanKeepsItsRows() throws {
    let folder = try TemporaryFolder()
    _ = try plan(folder, ["x": ["1", "2"]]).run()
    let extended = try plan(folder, ["x": ["3", "2", "1"]])
    #expect(try extended.run() == RunOutcome(alreadyDone: 4, computed: 2, remaining: 0))
    #expect(
      try extended.merge().results.csv
        == "x,square\n3.0,9.0\n3.0,1.125\n2.0,4.0\n2.0,0.5\n1.0,1.0\n1.0,0.125\n")
  }

  @Test func aPlanThatLeavesCellsOutIsRefusedByAxisAndChangesNothing() throws {
    let folder = try TemporaryFolder()
    _ = try plan(folder, ["x": ["1", "2"]]).run()
    let before = try ["manifest.json", "cells.jsonl"].map { try folder.text("run/" + $0) }
    for (settings, axis) in [
      (["x": ["1", "3"]], "x=2"), (["x": ["2"]], "x=1"),
      (["x": ["1", "2"], "sign": ["minus"]], "sign=plus"),
    ] {
      let error = #expect(throws: StudyError.self) { try plan(folder, settings) }
      let text = error?.description ?? "nothing thrown"
      #expect(
        text.contains("holds a run with \(axis), ") && error?.exitCode == 2
          && !text.contains("\n"), "\(text)")
    }
    #expect(try ["manifest.json", "cells.jsonl"].map { try folder.text("run/" + $0) } == before)
  }

  /// A line of cells.jsonl that was edited together with the manifest's hash of the file.
  @Test func aCellThatIsNotItsIdsIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try plan(folder, ["x": ["1", "2"]])
    let cells = try folder.text("run/cells.jsonl")
    let edited = cells.replacingOccurrences(of: "\"x\":2.0", with: "\"x\":3.0")
    #expect(edited != cells)
    try folder.write(edited, to: "run/cells.jsonl")
    let manifest = try folder.text("run/manifest.json").replacingOccurrences(
      of: SHA256.hexadecimal(of: cells), with: SHA256.hexadecimal(of: edited))
    try folder.write(manifest, to: "run/manifest.json")
    let path = folder.path + "/run"
    #expect(
      throws: StudyError.corruptLine(
        path: path + "/cells.jsonl", line: 3, reason: "the id is not its cell's")
    ) {
      try RunFolder(opening: path, studies: [study])
    }
  }

  @Test func aRunOfOlderNumericsIsOpenedOnlyWhenPlannedAgain() throws {
    let folder = try TemporaryFolder()
    _ = try plan(folder).run()
    var later = study
    later.numericsVersion = 2
    let path = folder.path + "/run"
    #expect(throws: StudyError.self) { try RunFolder(opening: path, studies: [later]) }
    let again = try RunFolder(planning: later, Configuration(axes: later.axes), at: path)
    #expect(try again.run().computed == 10)
    #expect(try RunFolder(opening: path, studies: [later]).merge().results.rows.count == 10)
  }

  @Test func idsDependOnTheCellTheStudyAndItsNumerics() {
    var later = study
    later.numericsVersion = 2
    let cell = Cell(["x": 1.0, "sign": "plus"])
    #expect(cell.id(study: study) == Cell(["sign": "plus", "x": 1.0]).id(study: study))
    #expect(cell.id(study: study) != cell.id(study: later))
    #expect(cell.id(study: study) != Cell(["x": 2.0, "sign": "plus"]).id(study: study))
    // The hash of a fixed text: a change of the rule must not pass unnoticed.
    #expect(
      cell.id(study: study)
        == SHA256.hexadecimal(
          of: #"{"cell":{"sign":"plus","x":1.0},"numerics":1,"schema":1,"study":"tiny"}"#))
  }

  @Test func aFolderThatIsSomethingElseIsRefusedUntouched() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/run", withIntermediateDirectories: true)
    try folder.write("mine", to: "run/thesis.txt")
    #expect(throws: StudyError.self) { try plan(folder) }
    #expect(try folder.names("run") == ["thesis.txt"])
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "run")
    let path = folder.path + "/run"
    #expect(throws: StudyError.self) { try plan(folder) }
    #expect(throws: StudyError.file(path: path, reason: "not a folder")) {
      try Files.makeFolder(path)
    }
    #expect(throws: StudyError.file(path: "/proc/no", reason: "No such file or directory")) {
      try Files.makeFolder("/proc/no/such")
    }
  }

  @Test func aChangedPlanFileIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try plan(folder)
    let text = try folder.text("run/cells.jsonl")
    try folder.write(String(text.dropLast(2)), to: "run/cells.jsonl")
    #expect(throws: StudyError.self) {
      try RunFolder(opening: folder.path + "/run", studies: [study])
    }
  }

  @Test func rowsThatDoNotFitTheColumnsAreRefused() throws {
    let folder = try TemporaryFolder()
    var broken = study
    broken.extraValues = 1
    let run = try RunFolder(
      planning: broken, Configuration(axes: broken.axes), at: folder.path + "/run")
    let error = #expect(throws: StudyError.self) { try run.run() }
    #expect(error?.description.hasSuffix("a row of 3 values for 2 columns") == true)
  }

  @Test func aReportThatCannotBeWrittenChangesNothing() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/report"
    let first = try plan(folder, ["x": ["1"]])
    _ = try first.run()
    _ = try ReportFolder.write(first, to: out)
    let second = try plan(folder, ["x": ["1", "2"]])
    _ = try second.run()
    try FileManager.default.removeItem(atPath: out + "/results.csv")
    try FileManager.default.createDirectory(
      atPath: out + "/results.csv", withIntermediateDirectories: false)
    let before = try ["report.md", "manifest.json"].map { try folder.text("report/" + $0) }
    #expect(throws: StudyError.file(path: out + "/results.csv", reason: "not a regular file")) {
      try ReportFolder.write(second, to: out)
    }
    #expect(try ["report.md", "manifest.json"].map { try folder.text("report/" + $0) } == before)
    #expect(
      try folder.names("report") == ["figures", "manifest.json", "report.md", "results.csv"])
  }

  @Test func aReportFolderIsTheSameBytesWhenWrittenAgain() throws {
    let folder = try TemporaryFolder()
    let run = try plan(folder)
    _ = try run.run()
    let out = folder.path + "/report"
    let written = try ReportFolder.write(run, to: out)
    #expect(written == ["report.md", "results.csv", "manifest.json"])
    let first = try written.map { try folder.text("report/" + $0) }
    _ = try ReportFolder.write(run, to: out)
    #expect(try written.map { try folder.text("report/" + $0) } == first)
    let manifest = try Manifest(file: out + "/manifest.json")
    #expect(manifest.resultsHash == SHA256.hexadecimal(of: first[1]))
  }
}
