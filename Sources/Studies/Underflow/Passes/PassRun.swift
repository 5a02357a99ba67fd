import FloatFormats
import ModelShapes
import Networks
import PortableMath
import Theory

/// The passes of one cell, and what the study says of them.
struct PassRun {
  let cell: UnderflowCell
  let work: PassWork
  let model: Transformer
  let passes: ComparedPasses
  /// The variants' policies, in their order.
  let policies: [PrecisionPolicy]
  private let vanishing: Set<Networks.Site>

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
        variants.append(
          ComparedPasses.Variant(
            policy, lossScale: variant.lossScale,
            history: try model.history(of: batch, policy, weights, options)))
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

  // MARK: - Rows

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

  /// The rms of streams and gradients, simulated and predicted.
  private var momentRows: [UnderflowRow] {
    let record = passes.reference.record
    var rows: [UnderflowRow] = []
    /// A predicted row and the simulated one.
    func pair(
      _ quantity: String, _ predicted: Double?, _ site: Networks.Site, as name: String,
      _ layer: Int?
    ) {
      guard let rms = record[site]?.counts.rootMeanSquare else { return }
      var simulated = row(quantity, rms, "1", site)
      (simulated.site, simulated.layer) = (name, layer)
      if let predicted {
        var expected = simulated
        (expected.source, expected.value) = (.predicted, predicted)
        (expected.policy, expected.seed) = (UnderflowRow.storedGradients, nil)
        rows.append(expected)
      }
      rows.append(simulated)
    }
    let shape = cell.model.shape
    // A closed form is at hand for the network's own output.
    let prediction =
      work.outputLoss == nil
      ? ResidualPrediction(
        shape, profile: cell.profile, averaging: .softmax(context: work.context)) : nil
    let share = Double(work.simulatedTokens) / work.tokens
    let simulated = Double(work.simulatedTokens)
    if work.outputLoss == nil {
      pair(
        "rms", FreshHead(shape).logitGradientRms(tokens: work.tokens),
        Site("head.logits", .logits, .activationGradient), as: SiteName.logits, nil)
    }
    for layer in 0...shape.layers {
      let stream = model.streamSite(at: layer)
      pair("stream", prediction?.streamRms(at: layer), stream, as: "residual", layer)
      pair(
        "rms", prediction?.gradientRms(at: layer, tokens: work.tokens), stream.gradientSite,
        as: "residual", layer)
    }
    let shown = Set([0, shape.layers / 2, shape.layers - 1])
    let predicted = prediction?.sites ?? []
    for site in predicted where site.role == .parameter && site.layer != nil {
      guard let layer = site.layer, shown.contains(layer) else { continue }
      pair(
        "rms", site.rms(tokens: simulated) * share,
        Site(layer: layer, site.name + ".weight", .parameter, .parameterGradient),
        as: site.name, layer)
    }
    return rows
  }

  /// Windows of formats that every gradient is stored in.
  private func storedWindows() throws(StudyError) -> [UnderflowRow] {
    var rows: [UnderflowRow] = []
    for name in work.formats {
      let format = try UnderflowStudy.format(name)
      let policy = PrecisionPolicy(
        name: UnderflowRow.storedGradients, summary: "",
        rules: [PolicyRule(format: format, accumulator: .fp32)])
      rows += try windowRows(policy, passes.reference.record.sites.map(\.site), named: format.name)
    }
    return rows
  }

  /// Windows of policies, and how near their forward pass is to overflow.
  private func policyWindows() throws(StudyError) -> [UnderflowRow] {
    guard !work.policies.isEmpty else { return [] }
    let sites: [Networks.Site]
    do { sites = try ModelSites(of: cell.model.shape).sites } catch {
      throw .badValue(axis: "model", value: cell.model.name, reason: "\(error)")
    }
    var rows: [UnderflowRow] = []
    for name in work.policies {
      let policy = try Self.policy(name)
      rows += try windowRows(policy, sites, named: "")
      if let tightest = try tightestForward(policy, sites) { rows.append(tightest) }
    }
    return rows
  }

  private func windowRows(
    _ policy: PrecisionPolicy, _ sites: [Networks.Site], named format: String
  ) throws(StudyError) -> [UnderflowRow] {
    let windows: [ScaleWindow]
    do {
      windows = try ScaleWindow.windows(
        of: policy, at: sites, binades: passes.reference.record, except: vanishing)
    } catch {
      throw .badValue(axis: "policy", value: error.policy, reason: error.description)
    }
    guard !windows.isEmpty else { return [] }
    let ends = windows.ends
    var rows: [UnderflowRow] = []
    if let site = windows.filter({ $0.needed != nil }).max(by: { $0.needed ?? 0 < $1.needed ?? 0 }),
      let needed = site.needed
    {
      var row = row("scale_needed", Portable.exp2(needed), "scale", site.site)
      (row.policy, row.format) = (policy.name, site.format.name)
      rows.append(row)
    }
    for tokens in [work.tokens] + work.windowTokens {
      // A loss that is a mean of twice the tokens has half the gradients: exactly.
      let shift = (tokens / work.tokens).exponent
      func add(_ quantity: String, _ exponent: Int?, _ window: ScaleWindow?) {
        var row = row(
          quantity, exponent.map { powerOfTwo($0 + Int(shift)) }, "scale", window?.site)
        (row.policy, row.tokens) = (policy.name, tokens)
        row.format = format.isEmpty ? window?.format.name ?? "" : format
        rows.append(row)
      }
      add("scale_min", ends.below?.exponents?.lowerBound, ends.below)
      add("scale_max", ends.above?.exponents?.upperBound, ends.above)
      var width = row("window", windows.common.map { Double($0.exponents.count - 1) }, "binades")
      (width.policy, width.tokens, width.format) = (policy.name, tokens, format)
      width.site = SiteName.all
      rows.append(width)
    }
    return rows
  }

