import FloatFormats
import Kernels
import ModelShapes
import Networks
import Testing

/// Sites found in a miniature against those that a pass of the model itself visits.
@Suite struct ModelSitesTests {
  /// More tokens than a fused kernel's block has keys.
  private static let length = 70

  private static func record(
    _ tiny: TinyModel, _ policy: PrecisionPolicy
  ) throws -> PassRecord {
    let shape = try tiny.shape.replacing(contextLength: length)
    var options = EngineOptions()
    options.countsOperations = true
    let engine = KernelEngine<Float>(
      policy: policy, weights: GeneratedWeights(seed: 1), options: options)
    let tokens = (0..<length).map { $0 % shape.vocabularySize }
    _ = try Transformer(shape, length: length, order: tiny.order)
      .pass(TokenBatch(tokens: tokens, labels: tokens), engine)
    return engine.record
  }

  private static func isOperand(_ site: Site) -> Bool {
    site.role == .operand || site.role == .attentionOperand
  }

  /// Operands that a pass rounds, and those it takes as they are; which sites are a product's.
  @Test(
    arguments: try TinyModel.all(),
    ["bf16-pure", "fp16-mixed", "fp8-hybrid", "mxfp8", "deepseek-v3", "fp32"])
  func sitesAreThoseOfAPass(_ tiny: TinyModel, policy name: String) throws {
    let policy = try PolicyCatalogue.policy(named: name)
    let record = try Self.record(tiny, policy)
    let bindings = try ModelSites(of: tiny.shape, order: tiny.order).bindings(of: policy)
    let visited = bindings.filter { place in
      !place.isAsStored
        && ![.gradientAccumulator, .optimiserState].contains(place.site.role)
    }
    let difference = Set(visited.map(\.site)).symmetricDifference(record.sites.map(\.site))
    #expect(difference.isEmpty, "\(difference.map { ($0.path, $0.role, $0.pass) })")
    #expect(Set(bindings.map(\.site)).count == bindings.count)
    for place in bindings {
      #expect(place.binding == (try policy.binding(at: place.site)))
      #expect(place.isOperand == Self.isOperand(place.site))
      if let found = record[place.site] {
        #expect(place.isProduct == (found.operations != nil), "\(place.site.path)")
      }
    }
  }

  /// Every parameter has its sum of gradients and its moments.
  @Test func whatIsKeptBetweenPasses() throws {
    let tiny = try #require(TinyModel.all().first)
    let sites = try ModelSites(of: tiny.shape).sites
    for role in [Role.gradientAccumulator, .optimiserState] {
      let paths = sites.filter { $0.role == role }.map(\.path)
      #expect(paths == tiny.model.parameters.map(\.path))
    }
  }

  /// No rule of a preset is idle in any architecture.
  @Test(arguments: PolicyCatalogue.all)
  func presetsHoldEverywhere(_ policy: PrecisionPolicy) throws {
    for tiny in try TinyModel.all() where tiny.order == .eager {
      try policy.check(sitesOf: tiny.shape)
    }
  }

  @Test(arguments: [
    (PolicyRule(sites: "layers.*.attn.*"), "sites layers.*.attn.*"),
    (PolicyRule(sites: "layers.2.*", roles: [.operand]), "sites layers.2.*, roles operand"),
    (PolicyRule(roles: [.logits], passes: [.parameterGradient]), "passes parameter-gradient"),
    // Only operands in blocks are rounded for a second product.
    (PolicyRule(roles: [.operand], passes: [.parameterGradient]), "passes parameter-gradient"),
  ])
  func idleRulesAreRefused(_ rule: PolicyRule, condition: String) throws {
    let tiny = try #require(TinyModel.all().first)
    var policy = try PolicyCatalogue.policy(named: "bf16-mixed")
    policy.rules += [PolicyRule(roles: [.fused], format: .binary32), rule]
    #expect {
      try policy.check(sitesOf: tiny.shape)
    } throws: { error in
      "\(error)".hasPrefix("bf16-mixed: rule is for ") && "\(error)".contains(condition)
        && "\(error)".contains(tiny.shape.name)
    }
  }

  /// A second product may take operands as they are, where the first has them in blocks.
  @Test func secondProductsMayTakeOperandsAsStored() throws {
    let tiny = try #require(TinyModel.all().first)
    var policy = try PolicyCatalogue.policy(named: "mxfp8")
    policy.rules.append(
      PolicyRule(
        roles: [.operand], passes: [.parameterGradient], format: .bfloat16,
        scaling: OperandScaling.none))
    try policy.check(sitesOf: tiny.shape)
    let second = try ModelSites(of: tiny.shape).bindings(of: policy).filter {
      $0.site.role == .operand && $0.site.pass == .parameterGradient
    }
    let stored = second.filter { $0.isAsStored }
    #expect(!stored.isEmpty, "\(second.map(\.site.path))")
  }

  /// A policy that cannot serve the model says where.
  @Test func impossiblePolicies() throws {
    let tiny = try #require(TinyModel.all().first)
    var policy = try PolicyCatalogue.policy(named: "fp32")
    policy.rules.append(PolicyRule(accumulator: try AccumulatorModel(named: "h100-fp8")))
    #expect(throws: PolicyError.self) {
      try ModelSites(of: tiny.shape).bindings(of: policy)
    }
  }
}
