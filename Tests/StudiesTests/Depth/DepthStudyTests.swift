import Foundation
import JSON
import Reporting
import TestSupport
import Testing

@testable import Studies

/// Plain networks' gradients by depth, of networks that are small enough for tests.
@Suite struct DepthStudyTests {
  private static let study = DepthStudy()

  private static func settings(_ more: [String: [String]] = [:]) -> [String: [String]] {
    let base = [
      "network": ["relu/lecun-normal", "relu/he-normal/residual"], "depth": ["4", "48"],
      "width": ["64"], "seed": ["1", "2"],
    ]
    return base.merging(more) { _, new in new }
  }

  private static func cells(_ settings: [String: [String]]) throws -> [Cell] {
    try study.plan(Configuration(axes: study.axes, settings: settings))
  }

  private static func rows(_ settings: [String: [String]]) throws -> [DepthRow] {
    try cells(settings).flatMap { cell in
      try study.run(cell).map { try #require(DepthRow($0)) }
    }
  }

  @Test func cellsReadBackAsTheyAre() throws {
    let cells = try Self.cells(Self.settings())
    #expect(cells.count == 8)
    for cell in cells {
      #expect(
        try DepthCell(cell).cell.values == cell.values,
        "\(JSONValue.object(cell.values).canonicalText)")
    }
  }

  @Test func shardsAndThreadsGiveTheBytesOfOneProcess() throws {
    try StudyRuns.compareShards(Self.study, Self.settings(["depth": ["4"]]))
  }

  /// Gradients of deviation 2^-12 behind k layers of half the gain: half of them are flushed by binary16
  /// where their deviation is 2^-25/0.6745, after 24.87 layers.
  @Test func halfOfTheGradientsAreZerosWhereTheTheorySays() throws {
    let rows = try Self.rows(
      Self.settings(["network": ["relu/lecun-normal"], "depth": ["48"], "width": ["256"]]))
    let half = rows.filter {
      $0.quantity == .halfZeros && $0.format == "binary16" && $0.lossScale == 1
    }
    #expect(half.count == 4)
    for row in half {
      let value = try #require(row.value)
      // Between whole layers shares are taken as linear.
      let tolerance = row.source == .predicted ? 0.05 : 2
      #expect(
        (value - 24.87).magnitude <= tolerance,
        "\(row.source): \(value), seed \(row.seed ?? -1)")
    }
  }

  /// What a format with binary32's range stores keeps its direction through all layers, and a network whose
  /// gradients do not shrink keeps it in binary16.
  @Test func gradientsThatDoNotShrinkReachTheFirstLayer() throws {
    for row in try Self.rows(Self.settings()) where row.quantity == .reach {
      let isKept =
        row.format == "bfloat16" || (row.network.hasSuffix("residual") && row.format == "binary16")
      guard isKept, let depth = row.depth else { continue }
      #expect(
        row.value == Double(depth),
        "\(row.network), \(row.format), \(row.source): \(row.value ?? -1) of \(depth)")
    }
  }

  /// Rounding to e5m2's 3 bits alone bends gradients: the errors of every storing on the way back add up.
  /// ReLU's own gradients are not rounded anew, tanh's are; a residual branch has a share of them.
  @Test(arguments: ["relu/he-normal", "tanh/critical-tanh", "relu/he-normal/residual"])
  func roundingErrorsAddUp(network: String) throws {
    let rows = try Self.rows(
      Self.settings([
        "network": [network], "depth": ["24"], "width": ["256"], "format": ["e5m2"],
        "loss_scale": ["2^16"],
      ]))
    let reach = rows.filter { $0.quantity == .reach }
    let predicted = try #require(reach.first { $0.source == .predicted }?.value)
    #expect(predicted > 2 && predicted < 20)
    for row in reach where row.source == .simulated {
      // Cosines fall by about a thousandth a layer there: a tenth of that is a layer in ten.
      #expect(
        ((row.value ?? -9) - predicted).magnitude <= 1,
        "\(network): \(row.value ?? -9), predicted \(predicted), seed \(row.seed ?? -1)")
    }
  }

  /// A loss scale of 2^16 in e5m2, whose largest number is 57344: gradients of deviation 16 are far from it,
  /// and those of 2^14 are not.
  @Test func overflowEndsTheReach() throws {
    let rows = try Self.rows(
      Self.settings([
        "network": ["relu/he-normal"], "depth": ["4"], "format": ["e5m2"], "seed": ["1"],
        "loss_scale": ["2^16", "2^26"],
      ]))
    func value(_ quantity: DepthRow.Quantity, _ scale: Double) -> Double? {
      rows.first { $0.quantity == quantity && $0.source == .simulated && $0.lossScale == scale }?
        .value
    }
    #expect(value(.reach, 0x1p16) == 4)
    #expect(value(.cosine, 0x1p16) ?? 0 > 0.99)
    #expect(value(.reach, 0x1p26) == 0)
    #expect(value(.cosine, 0x1p26) == nil)
  }

  @Test(arguments: [
    (["network": ["relu"]], "relu"), (["network": ["relu/he-normal/post-norm"]], "post-norm"),
    (["network": ["rel/he-normal"]], "rel"), (["network": ["relu/he-norma"]], "he-norma"),
    (["format": ["binary64"]], "binary64"), (["format": ["e8m0fnu"]], "e8m0fnu"),
    (["format": ["fp16", "binary16"]], "binary16"), (["upstream": ["1", "2"]], "upstream"),
    (["network": ["relu/orthogonal"], "width": ["8192"]], "8192"),
  ])
  func whatCannotBePlannedIsOneLine(changed: [String: [String]], named: String) throws {
    let error = #expect(throws: StudyError.self) { try Self.cells(Self.settings(changed)) }
    let text = error?.description ?? ""
    #expect(text.contains(named) && !text.contains("\n"), "\(text)")
  }

  @Test func theReportSaysWhatTheRowsSay() throws {
    let text = try StudyRuns.report(Self.study, Self.settings())
    for part in ["relu/lecun-normal", "## Controls", "24.9", "| yes"] {
      #expect(text.contains(part), "\(part)")
    }
    let words = Set(text.split { " |\n(),".contains($0) })
    #expect(words.isDisjoint(with: ["nan", "nil", "inf", "NO"]))
  }

  private static let committed = CommittedReport(study, "depth-of-networks")

  @Test func theCommittedResultsFitTheirBudgetAndTheirManifest() throws {
    try Self.committed.check(bytes: 1_500_000)
    #expect(try Configuration(axes: Self.study.axes) == Self.committed.configuration())
  }

  /// The committed rows are what this code computes: networks of the least width, of all seeds, and of the
  /// deepest ones the first. When this fails, a result has moved: raise the numerics version, `make depth`.
  @Test func theCommittedRowsAreComputedAgain() throws {
    let cells = try Self.study.plan(Configuration(axes: Self.study.axes)).filter { cell in
      let cell = try DepthCell(cell)
      return cell.width == 64 && (cell.depth <= 32 || cell.listsLayers)
    }
    try Self.committed.compare(cells, over: 2000)
  }

  /// Every control of the committed report holds.
  @Test func theCommittedControlsHold() throws {
    let text = try Self.committed.text()
    #expect(text.contains("| yes ") && !text.contains("| NO "))
  }
}
