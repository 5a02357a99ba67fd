import Foundation
import TestSupport
import Testing

@testable import Studies

/// What the tests of every study do with runs.
enum StudyRuns {
  /// The text of the report of a run with these settings.
  static func report(_ study: some Study, _ settings: [String: [String]]) throws -> String {
    let folder = try TemporaryFolder()
    let run = try RunFolder(
      planning: study, Configuration(axes: study.axes, settings: settings), at: folder.path + "/run"
    )
    _ = try run.run(threads: 2)
    _ = try ReportFolder.write(run, to: folder.path + "/report")
    return try folder.text("report/report.md")
  }

  /// Whether shards and threads give the bytes of one process.
  static func compareShards(_ study: some Study, _ settings: [String: [String]]) throws {
    let configuration = try Configuration(axes: study.axes, settings: settings)
    let one = try TemporaryFolder()
    let many = try TemporaryFolder()
    let single = try RunFolder(planning: study, configuration, at: one.path)
    _ = try single.run()
    for index in 0..<3 {
      _ = try RunFolder(planning: study, configuration, at: many.path)
        .run(shard: Shard(parsing: "\(index)/3"), threads: 2)
    }
    let expected = try single.merge()
    let merged = try RunFolder(opening: many.path, studies: [study]).merge()
    #expect(merged.results.csv == expected.results.csv)
    #expect(merged.manifest == expected.manifest)
  }
}
