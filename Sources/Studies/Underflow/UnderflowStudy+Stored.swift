import FloatFormats
import ModelShapes
import Theory

extension UnderflowStudy {
  /// What storing does to the worst activation gradient, the worst parameter gradient and the logits,
  /// predicted and sampled.
  func storedRows(
    _ cell: UnderflowCell, _ prediction: ResidualPrediction, _ formatName: String,
    _ lossScale: Double, _ tokens: Double, _ draw: NormalDraw
  ) throws(StudyError) -> [UnderflowRow] {
    let format = try Self.format(formatName)
    let limits = FormatLimits(format.format)
    let head = FreshHead(cell.model.shape)
    func place(_ site: String, _ role: String, _ layer: Int?) -> (UnderflowRow) -> UnderflowRow {
      { row in
        var row = row
        (row.format, row.lossScale, row.tokens) = (format.name, lossScale, tokens)
        (row.site, row.role, row.layer) = (site, role, layer)
        return row
      }
    }
    var rows: [UnderflowRow] = []
    for role in [GradientSite.Role.activation, .parameter] {
      let tensors = prediction.tensors(role)
      guard let worst = Self.worst(of: tensors, tokens, lossScale, limits) else { continue }
      let effect = GaussianUnderflow.effect(deviation: worst.deviation, in: limits)
      let sampled = try draw.stored(deviation: worst.deviation, in: format.format)
      rows += effectRows(cell, effect, sampled).map(
        place(worst.site.name, role.rawValue, worst.site.layer))
    }
    let logits = try draw.storedLogits(
      head, tokens: tokens, lossScale: lossScale, in: format.format)
    let nonTarget = head.nonTargetEffect(tokens: tokens, lossScale: lossScale, in: limits)
    rows += effectRows(cell, nonTarget, logits.nonTarget).map(
      place(Site.nonTarget, Site.logitsRole, nil))
    let whole = head.logitsEffect(tokens: tokens, lossScale: lossScale, in: limits)
    rows += pair(cell, "cosine", whole.cosine, logits.cosine, "1")
      .map(place(Site.logits, Site.logitsRole, nil))
    return rows
  }

  /// The tensor whose cosine is the lowest, and its scaled rms: the one with the smallest rms or, when
  /// that overflows, the one with the largest.
  private static func worst(
    of tensors: [GradientSite], _ tokens: Double, _ lossScale: Double, _ limits: FormatLimits
  ) -> (site: GradientSite, deviation: Double)? {
    func rms(_ site: GradientSite) -> Double { site.rms(tokens: tokens, lossScale: lossScale) }
    guard let least = tensors.min(by: { rms($0) < rms($1) }),
      let greatest = tensors.max(by: { rms($0) < rms($1) })
    else { return nil }
    func cosine(_ site: GradientSite) -> Double {
      GaussianUnderflow.effect(deviation: rms(site), in: limits).cosine ?? 0
    }
    let site = cosine(least) <= cosine(greatest) ? least : greatest
    return (site, rms(site))
  }

  private func effectRows(
    _ cell: UnderflowCell, _ predicted: RoundingEffect, _ sampled: StoredSample
  ) -> [UnderflowRow] {
    let subnormal = predicted.subnormalOrZeroShare - predicted.flushedShare
    var rows =
      pair(cell, "flushed", predicted.flushedShare, sampled.flushed, "share")
      + pair(cell, "subnormal", subnormal, sampled.subnormal, "share")
      + pair(cell, "energy_lost", predicted.flushedEnergy, sampled.energyLost, "share")
      + pair(cell, "cosine", predicted.cosine, sampled.cosine, "1")
    // Most tensors are far from overflow: a row that is not there says that nothing overflowed.
    if predicted.overflowShare >= 1e-9 || (sampled.overflowed.value ?? 0) > 0 {
      rows += pair(cell, "overflowed", predicted.overflowShare, sampled.overflowed, "share")
    }
    return rows
  }

  private func pair(
    _ cell: UnderflowCell, _ quantity: String, _ predicted: Double?, _ sampled: Estimate,
    _ unit: String
  ) -> [UnderflowRow] {
    var measured = cell.row(quantity, sampled.value, unit)
    measured.standardError = sampled.standardError
    measured.source = .sampled
    return [cell.row(quantity, predicted, unit), measured]
  }
}
