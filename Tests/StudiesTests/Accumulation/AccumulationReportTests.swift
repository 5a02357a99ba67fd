import Foundation
import JSON
import Reporting
import TestSupport
import Testing

@testable import Studies

@Suite struct AccumulationReportTests {
  static let committed = CommittedReport(AccumulationStudy(), "accumulation-depth")

  private func report(_ settings: [String: [String]]) throws -> String {
    try StudyRuns.report(AccumulationStudy(), settings)
  }

  /// What holds of the committed run only is said of that run only.
  @Test func aReportSaysNothingThatItsRunDidNotCompute() throws {
    let text = try report([
      "terms": ["uniform"], "format": ["e5m2"], "accumulator": ["per-operation(e5m2)"],
      "n": ["2^6"], "lanes": ["2"], "control": ["none"],
    ])
    #expect(text.contains("per-operation(e5m2)") && text.contains("e5m2 to no depth"))
    for untrue in [
      "make accumulation", "bfloat16", "binary16", "perceptron", "transformer", "gaussian", "Sakr",
      "eference cases", "Of the scales",
      "does not take", "1 kinds",
    ] {
      #expect(!text.contains(untrue), "\(untrue)")
    }
    let words = Set(text.split { " |\n(),".contains($0) })
    #expect(words.isDisjoint(with: ["nan", "nil", "inf"]))
  }

  @Test func aRunOfNetworksAloneHasAReport() throws {
    let text = try report([
      "terms": ["network"], "depth": ["2"], "width": ["8", "16"], "micro_batches": ["32"],
      "weights": ["3"], "network_format": ["bfloat16"], "control": ["none"],
    ])
    #expect(text.contains("simulated perceptrons at initialisation (depth 2, width 8 to 16)"))
    #expect(text.contains("| depth | width | layer |") && text.contains("a single sample"))
    #expect(!text.contains("independent terms") && !text.contains("transformer"))
  }

  @Test func aRunOfTheTransformerAloneHasAReport() throws {
    let text = try report([
      "terms": ["transformer"], "micro_batches": ["32"], "weights": ["3"],
      "network_format": ["bfloat16"], "control": ["none"],
    ])
    #expect(text.contains("1 simulated transformer at initialisation (depth 2, width 64)"))
    #expect(text.contains("| depth | width | matrix ") && text.contains("Zipf's law"))
    for matrix in FreshTransformer.matrices {
      #expect(text.contains("| \(matrix) "), "\(matrix)")
    }
    #expect(!text.contains("perceptron") && !text.contains("figures/networks"))
  }

  /// Of several scales one is shown, and the report says so; sizes of micro-batches are all shown.
  @Test func aRunOfSeveralScalesAndSizesSaysWhatIsShown() throws {
    let text = try report([
      "terms": ["uniform", "network"], "depth": ["2"], "width": ["8"], "micro_batches": ["32"],
      "micro_batch": ["1", "4"], "weights": ["3"], "network_format": ["bfloat16"],
      "format": ["bfloat16"], "n": ["2^8"], "scale": ["2^4", "1"], "control": ["none"],
    ])
    #expect(text.contains("Of the scales 2^4, 1 all that is shown is of the first"))
    #expect(text.contains("| depth | width | samples | layer |"))
    #expect(text.contains("1 or 4 samples"))
  }

  /// Tables find accumulators by what they are, not by how their names are written.
  @Test func accumulatorsAreRelatedToAFormatByTheirModel() throws {
    let names = [
      "fp32", "per-operation(binary16)", "per-operation(bfloat16, toward-zero)", "h100-bf16",
      "chunked(16, per-operation(bfloat16), fp32)",
    ]
    let rows = try AccumulationRowsTests.rows([
      "terms": ["uniform"], "format": ["bfloat16"], "accumulator": names, "n": ["2^4"],
      "control": ["none"],
    ])
    let results = try AccumulationResults(
      Results(columns: AccumulationRow.columns.map(\.name), rows: rows.map(\.row)))
    #expect(results.related(to: "bfloat16") == names.filter { $0 != "per-operation(binary16)" })
    let rounding = results.series.filter(\.model.roundsTowardZero).map(\.accumulator)
    #expect(rounding == ["per-operation(bfloat16, toward-zero)"])
  }

  /// Equal terms are the same in every format, and their sums count once.
  @Test func sumsOfEqualTermsCountOnce() throws {
    func compared(_ formats: [String]) throws -> Int {
      let rows = try AccumulationRowsTests.rows([
        "terms": ["constant"], "format": formats, "accumulator": ["per-operation(e5m2)"],
        "n": ["2^6"], "control": ["none"],
      ])
      let results = try AccumulationResults(
        Results(columns: AccumulationRow.columns.map(\.name), rows: rows.map(\.row)))
      return BoundComparison(results.series).compared
    }
    let one = try compared(["e5m2"])
    #expect(try one > 0 && compared(["e5m2", "bfloat16", "binary16"]) == one)
  }

  /// Rows that end early: what is known of them at more terms.
  @Test func whatIsNotFollowedIsLostAndWhatOverflowsIsSaid() throws {
    func row(_ count: Int, _ error: Double?, overflowed: Double = 0) -> AccumulationRow {
      var row = AccumulationRow()
      (row.count, row.error, row.overflowed) = (count, error, overflowed)
      return row
    }
    let rows = [row(2, 0.001), row(4, 0.95)]
    let lost = try #require(AccumulationResults.Series(rows, .fp32))
    #expect([2, 4, 8].map { lost.outcome(at: $0) } == [.error(0.001), .error(0.95), .lost])
    let infinite = try #require(
      AccumulationResults.Series([row(2, 0.001), row(4, nil, overflowed: 0.5)], .fp32))
    #expect([2, 4, 8].map { infinite.outcome(at: $0) } == [.error(0.001), .overflow, .overflow])
    #expect(infinite.verdict.cause == .overflow && lost.verdict.cause == .rounding)
  }

  /// Sentences that the evidence of this study cannot carry.
  @Test func theCommittedReportDoesNotOverclaim() throws {
    let text = try Self.committed.text().lowercased()
    for claim in ["is safe", "does not matter", "always", "never loses", "no effect on training"] {
      #expect(!text.contains(claim), "\(claim)")
    }
    #expect(text.contains("at initialisation") && !text.contains("| no |"))
  }

  @Test func theCommittedResultsFitTheirBudgetAndTheirManifest() throws {
    try Self.committed.check(bytes: 2_200_000)
    #expect(try Configuration(axes: AccumulationStudy().axes) == Self.committed.configuration())
  }

  /// The committed rows are what this code computes: of every drawn cell those up to 2^10 terms, of
  /// every third perceptron and the transformer those of 2^6 micro-batches, and the controls. When this
  /// fails, a result has moved: raise the numerics version, `make accumulation`.
  @Test func theCommittedRowsAreComputedAgain() throws {
    var cells: [Cell] = []
    var networks = 0
    for planned in try AccumulationStudy().plan(Self.committed.configuration()) {
      var cell = try AccumulationCell(planned)
      switch cell.source {
      case .control: break
      case .drawn: cell.count = 1 << 10
      case .network:
        networks += 1
        guard networks % 3 == 1 else { continue }
        cell.count = 1 << 6
      case .transformer: cell.count = 1 << 6
      }
      cells.append(cell.cell)
    }
    try Self.committed.compare(cells, over: 3000)
  }
}
