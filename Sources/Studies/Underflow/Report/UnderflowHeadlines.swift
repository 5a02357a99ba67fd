import Reporting

/// The findings, computed from the rows; what the rows do not carry is not said.
struct UnderflowHeadlines {
  let results: UnderflowResults
  let tables: UnderflowTables
  let agreement: Agreement

  var lines: [String] {
    guard let format = results.formats.first, let tokens = results.referenceTokens else {
      return []
    }
    return [
      onset(format), slopes(format, tokens), scaled(format), windows(tokens),
      logits(format, tokens), sampled,
    ].compactMap { $0 }
  }

  /// Where the harm begins.
  private func onset(_ format: String) -> String? {
    let onsets = results.fresh.compactMap { entry -> (model: String, tokens: Double)? in
      let row = results.row(entry, "onset_cosine") {
        $0.format == format && $0.role == "activation-gradient"
          && $0.lossScale == results.scales.first
      }
      return row?.value.map { (entry.model, $0) }
    }
    guard let least = onsets.min(by: { $0.tokens < $1.tokens }),
      let greatest = onsets.max(by: { $0.tokens < $1.tokens })
    else { return nil }
    func tokens(_ value: Double) -> String { NumberText.significant(value, digits: 2) }
    return
      "At initialisation and without a loss scale, the worst activation gradient in \(format) falls below "
      + "cosine .99 at \(tokens(least.tokens)) tokens per loss in \(least.model) and at "
      + "\(tokens(greatest.tokens)) in \(greatest.model), the first and the last of the models."
  }

  /// What moves the loss scale that is needed.
  private func slopes(_ format: String, _ tokens: Double) -> String? {
    guard let byTokens = tables.tokenSlopes(format) else { return nil }
    let signed = UnderflowTables.signed
    let families = results.families.compactMap { family -> String? in
      tables.neededSlope(format, tokens, results.sized.filter { $0.entry.family == family })
        .map { "\(signed($0.slope)) in \(family)" }
    }
    let alone = [UnderflowModel.Factor.width, .depth].compactMap { factor -> String? in
      tables.neededSlope(format, tokens, results.grid(factor))
        .map { "the \(factor.rawValue) alone \(signed($0.slope))" }
    }
    guard !families.isEmpty, !alone.isEmpty else { return nil }
    return
      "Binades of loss scale that a doubling asks for: tokens per loss \(signed(byTokens.mean)) "
      + "(\(signed(byTokens.least)) to \(signed(byTokens.greatest)) by model); parameters "
      + families.joined(separator: ", ") + "; in \(UnderflowStudy.base) "
      + alone.joined(separator: ", ") + "."
  }

  /// The first format at the largest scale of the run.
  private func scaled(_ format: String) -> String? {
    guard let scale = results.scales.last, scale > 1 else { return nil }
    let cases = results.fresh.flatMap { entry in
      results.tokens.map { (entry: entry, tokens: $0) }
    }
    let cells = cases.map { tables.cosine($0.entry, format, $0.tokens, scale) }
    let windows = cases.map { entry, tokens -> Bool in
      func value(_ quantity: String) -> Double? {
        results.row(entry, quantity) { $0.format == format && $0.tokens == tokens }?.value
      }
      guard let least = value("scale_min"), let greatest = value("scale_max") else {
        return false
      }
      return least <= scale && scale <= greatest
    }
    guard let worst = cells.compactMap({ $0 }).min(), !cells.contains(where: { $0 == nil }) else {
      return nil
    }
    let inside = windows.filter { $0 }.count
    let exceptions = zip(cases, windows).filter { !$0.1 }.map {
      "\($0.0.entry.model) at \(UnderflowTables.power($0.0.tokens))"
    }
    let named =
      exceptions.isEmpty || exceptions.count > 4
      ? "" : "; not " + exceptions.joined(separator: ", ")
    return
      "With a loss scale of \(NumberText.powerOfTwo(scale)) the worst tensor in \(format) keeps a "
      + "cosine of \(UnderflowTables.cosineText(worst)), and the scale lies inside the usable window in "
      + "\(inside) of \(windows.count) cases (\(results.fresh.count) models, tokens per loss "
      + "\(UnderflowTables.power(results.tokens.first)) to "
      + "\(UnderflowTables.power(results.tokens.last))\(named))."
  }

  /// Windows by format.
  private func windows(_ tokens: Double) -> String? {
    let parts = results.formats.compactMap { format -> String? in
      let found = results.fresh.map { entry in
        results.row(entry, "window") { $0.format == format && $0.tokens == tokens }?.value
      }
      let widths = found.compactMap { $0 }
      guard let least = widths.min(), let greatest = widths.max() else {
        return "\(format) none"
      }
      let none = found.filter { ($0 ?? -1) < 0 }.count
      let range = least == greatest ? "\(Int(least))" : "\(Int(least)) to \(Int(greatest))"
      return "\(format) \(range)" + (none > 0 ? " (no single scale for \(none) models)" : "")
    }
    guard !parts.isEmpty else { return nil }
    return
      "Usable loss-scale window at \(UnderflowTables.power(tokens)) tokens per loss, in binades: "
      + parts.joined(separator: ", ") + "."
  }

  /// What flushes first, and how little it weighs.
  private func logits(_ format: String, _ tokens: Double) -> String? {
    guard let low = results.scales.first else { return nil }
    func values(_ quantity: String, _ site: String) -> [Double] {
      results.fresh.compactMap { entry in
        results.row(entry, quantity) {
          $0.format == format && $0.tokens == tokens && $0.lossScale == low && $0.site == site
            && $0.source == .predicted
        }?.value
      }
    }
    let flushed = values("flushed", Site.nonTarget)
    let energy = values("energy_lost", Site.nonTarget)
    let whole = values("cosine", Site.logits)
    guard let least = flushed.min(), let leastEnergy = energy.min(), let cosine = whole.min() else {
      return nil
    }
    return
      "First to flush are the logits that are not targets: at \(NumberText.powerOfTwo(tokens)) "
      + "tokens per loss, at scale \(NumberText.powerOfTwo(low)), at least "
      + "\(NumberText.significant(least * 100, digits: 3)) % of them in \(format) (with "
      + "\(NumberText.significant(leastEnergy * 100, digits: 2)) % or more of their energy), while the "
      + "whole tensor of logit gradients, targets included, keeps a cosine of "
      + "\(UnderflowTables.cosineText(cosine)): a flushed share alone is no measure of harm."
  }

  /// Prediction against sampling.
  private var sampled: String? {
    guard let worst = agreement.worst, let within = agreement.share(within: 2) else { return nil }
    return "The closed forms agree with the casts: of \(agreement.comparisons.count) comparisons "
      + "\(NumberText.fixed(within * 100, places: 1)) % lie within 2 standard errors, the worst at "
      + "\(NumberText.fixed(worst.deviation.magnitude, places: 1)) (\(worst.row.quantity.replacing("_", with: " ")) of "
      + "\(worst.row.site), \(worst.row.model), \(worst.row.format))."
  }
}
