import ModelShapes
import Networks

/// The passes of one cell, and what the study says of them.
struct PassRun {
  let cell: UnderflowCell
  let work: PassWork
  let model: Transformer
  let passes: ComparedPasses
  /// The variants' policies, in their order.
  let policies: [PrecisionPolicy]
  /// Gradients that are 0 in exact arithmetic.
  let vanishing: Set<Networks.Site>

  /// Does the passes.
  init(_ cell: UnderflowCell, _ work: PassWork) throws(StudyError) {
    self.cell = cell
    self.work = work
    let shape = cell.model.shape
    model = Transformer(shape, length: work.context)
    vanishing = model.vanishingGradients
    let weights = GeneratedWeights(
      seed: UInt64(work.seed), initial: cell.profile.initialValues(of: shape),
      isUniform: work.isUniform)
    let tokens = TokenBatch.random(
      count: work.simulatedTokens, of: shape.vocabularySize, seed: UInt64(work.seed))
    let labels = tokens.indices.map { index in
      let isLast = (index + 1) % work.context == 0
      return tokens[isLast ? index + 1 - work.context : index + 1]
    }
    let batch = TokenBatch(
      tokens: tokens, labels: labels, tokensPerLoss: work.tokens, lossOfToken: work.outputLoss)
    let reference = try Self.policy(work.reference)
    policies = try work.variants.map { variant throws(StudyError) in
      try Self.policy(variant.policy)
    }
    var options = EngineOptions()
    options.seed = UInt64(work.seed)
    options.countsBinades = true
    options.checksDots = work.checksDots
    do {
      var variants: [ComparedPasses.Variant] = []
      for (policy, variant) in zip(policies, work.variants) {
        // What came before had the same loss scale.
        let before = TokenBatch(
          tokens: tokens, labels: labels, tokensPerLoss: work.tokens,
          lossScale: variant.lossScale, lossOfToken: work.outputLoss)
        variants.append(
          ComparedPasses.Variant(
            policy, lossScale: variant.lossScale,
            history: try model.history(of: before, policy, weights, options)))
      }
      passes = try ComparedPasses(
        model, weights, batch, reference: reference, of: variants, options: options)
    } catch {
      throw .badValue(axis: "policy", value: error.policy, reason: error.description)
    }
  }

  static func policy(_ name: String) throws(StudyError) -> PrecisionPolicy {
    do { return try PolicyCatalogue.policy(named: name) } catch { throw .unknownName(error) }
  }

  /// All rows.
  func rows() throws(StudyError) -> [UnderflowRow] {
    var rows = [lossRow] + (work.listsMoments ? momentRows : [])
    rows += try storedWindows()
    rows += try policyWindows()
    for (index, variant) in work.variants.enumerated() {
      rows += try variantRows(passes.members[index], policies[index], variant)
    }
    if work.listsSites { rows += try siteRows() }
    if let error = passes.reference.record.largestDotError {
      rows.append(row("dot_error", error.value, "1", error.site))
    }
    return rows
  }

  /// A row of this pass, at a network's site if it is given.
  func row(
    _ quantity: String, _ value: Double?, _ unit: String, _ site: Networks.Site? = nil
  ) -> UnderflowRow {
    var row = cell.row(quantity, value, unit)
    row.source = .simulated
    row.policy = work.reference
    (row.simulatedTokens, row.context, row.seed) = (work.simulatedTokens, work.context, work.seed)
    (row.outputLoss, row.tokens) = (work.outputLoss, work.tokens)
    if work.isUniform { row.profile = SimulationName.uniform }
    if let site {
      (row.site, row.layer) = (site.name, site.layer)
      row.role = site.pass == .forward ? site.role.rawValue : site.pass.rawValue
      row.isForward = site.pass == .forward
    }
    return row
  }

  private var lossRow: UnderflowRow {
    var row = row("loss", passes.reference.loss, "nats")
    row.isForward = true
    return row
  }
}

/// Names that rows of passes have beside those of policies and profiles.
enum SimulationName {
  /// The profile of a fresh network whose weights are uniform numbers.
  static let uniform = "initialisation-uniform"
  /// What stands for the policy where every site has rows of its own.
  static let sites = "every-gradient"
}
