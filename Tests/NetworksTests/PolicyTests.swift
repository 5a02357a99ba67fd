import FloatFormats
import Kernels
import ModelShapes
import Testing

@testable import Networks

/// What a policy's rules say of a site.
@Suite struct PolicyTests {
  @Test(
    arguments: [
      ("layers.*", "layers.3.mlp.up", true), ("layers.*", "head.logits", false),
      ("*.weight", "layers.0.mlp.up.weight", true), ("*.weight", "layers.0.mlp.up", false),
      ("layers.*.mlp.*", "layers.12.mlp.down", true),
      ("layers.*.mlp.*", "layers.12.attention.key", false), ("*", "", true), ("", "", true),
      ("", "a", false), ("a*a", "a", false), ("a*a", "aa", true), ("a**b", "ab", true),
      ("*ab*ab", "abab", true), ("*abc", "ababc", true),
    ])
  func patterns(pattern: String, text: String, matches: Bool) {
    #expect(PolicyRule.matches(pattern: pattern, text) == matches)
  }

  @Test func theLastRuleThatMatchesWinsFieldByField() throws {
    let policy = PrecisionPolicy(
      name: "p", summary: "",
      rules: [
        PolicyRule(format: .binary32, accumulator: .fp32),
        PolicyRule(roles: [.scores], format: .binary16, overflow: .saturate),
        PolicyRule(sites: "layers.1.*", passes: [.forward], format: .bfloat16),
      ])
    let first = try policy.binding(at: Site(layer: 0, "attention.product", .scores))
    #expect(first.format == .binary16 && first.context.overflow == .saturate)
    #expect(first.accumulator == .fp32 && first.scaling == .none)
    let second = try policy.binding(at: Site(layer: 1, "attention.product", .scores))
    #expect(second.format == .bfloat16 && second.context.overflow == .saturate)
    let backward = Site(layer: 1, "attention.product", .scores).gradient
    #expect(try policy.binding(at: backward).format == .binary16)
    #expect(try policy.binding(at: Site("loss", .loss)).format == .binary32)
  }

  /// Every preset binds every role in every pass, and serves a model.
  @Test(arguments: PolicyCatalogue.all)
  func everyPresetBindsEveryRole(_ policy: PrecisionPolicy) throws {
    for role in Role.allCases {
      for pass in Pass.allCases {
        #expect(throws: Never.self) {
          try policy.binding(at: Site(layer: 0, "anything", role, pass))
        }
      }
    }
    let tiny = try #require(TinyModel.all().first)
    let batch = tiny.batch(seed: 1)
    let weights = GeneratedWeights(seed: 1)
    let loss =
      policy.needsBinary64
      ? try tiny.model.pass(batch, KernelEngine<Double>(policy: policy, weights: weights)).loss
      : try tiny.model.pass(batch, KernelEngine<Float>(policy: policy, weights: weights)).loss
    #expect(loss.isFinite, "\(policy.name): \(loss)")
  }

  @Test func whatNoRuleBindsIsOneLine() throws {
    let policy = PrecisionPolicy(
      name: "half", summary: "",
      rules: [PolicyRule(roles: [.parameter, .embedding], format: .binary16, accumulator: .fp32)])
    let tiny = try #require(TinyModel.all().first)
    let engine = KernelEngine<Float>(policy: policy, weights: GeneratedWeights(seed: 1))
    let error = #expect(throws: PolicyError.self) {
      try tiny.model.pass(tiny.batch(seed: 1), engine)
    }
    #expect(error?.field == "format" && error?.description.contains("layers.0.") == true)
  }

  /// The largest magnitudes of a first pass are at the formats' largest numbers in the second.
  @Test func delayedScalingTakesItsScalesFromAnEarlierPass() throws {
    let policy = try PolicyCatalogue.policy(named: "fp8-hybrid")
    let tiny = try #require(TinyModel.all().first)
    let weights = GeneratedWeights(seed: 4)
    let first = KernelEngine<Float>(policy: policy, weights: weights)
    _ = try tiny.model.pass(tiny.batch(seed: 4), first)
    var options = EngineOptions()
    options.history = first.record
    let second = KernelEngine<Float>(policy: policy, weights: weights, options: options)
    _ = try tiny.model.pass(tiny.batch(seed: 4), second)
    // What the first layer takes in depends on no scaled operand.
    let site = Site(layer: 0, "attention.norm", .operand)
    let (before, after) = (try #require(first.record[site]), try #require(second.record[site]))
    #expect(before.scale == 1)
    #expect(after.scale == Double(Float(448 / before.counts.largestMagnitude)))
    #expect((after.counts.largestMagnitude / 448 - 1).magnitude < 0x1p-20)
    #expect(after.counts.cosine ?? 0 >= before.counts.cosine ?? 1)
  }
}
