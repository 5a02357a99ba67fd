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
      let tensors = prediction.tensors.filter { $0.role == role }
      guard let worst = tensors.worst(tokens: tokens, lossScale: lossScale, in: limits) else {
        continue
      }
      let effect = GaussianUnderflow.effect(deviation: worst.rms, in: limits)
      let sampled = try draw.stored(deviation: worst.rms, in: format.format)
      rows += effectRows(cell, effect, sampled).map(
        place(worst.site.name, role.rawValue, worst.site.layer))
    }
    let logits = try draw.storedLogits(
      head, tokens: tokens, lossScale: lossScale, in: format.format)
    let nonTarget = head.nonTargetEffect(tokens: tokens, lossScale: lossScale, in: limits)
    rows += effectRows(cell, nonTarget, logits.nonTarget).map(
      place(SiteName.nonTarget, SiteName.logitsRole, nil))
    let whole = head.logitsEffect(tokens: tokens, lossScale: lossScale, in: limits)
    rows += pair(cell, "cosine", whole.cosine, logits.cosine, "1")
      .map(place(SiteName.logits, SiteName.logitsRole, nil))
    return rows
  }

  /// A predicted share of overflows that is not reported.
  private static let negligibleShare = 1e-9

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
    if predicted.overflowShare >= Self.negligibleShare || (sampled.overflowed.value ?? 0) > 0 {
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
