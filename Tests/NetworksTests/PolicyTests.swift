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
    // A third pass finds the same in the record of the second, of weights too.
    options.history = second.record
    let third = KernelEngine<Float>(policy: policy, weights: weights, options: options)
    _ = try tiny.model.pass(tiny.batch(seed: 4), third)
    for name in ["attention.norm", "attention.query.weight"] {
      let site = Site(layer: 0, name, .operand)
      let (a, b) = (try #require(second.record[site]), try #require(third.record[site]))
      #expect(a.scale > 1 && (b.scale / a.scale - 1).magnitude < 0x1p-20, "\(name)")
    }
  }

  /// A check makes the history that its policy needs: an unscaled pass would be another policy's.
  @Test func checksOfDelayedScalingAreScaled() throws {
    let tiny = try #require(TinyModel.all().first)
    let weights = GeneratedWeights(seed: 4)
    let batch = tiny.batch(seed: 4)
    let check = try ModelCheck(
      tiny.model, weights, PolicyCatalogue.policy(named: "fp8-hybrid"), batch)
    let unscaled = try ModelCheck(
      tiny.model, weights, PolicyCatalogue.policy(named: "fp8-unscaled"), batch)
    for (name, pass) in [
      ("attention.norm", Pass.forward), ("mlp.up.weight", .forward),
      ("mlp.down", .activationGradient),
    ] {
      let site = Site(layer: 1, name, .operand, pass)
      let scaled = try #require(check.record[site])
      #expect(scaled.scale > 1 && unscaled.record[site]?.scale == 1, "\(site.path)")
      // At the format's largest number, but for what scaled operands before it change.
      let largest = pass == .forward ? 448.0 : 57344
      #expect((scaled.counts.largestMagnitude / largest - 1).magnitude < 0.25, "\(site.path)")
    }
  }

  /// Weights times a scale that come within binary32's rounding of a midpoint: rounded twice, some would
  /// go to the other side.
  @Test func scaledWeightsAreRoundedOnce() throws {
    let policy = PrecisionPolicy(
      name: "scaled weights", summary: "",
      rules: [
        PolicyRule(format: .binary32, accumulator: .fp32),
        PolicyRule(sites: "*.weight", roles: [.operand], format: .e4m3fn, scaling: .current),
      ])
    let largest: Float = 0.7
    let scale = Double(Float(448 / Double(largest)))
    let format = NamedFormat.e4m3fn.format
    var critical: [Float] = []
    for code in 8..<UInt64(0x7e) {
      let midpoint: Double = (format.decode(code) + format.decode(code + 1)) / 2
      let nearest = Float(midpoint / scale)
      for weight in [nearest.nextDown, nearest, nearest.nextUp] where weight < largest {
        let exact = Double(weight) * scale
        let twice = Double(Float(exact))
        if format.encode(exact).code != format.encode(twice).code { critical.append(weight) }
      }
    }
    try #require(critical.count >= 3, "no weight tells one rounding from two")
    let elements: [Double] = (critical + [largest]).map { Double($0) }
    let count: Int = elements.count
    let weight = Parameter("w.weight", rows: 1, columns: count, .constant(0))
    let weights = StoredWeights(["w.weight": elements], others: GeneratedWeights(seed: 0))
    let unit = (0..<count * count).map { $0 % (count + 1) == 0 ? 1.0 : 0 }
    let kernel = KernelEngine<Float>(policy: policy, weights: weights)
    let reference = ReferenceEngine(policy: policy, weights: weights)
    let site = Site("w", .activation)
    let found = kernel.linear(
      Operand(Matrix(rows: count, columns: count, elements: unit.map { Float($0) })), weight,
      bias: nil, at: site)
    let expected = reference.linear(
      Operand(Matrix(rows: count, columns: count, format: .binary32, elements: unit)), weight,
      bias: nil, at: site)
    #expect(found.elements.map { Double($0) } == expected.elements)
  }
}
