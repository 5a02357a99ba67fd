import Foundation
import JSON
import Reporting
import TestSupport
import Testing

@testable import Studies

/// Runs with faults, short ones.
@Suite struct TrainingStudyTests {
  private static let study = TrainingStudy()

  private static func settings(_ more: [String: [String]] = [:]) -> [String: [String]] {
    let base = [
      "fault": ["none", "scores"], "objective": ["sft"], "policy": ["fp32", "fp16-mixed"],
      "advice": ["none", "bf16"], "steps": ["10"], "seed": ["1"],
    ]
    return base.merging(more) { _, new in new }
  }

  private static func cells(_ settings: [String: [String]]) throws -> [Cell] {
    try study.plan(Configuration(axes: study.axes, settings: settings))
  }

  @Test func cellsReadBackAsTheyAre() throws {
    let cells = try Self.cells(Self.settings())
    // Of each fault fp32 fused, fp16-mixed with and without a scaler in two orders, and one advice.
    #expect(cells.count == 2 * (1 + 4 + 1))
    for cell in cells {
      #expect(
        try TrainingCell(cell).cell.values == cell.values,
        "\(JSONValue.object(cell.values).canonicalText)")
    }
  }

  @Test func shardsAndThreadsGiveTheBytesOfOneProcess() throws {
    try StudyRuns.compareShards(Self.study, Self.settings(["fault": ["scores"]]))
  }

  @Test func theReportSaysWhatTheRowsSay() throws {
    let text = try StudyRuns.report(Self.study, Self.settings())
    for part in [
      "1 of 1 faults print a loss of 0 from the first entry to the last (scores)",
      "layers.0.attention.product forward", "forward-not-finite", "| cures", "GiB",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(Set(text.split { " |\n(),".contains($0) }).isDisjoint(with: ["nil", "-nan"]))
  }

  @Test(arguments: [
    (["fault": ["score"]], "score"), (["steps": ["10", "20"]], "steps"),
    (["objective": ["ppo"]], "ppo"), (["policy": ["fp15"]], "fp15"),
    (["advice": ["bf17"]], "bf17"),
  ])
  func whatCannotBePlannedIsOneLine(changed: [String: [String]], named: String) throws {
    let error = #expect(throws: StudyError.self) { try Self.cells(Self.settings(changed)) }
    let text = error?.description ?? ""
    #expect(text.contains(named) && !text.contains("\n"), "\(text)")
  }

  private static let committed = CommittedReport(study, "zero-loss")

  @Test func theCommittedResultsFitTheirBudgetAndTheirManifest() throws {
    try Self.committed.check(bytes: 2_500_000)
    #expect(try Configuration(axes: Self.study.axes) == Self.committed.configuration())
  }

  /// The committed rows are what this code computes: of the second seed, in the setting of the question.
  /// When this fails, a result has moved: raise the numerics version, `make training`.
  @Test func theCommittedRowsAreComputedAgain() throws {
    let cells = try Self.study.plan(Configuration(axes: Self.study.axes)).filter { cell in
      let cell = try TrainingCell(cell)
      return cell.seed == 2 && cell.advice == TrainingStudy.noAdvice && cell.isScaled
        && cell.objective != "pretraining"
    }
    try Self.committed.compare(cells, over: 300)
  }
}
