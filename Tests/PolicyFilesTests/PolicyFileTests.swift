import FloatFormats
import Foundation
import JSON
import Kernels
import Networks
import PolicyFiles
import Testing

@Suite struct PolicyFileTests {
  private func read(_ text: String, name: String = "my") throws -> PrecisionPolicy {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradual-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("\(name).json")
    try Data(text.utf8).write(to: file)
    return try PolicyFile.policy(named: file.path)
  }

  /// What is written of a preset is a file that is read as the same.
  @Test func everyPresetComesBack() throws {
    for policy in PolicyCatalogue.all {
      #expect(try read(policy.json.canonicalText) == policy, "\(policy.name)")
    }
  }

  @Test func everyFieldOfARule() throws {
    let policy = try read(
      """
      {"name": "mine", "summary": "a trial", "base": "bf16-mixed", "rules": [
        {"sites": "layers.*.attention.*", "roles": ["scores", "attention-operand"],
         "passes": ["forward", "activation-gradient"], "format": "e4m3:bias=8",
         "rounding": "stochastic:8", "overflow": "saturate", "accumulator": "fused(fp16)",
         "scaling": "current"},
        {"sites": null, "format": "binary32"}]}
      """)
    let base = try PolicyCatalogue.policy(named: "bf16-mixed")
    let rule = PolicyRule(
      sites: "layers.*.attention.*", roles: [.scores, .attentionOperand],
      passes: [.forward, .activationGradient],
      format: try FormatCatalogue.format(named: "e4m3:bias=8"),
      rounding: try Rounding(named: "stochastic:8"), overflow: .saturate,
      accumulator: try AccumulatorModel(named: "fused(fp16)"), scaling: .current)
    #expect(policy.name == "mine" && policy.summary == "a trial")
    #expect(policy.rules == base.rules + [rule, PolicyRule(format: .binary32)])
  }

  /// A file without a base, and without a name: it is called as the file is.
  @Test func leastFile() throws {
    let policy = try read(
      #"{"rules": [{"format": "bfloat16", "accumulator": "fp32"}]}"#, name: "least")
    #expect(policy.name == "least")
    #expect(policy.rules == [PolicyRule(format: .bfloat16, accumulator: .fp32)])
    #expect(try read(#"{"base": "fp32", "rules": []}"#).rules.count == 1)
  }

  @Test func namesAreTheCatalogues() throws {
    for name in PolicyCatalogue.names {
      #expect(try PolicyFile.policy(named: name) == PolicyCatalogue.policy(named: name))
    }
  }
}