  /// The forward site with the least room below its format's largest number.
  private func tightestForward(
    _ policy: PrecisionPolicy, _ sites: [Networks.Site]
  ) throws(StudyError) -> UnderflowRow? {
    var least: (room: Double, site: Networks.Site, format: String)?
    for site in sites where site.pass == .forward {
      guard let counts = passes.reference.record[site]?.counts else { continue }
      let binding: Binding
      do { binding = try policy.binding(at: site) } catch {
        throw .badValue(axis: "policy", value: error.policy, reason: error.description)
      }
      guard binding.scaling == .none, let room = counts.headroomAbove(in: binding.format.format),
        room < least?.room ?? .infinity
      else { continue }
      least = (room, site, binding.format.name)
    }
    return least.map { least in
      var row = row("headroom_above", least.room, "binades", least.site)
      (row.policy, row.format) = (policy.name, least.format)
      return row
    }
  }

  /// What a policy did to a pass: its worst gradients, and where its forward pass fails.
  private func variantRows(
    _ member: ComparedPasses.Member, _ policy: PrecisionPolicy, _ variant: PassWork.Variant
  ) throws(StudyError) -> [UnderflowRow] {
    let gradients = member.record.comparedGradients(except: vanishing)
    func format(_ site: Networks.Site) -> String {
      do { return try policy.binding(at: site).format.name } catch { return "" }
    }
    func named(
      _ quantity: String, _ value: Double?, _ unit: String, _ site: Networks.Site? = nil
    ) -> UnderflowRow {
      var row = row(quantity, value, unit, site)
      (row.policy, row.lossScale) = (policy.name, variant.lossScale)
      row.format = site.map(format) ?? ""
      return row
    }
    var rows = [named("loss", member.loss.isFinite ? member.loss : nil, "nats")]
    rows[0].isForward = true
    // No cosine is one of a tensor that is not finite: none is worse.
    let worst = gradients.min {
      $0.comparison?.cosine ?? -2 < $1.comparison?.cosine ?? -2
    }
    if let worst { rows.append(named("cosine", worst.comparison?.cosine, "1", worst.site)) }
    let leaking = gradients.max {
      $0.comparison?.energyLost ?? 0 < $1.comparison?.energyLost ?? 0
    }
    if let leaking {
      rows.append(named("energy_lost", leaking.comparison?.energyLost, "share", leaking.site))
    }
    func counts(_ gradients: [SiteStatistics], _ prefix: String) {
      let below = gradients.filter { ($0.comparison?.cosine ?? -1) < Threshold.cosine }.count
      rows.append(named(prefix + "below_cosine", Double(below), "gradients"))
      rows.append(named(prefix + "gradients", Double(gradients.count), "gradients"))
    }
    counts(gradients, "")
    // What an optimiser sees: the gradients of the parameters, all of them one vector.
    let parameters = gradients.filter { $0.site.pass == .parameterGradient }
    counts(parameters, "parameter_")
    rows.append(named("whole_cosine", parameters.together?.cosine, "1"))
    let failure = member.record.sites.first { statistics in
      statistics.site.pass == .forward && (statistics.comparison?.sums.notFinite ?? 0) > 0
    }
    if let failure {
      rows.append(
        named(
          "not_finite", failure.comparison.map { Double($0.sums.notFinite) }, "elements",
          failure.site))
    }
    return rows
  }

  /// Every gradient's window in the first format, for a map of the network.
  private func siteRows() throws(StudyError) -> [UnderflowRow] {
    guard let name = work.formats.first else { return [] }
    let format = try UnderflowStudy.format(name)
    var rows: [UnderflowRow] = []
    for statistics in passes.reference.record.sites {
      guard statistics.site.pass != .forward, !vanishing.contains(statistics.site),
        let binades = statistics.binades, !binades.histogram.isEmpty
      else { continue }
      let exponents = binades.scales(in: format.format, cosine: Threshold.cosine)
      for (quantity, exponent) in [
        ("scale_min", exponents?.lowerBound), ("scale_max", exponents?.upperBound),
      ] {
        var row = row(quantity, exponent.map(powerOfTwo), "scale", statistics.site)
        (row.policy, row.format) = (SimulationName.sites, format.name)
        rows.append(row)
      }
    }
    return rows
  }
}

/// Names that rows of passes have beside those of policies and profiles.
enum SimulationName {
  /// The profile of a fresh network whose weights are uniform numbers.
  static let uniform = "initialisation-uniform"
  /// What stands for the policy where every site has rows of its own.
  static let sites = "every-gradient"
}

extension Transformer {
  /// Where the residual stream is at a layer's input; at the number of layers, at the head's norm.
  func streamSite(at layer: Int) -> Networks.Site {
    layer == 0
      ? Site("embedding", .embedding) : Site(layer: layer - 1, "residual", .residual)
  }
}

extension Networks.Site {
  /// The gradient of what is written here.
  var gradientSite: Networks.Site {
    Site(layer: layer, name, role, .activationGradient)
  }
}

extension [ScaleWindow] {
  /// The windows that end first, below and above, whether or not any scale serves all.
  fileprivate var ends: (below: ScaleWindow?, above: ScaleWindow?) {
    let some = filter { $0.exponents != nil }
    guard some.count == count else { return (first { $0.exponents == nil }, nil) }
    return (
      some.max { $0.exponents?.lowerBound ?? 0 < $1.exponents?.lowerBound ?? 0 },
      some.min { $0.exponents?.upperBound ?? 0 < $1.exponents?.upperBound ?? 0 }
    )
  }
}
