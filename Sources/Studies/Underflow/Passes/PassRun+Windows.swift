import FloatFormats
import Networks
import PortableMath

extension PassRun {
  /// Windows of formats that every gradient is stored in.
  func storedWindows() throws(StudyError) -> [UnderflowRow] {
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
  func policyWindows() throws(StudyError) -> [UnderflowRow] {
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

  /// Every gradient's window in the first format, for a map of the network.
  func siteRows() throws(StudyError) -> [UnderflowRow] {
    guard let name = work.formats.first else { return [] }
    let format = try UnderflowStudy.format(name)
    var rows: [UnderflowRow] = []
    for statistics in passes.reference.record.sites {
      guard statistics.site.pass != .forward, !vanishing.contains(statistics.site),
        let binades = statistics.binades, binades.nonzero > 0
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
