import Foundation
import Reporting
import Testing

@testable import Studies

/// A report in this repository, and the study that wrote it.
struct CommittedReport<S: Study> {
  let study: S
  let folder: String

  /// The report in the folder of this name.
  init(_ study: S, _ name: String) {
    self.study = study
    folder =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reports/\(name)").path
  }

  func text() throws -> String {
    try String(contentsOfFile: folder + "/report.md", encoding: .utf8)
  }

  func csv() throws -> String {
    try String(contentsOfFile: folder + "/results.csv", encoding: .utf8)
  }

  func configuration() throws -> Configuration {
    try Configuration(axes: study.axes, file: folder + "/manifest.json")
  }

  /// Whether results are no larger than they may be, and those that the manifest names.
  func check(bytes: Int, rows: Int = .max, sourceLocation: SourceLocation = #_sourceLocation) throws
  {
    let csv = try csv()
    let lines = csv.split(separator: "\n").count - 1
    #expect(
      csv.utf8.count <= bytes && lines <= rows, "\(lines) rows, \(csv.utf8.count) bytes",
      sourceLocation: sourceLocation)
    let manifest = try Manifest(file: folder + "/manifest.json")
    #expect(manifest.resultsHash == SHA256.hexadecimal(of: csv), sourceLocation: sourceLocation)
    #expect(manifest.numericsVersion == study.numericsVersion, sourceLocation: sourceLocation)
  }

  /// Whether the rows of cells are computed again as they stand in the results, and are more than so many.
  func compare(
    _ cells: [Cell], over count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let committed = Set(try csv().split(separator: "\n"))
    let rows = try cells.flatMap { try study.run($0) }
    let lines = CSV.text(header: ["header"], rows: rows).split(separator: "\n").dropFirst()
    let moved = lines.filter { !committed.contains($0) }
    #expect(lines.count > count, sourceLocation: sourceLocation)
    #expect(
      moved.isEmpty, "\(moved.count) rows, the first: \(moved.first ?? "")",
      sourceLocation: sourceLocation)
  }
}
