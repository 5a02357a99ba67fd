import FloatFormats
import Kernels
import ModelShapes

/// Where a training step rounds the numbers of a model, and how a policy binds there.
///
///     let sites = try ModelSites(of: shape)
///     for place in try sites.bindings(of: policy) { print(place.site.path, place.binding.format.name) }
///
/// The sites are what a pass visits, not a list of its own: a miniature of the model, with its layers and
/// choices and the least sizes, goes forward and back once, under a policy whose operands have a
/// format that nothing else has, so that none enters its product unrounded. Behind them stand, for
/// every parameter, the sums of gradients and the optimiser's state, which are kept between passes and
/// are rounded in none: they stand in the pass that gives their numbers, `parameter-gradient`. Where
/// operands in blocks are rounded for a second product (``OperandScaling``) is none of the ``sites``, and
/// among the bindings of policies that have such operands.
public struct ModelSites: Sendable {
  /// Every site, in the order of the first visit.
  public let sites: [Site]
  /// Where operands in blocks are rounded a second time.
  private let secondSites: [Site]
  private let miniature: Transformer
  private let products: Set<Site>

  /// The sites of a shape, with one kind of attention.
  /// - Throws: `ShapeError` where the least sizes are no shape's.
  public init(of shape: ModelShape, order: AttentionOrder = .eager) throws {
    let length = Self.length(order)
    miniature = Transformer(
      try Self.miniature(of: shape, length: length), length: length, order: order)
    let record = try Self.record(of: miniature, .apart)
    let visited = record.sites
    secondSites = try Self.record(of: miniature, .apartInBlocks).sites.map(\.site)
      .filter { record[$0] == nil }
    products = Set(visited.filter { $0.operations != nil }.map(\.site))
    let parameters = miniature.parameters
    let kept = [Role.gradientAccumulator, .optimiserState].flatMap { role in
      parameters.map { Site(layer: $0.layer, $0.name, role, .parameterGradient) }
    }
    sites = visited.map(\.site) + kept
  }

  /// How a policy binds at every site.
  /// - Throws: ``PolicyError`` where the policy cannot serve the model.
  public func bindings(of policy: PrecisionPolicy) throws(PolicyError) -> [SiteBinding] {
    let record = try Self.record(of: miniature, policy)
    var result: [SiteBinding] = []
    for site in try sites(of: policy) {
      let isOperand = site.role == .operand || site.role == .attentionOperand
      result.append(
        SiteBinding(
          site: site, binding: try policy.binding(at: site), isProduct: products.contains(site),
          isOperand: isOperand, isAsStored: isOperand && record[site] == nil))
    }
    return result
  }

  /// Where a policy rounds: every site, and second ones of the operands that it has in blocks.
  fileprivate func sites(of policy: PrecisionPolicy) throws(PolicyError) -> [Site] {
    var entered: Set<Site> = []
    for site in sites where site.role == .operand {
      guard try policy.binding(at: site).scaling.isInBlocks else { continue }
      entered.formUnion([site.entering(.activationGradient), site.entering(.parameterGradient)])
    }
    return sites + secondSites.filter(entered.contains)
  }

  /// Tokens that visit every site: a fused kernel adds up blocks where there is more than one.
  private static func length(_ order: AttentionOrder) -> Int {
    order == .fused ? AttentionCore.blockLength + 1 : 1
  }

  /// A shape with the same layers and choices, and the least sizes that keep its kinds apart: key-value
  /// heads that are shared stay shared.
  private static func miniature(
    of shape: ModelShape, length: Int
  ) throws(ShapeError) -> ModelShape {
    try shape.replacing(
      hiddenSize: 4, attentionHeads: 2,
      keyValueHeads: shape.keyValueHeads < shape.attentionHeads ? 1 : 2, headDimension: 2,
      intermediateSize: 4, vocabularySize: 1, contextLength: length)
  }

  /// What a pass records. Every format's values are binary64 numbers.
  private static func record(
    of model: Transformer, _ policy: PrecisionPolicy
  ) throws(PolicyError) -> PassRecord {
    var options = EngineOptions()
    options.countsOperations = true
    let engine = KernelEngine<Double>(
      policy: policy, weights: GeneratedWeights(seed: 1), options: options)
    let tokens = [Int](repeating: 0, count: model.length)
    _ = try model.pass(TokenBatch(tokens: tokens, labels: tokens), engine)
    return engine.record
  }
}

/// How a policy binds at a site of a model.
public struct SiteBinding: Hashable, Sendable {
  /// The site.
  public let site: Site
  /// What holds there.
  public let binding: Binding
  /// Whether a product gives the numbers, by the accumulator.
  public let isProduct: Bool
  /// Whether the numbers are an operand of a product, which may be scaled.
  public let isOperand: Bool
  /// Whether they are an operand that is of the format already, and enters as it is: nothing is rounded
  /// or counted.
  public let isAsStored: Bool
}

extension PrecisionPolicy {
  /// Checks that every rule holds at some site of a model, in whatever order its attention works: a rule
  /// that holds nowhere is a slip of the pen.
  ///
  /// - Throws: ``PolicyError`` for the first rule that holds nowhere.
  public func check(sitesOf shape: ModelShape) throws {
    var unmatched = rules
    for order in AttentionOrder.allCases where !unmatched.isEmpty {
      let sites = try ModelSites(of: shape, order: order).sites(of: self)
      unmatched.removeAll { sites.contains(where: $0.matches) }
    }
    guard let rule = unmatched.first else { return }
    throw PolicyError(
      policy: name, field: "rule", value: "for \(rule.condition)",
      expected: "one that holds at a site of \(shape.name)")
  }

  /// Operands of a format that nothing else has.
  fileprivate static let apart = PrecisionPolicy(
    name: "operands apart", summary: "binary32, and operands in bfloat16",
    rules: [
      PolicyRule(format: .binary32, accumulator: .fp32),
      PolicyRule(roles: [.operand, .attentionOperand], format: .bfloat16),
    ])

  /// The same in blocks.
  fileprivate static var apartInBlocks: PrecisionPolicy {
    var policy = apart
    policy.rules.append(PolicyRule(roles: [.operand], scaling: .blocks32))
    return policy
  }
}
