import FloatFormats
import FormatTesting
import Testing

/// Every planted fault is found by the law that is there for it, and nothing is found where nothing is
/// planted.
@Suite struct MutationTests {
  @Test(arguments: Mutant.all)
  private func faultIsFound(mutant: Mutant) throws {
    let law = try #require(Law.all.first { $0.name == mutant.law })
    let report = try mutant.implementation.judged(.brief, by: [law])
    #expect(report.broken == [mutant.law], "seed \(report.seed); \(report)")
    #expect(!report.holds)
  }

  /// The formats that faults are planted in.
  @Test(arguments: Set(Mutant.all.map(\.format)).sorted { $0.name < $1.name })
  func soundOneKeepsEveryLaw(format: NamedFormat) throws {
    let isWhole = format == .e4m3fn || format == .binary16
    let report = try Implementation(core: format).judged(isWhole ? LawOptions() : .brief)
    #expect(report.holds, "\(report)")
    #expect(report.notTested == [], "\(report)")
  }

  /// No law is there that cannot be broken: each is the one that finds some fault.
  @Test func everyLawFindsAFault() {
    let finding = Set(Mutant.all.map(\.law))
    let all = Set(Law.all.map(\.name))
    #expect(finding == all, "\(finding.symmetricDifference(all).sorted())")
    #expect(Mutant.all.count >= 24)
    #expect(Set(Mutant.all.map(\.name)).count == Mutant.all.count)
  }
}
