import FloatFormats
import ModelShapes
import Theory

extension UnderflowStudy {
  /// The cosine that a tensor should keep.
  static let cosineWanted = 0.99

  func windowRows(
    _ cell: UnderflowCell, _ prediction: ResidualPrediction, _ format: NamedFormat,
    _ tokens: Double
  ) -> [UnderflowRow] {
    let limits = FormatLimits(format.format)
    let deviation = GaussianUnderflow.deviation(cosine: Self.cosineWanted, in: limits)
    let tensors = prediction.tensors
    let found = prediction.window(
      tokens: tokens, cosine: Self.cosineWanted, deviation: deviation, in: limits)
    let window = found.window
    let rms = tensors.map { $0.rms(tokens: tokens) }
    let least = rms.min() ?? 0

    func row(
      _ quantity: String, _ value: Double?, _ unit: String, _ site: GradientSite?,
      orElse name: String = Site.all
    ) -> UnderflowRow {
      var row = cell.row(quantity, value, unit)
      (row.format, row.tokens) = (format.name, tokens)
      (row.site, row.layer) = (site?.name ?? name, site?.layer)
      row.role = site?.role.rawValue ?? (name == Site.logits ? Site.logitsRole : "")
      return row
    }
    let smallest = tensors.first { $0.rms(tokens: tokens) == least }
    let rooms = tensors.map { site in
      (site: site, room: site.headroom(tokens: tokens, in: limits))
    }
    let tightest = rooms.min { $0.room.above < $1.room.above }
    let best = bestScale(tensors, tokens, limits)
    var bestRow = row("best_cosine", best?.cosine, "1", nil)
    bestRow.lossScale = best?.scale
    return [
      row(
        "scale_min", window.minimumExponent.map(powerOfTwo), "scale", found.limitedBelow,
        orElse: Site.logits),
      row(
        "scale_max", powerOfTwo(window.maximumExponent), "scale", found.limitedAbove,
        orElse: Site.logits),
      row("window", window.binades.map { Double($0) }, "binades", nil),
      row("scale_needed", deviation.map { $0 / least }, "scale", smallest),
      bestRow,
      row("headroom_above", tightest?.room.above, "binades", tightest?.site),
      row("headroom_below", rooms.map(\.room.below).min(), "binades", smallest),
    ]
  }

  /// The power of two at which the worst tensor's cosine is best, the smallest of equals; tensors
  /// between the smallest and the largest rms are never the worst.
  private func bestScale(_ tensors: [GradientSite], _ tokens: Double, _ limits: FormatLimits)
    -> (scale: Double, cosine: Double)?
  {
    let rms = tensors.map { $0.rms(tokens: tokens) }
    guard let least = rms.min(), let greatest = rms.max() else { return nil }
    func cosine(_ deviation: Double) -> Double {
      GaussianUnderflow.effect(deviation: deviation, in: limits).cosine ?? 0
    }
    // From where the largest gradients begin to be stored to where the smallest overflow.
    let from = (limits.leastNonzero / greatest).exponent - 2
    let through = (limits.largest / least).exponent + 2
    var best: (scale: Double, cosine: Double)?
    for exponent in from...through {
      let scale = powerOfTwo(Int(exponent))
      // The product's smaller factor settles most exponents without the other.
      let lower = cosine(least * scale)
      if let best, lower <= best.cosine { continue }
      let worst = min(lower, cosine(greatest * scale))
      if worst > best?.cosine ?? -1 { best = (scale, worst) }
    }
    return best
  }
}

/// 2 to an integer power within binary64's range.
func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}
