import FloatFormats
import ModelShapes
import Theory

extension UnderflowStudy {
  func windowRows(
    _ cell: UnderflowCell, _ prediction: ResidualPrediction, _ format: NamedFormat,
    _ tokens: Double
  ) -> [UnderflowRow] {
    let limits = FormatLimits(format.format)
    let deviation = GaussianUnderflow.deviation(cosine: Threshold.cosine, in: limits)
    let tensors = prediction.tensors
    let found = prediction.window(
      tokens: tokens, cosine: Threshold.cosine, deviation: deviation, in: limits)
    let window = found.window
    let rms = tensors.map { $0.rms(tokens: tokens) }
    let least = rms.min() ?? 0

    func row(
      _ quantity: String, _ value: Double?, _ unit: String, _ site: GradientSite?,
      orElse name: String = SiteName.all
    ) -> UnderflowRow {
      var row = cell.row(quantity, value, unit)
      (row.format, row.tokens) = (format.name, tokens)
      (row.site, row.layer) = (site?.name ?? name, site?.layer)
      row.role = site?.role.rawValue ?? (name == SiteName.logits ? SiteName.logitsRole : "")
      return row
    }
    let smallest = tensors.first { $0.rms(tokens: tokens) == least }
    let rooms = tensors.map { site in
      (site: site, room: site.headroom(tokens: tokens, in: limits))
    }
    let tightest = rooms.min { $0.room.above < $1.room.above }
    let best = tensors.bestScale(tokens: tokens, in: limits)
    var bestRow = row("best_cosine", best?.cosine, "1", nil)
    bestRow.lossScale = best?.scale
    return [
      row(
        "scale_min", window.minimumExponent.map(powerOfTwo), "scale", found.limitedBelow,
        orElse: SiteName.logits),
      row(
        "scale_max", powerOfTwo(window.maximumExponent), "scale", found.limitedAbove,
        orElse: SiteName.logits),
      row("window", window.binades.map { Double($0) }, "binades", nil),
      row("scale_needed", deviation.map { $0 / least }, "scale", smallest),
      bestRow,
      row("headroom_above", tightest?.room.above, "binades", tightest?.site),
      row("headroom_below", rooms.map(\.room.below).min(), "binades", smallest),
    ]
  }
}

/// 2 to an integer power within binary64's range.
func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}
