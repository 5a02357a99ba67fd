import Foundation
import JSON
import Reporting
import TestSupport
import Testing

@testable import Studies

@Suite struct AccumulationReportTests {
  static let committed = StudyRuns.committed("accumulation-depth")

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
      "make accumulation", "bfloat16", "binary16", "perceptron", "gaussian", "Sakr",
      "ublished cases",
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
    #expect(text.contains("| depth | width |"))
    #expect(!text.contains("independent terms"))
  }

  /// Sentences that the evidence of this study cannot carry.
  @Test func theCommittedReportDoesNotOverclaim() throws {
    let text = try String(contentsOfFile: Self.committed + "/report.md", encoding: .utf8)
      .lowercased()
    for claim in ["is safe", "does not matter", "always", "never loses", "no effect on training"] {
      #expect(!text.contains(claim), "\(claim)")
    }
    #expect(text.contains("at initialisation") && !text.contains("| no |"))
  }

  @Test func theCommittedResultsFitTheirBudgetAndTheirManifest() throws {
    let csv = try String(contentsOfFile: Self.committed + "/results.csv", encoding: .utf8)
    #expect(csv.utf8.count <= 2_000_000, "\(csv.utf8.count) bytes")
    let manifest = try Manifest(file: Self.committed + "/manifest.json")
    #expect(manifest.resultsHash == SHA256.hexadecimal(of: csv))
    #expect(manifest.numericsVersion == AccumulationStudy().numericsVersion)
    #expect(try Configuration(axes: AccumulationStudy().axes).json == manifest.configuration)
  }

  /// The committed rows are what this code computes: of every drawn cell those up to 2^10 terms, of
  /// every third network those of 2^6 micro-batches, and the controls. When this fails, a result has
  /// moved: raise the numerics version, `make accumulation`.
  @Test func theCommittedRowsAreComputedAgain() throws {
    let study = AccumulationStudy()
    let configuration = try Configuration(
      axes: study.axes, file: Self.committed + "/manifest.json")
    let committed = Set(
      try String(contentsOfFile: Self.committed + "/results.csv", encoding: .utf8)
        .split(separator: "\n"))
    var moved: [String] = []
    var (compared, networks) = (0, 0)
    for planned in try study.plan(configuration) {
      var cell = try AccumulationCell(planned)
      switch cell.source {
      case .control: break
      case .drawn: cell.count = 1 << 10
      case .network:
        networks += 1
        guard networks % 3 == 1 else { continue }
        cell.count = 1 << 6
      }
      let rows = try study.run(cell.cell)
      let text = CSV.text(header: ["header"], rows: rows).split(separator: "\n").dropFirst()
      compared += text.count
      moved += text.filter { !committed.contains($0) }.map(String.init)
    }
    #expect(compared > 3000)
    #expect(moved.isEmpty, "\(moved.count) rows, the first: \(moved.first ?? "")")
  }
}
