import Networks

extension PassRun {
  /// What a policy did to a pass: its worst gradients, and where its forward pass fails.
  func variantRows(
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
}
