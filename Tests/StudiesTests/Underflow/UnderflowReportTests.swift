import Foundation
import JSON
import Reporting
import TestSupport
import Testing

@testable import Studies

@Suite struct UnderflowReportTests {
  static let committed = CommittedReport(UnderflowStudy(), "underflow-by-scale")

  func report(_ settings: [String: [String]]) throws -> String {
    try StudyRuns.report(UnderflowStudy(samples: 2000), settings)
  }

  @Test func aRunOfOneModelAndOneFormatHasAReport() throws {
    let text = try report([
      "model": ["gpt2"], "format": ["e5m2"], "loss_scale": ["1"], "tokens_per_loss": ["4096"],
      "vary": ["none"],
    ])
    #expect(text.contains("**Table 1. e5m2 at 2^12 tokens per loss"))
    #expect(text.contains("No forward or backward pass was run"))
    let words = Set(text.split { " |\n(),".contains($0) })
    #expect(words.isDisjoint(with: ["nan", "nil", "inf"]))
  }

  /// What holds of the committed run only is said of that run only.
  @Test func aReportSaysNothingThatItsRunDidNotCompute() throws {
    let text = try report([
      "model": ["gpt2"], "format": ["e4m3fn"], "loss_scale": ["1"],
      "tokens_per_loss": ["2^20"], "vary": ["none"],
    ])
    for untrue in [
      "make study", "Reports/", "runs/", "residual profile", "1 models", "1 cases", "at least 100",
      "Grey",
      "qwen", "Qwen", "2^20 – 2^20", "2^20 to 2^20", "on the diagonal",
    ] {
      #expect(!text.contains(untrue), "\(untrue)")
    }
    #expect(text.contains("gradual study underflow --config manifest.json --out RUN"))
  }

  @Test(arguments: [
    (1.0, "all"), (0.99999, "at least 99.9 %"), (0.999, "at least 99.9 %"),
    (0.3333, "at least 33.3 %"),
  ])
  func lowerBoundsAreRoundedDown(share: Double, text: String) {
    #expect(UnderflowHeadlines.atLeast(share) == text)
  }

  /// The distance of sampled from predicted, in standard errors, can be computed from the file.
  @Test func theCommittedCosinesHaveTheDigitsOfTheirErrors() throws {
    let csv = try Self.committed.csv()
    var predicted = Double.nan
    var compared = 0
    var far: [String] = []
    for line in csv.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields[15] == "cosine", let value = Double(fields[16]) else { continue }
      if fields[19] == "predicted" { predicted = value }
      guard fields[19] == "sampled", let error = Double(fields[17]) else { continue }
      compared += 1
      if error == 0 || (1e-10...1e-6).contains(error) && (value - predicted).magnitude > 5 * error {
        far.append(String(line))
      }
    }
    #expect(compared > 1000 && far.isEmpty, "\(far.count) of \(compared): \(far.first ?? "")")
  }

  /// Sentences that the evidence of this study cannot carry.
  @Test func theCommittedReportDoesNotOverclaim() throws {
    let text = try Self.committed.text().lowercased()
    for claim in ["7b underflows", "is safe", "does not matter", " lost in training"] {
      #expect(!text.contains(claim), "\(claim)")
    }
    #expect(text.contains("at initialisation") && !text.contains("| no "))
  }

  @Test func theCommittedResultsFitTheirBudgetAndTheirManifest() throws {
    try Self.committed.check(bytes: 5_500_000, rows: 37_000)
  }

  /// The committed rows are what this code computes: all predicted cells, every 50th of those that
  /// sample, and the passes that take no more than seconds. When this fails, a result has moved: raise the
  /// numerics version, `make reports`.
  @Test func theCommittedRowsAreComputedAgain() throws {
    var stored = 0
    let cells = try UnderflowStudy().plan(Self.committed.configuration()).filter { cell in
      if cell.values["work"] == "stored" {
        stored += 1
        return stored % 50 == 1
      }
      if cell.values["work"] == "pass" { return cell.values["model"]?["name"] == "pythia-70m" }
      if cell.values["work"] == "scores" { return cell.values["context"]?.integer ?? 0 <= 128 }
      return true
    }
    try Self.committed.compare(cells, over: 1000)
  }
}
