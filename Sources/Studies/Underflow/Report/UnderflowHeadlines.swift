import Reporting
import Theory

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
    let scale = results.scales.first
    let onsets = results.fresh.compactMap { entry in
      results.onset(entry, format, scale).map { (entry: entry, tokens: $0) }
    }
    guard let least = onsets.min(by: { $0.tokens < $1.tokens }),
      let greatest = onsets.max(by: { $0.tokens < $1.tokens })
    else { return nil }
    func at(_ entry: UnderflowResults.Entry, role: GradientSite.Role? = nil) -> String {
      UnderflowResults.onsetText(results.onset(entry, format, scale, role: role) ?? 0)
    }
    let start =
      "At initialisation and \(UnderflowResults.scaleText(scale)), the first gradient tensor in "
      + "\(format) falls below cosine \(Threshold.cosineText) \(at(least.entry)) in "
      + least.entry.model
    let activation = at(least.entry, role: .activation)
    if least.entry == greatest.entry {
      return start + "; the first activation gradient \(activation)."
    }
    let last = at(greatest.entry, role: .activation)
    let areActivations = activation == at(least.entry) && last == at(greatest.entry)
    return start
      + " and \(at(greatest.entry)) in \(greatest.entry.model), the first and the last of the "
      + (areActivations
        ? "models: an activation gradient in both."
        : "models; their first activation gradients \(activation) and \(last).")
  }

  /// What moves the loss scale that is needed.
  private func slopes(_ format: String, _ tokens: Double) -> String? {
    guard let byTokens = tables.tokenSlopes(format) else { return nil }
    let signed = ReportWords.signed
    func text(_ points: [UnderflowTables.Point]) -> String? {
      guard let slope = tables.neededSlope(format, tokens, points)?.slope,
        let span = tables.neededSlopes(format, points)
      else { return nil }
      let range = UnderflowTables.spanText(span)
      return signed(slope) == range ? range : "\(signed(slope)) (\(range))"
    }
    let families = results.families.compactMap { family in
      text(results.sized.filter { $0.entry.family == family }).map { "\($0) in \(family)" }
    }
    let alone = [UnderflowModel.Factor.width, .depth].compactMap { factor in
      text(results.grid(factor)).map { "the \(factor.rawValue) alone \($0)" }
    }
    guard !families.isEmpty, !alone.isEmpty else { return nil }
    return
      "Binades of loss scale that a doubling asks for: tokens per loss \(signed(byTokens.mean)) "
      + "(\(signed(byTokens.least)) to \(signed(byTokens.greatest)) by model); at "
      + "\(UnderflowTables.power(tokens)) tokens per loss (in parentheses: least and greatest over "
      + "\(results.tokensText)) parameters " + families.joined(separator: ", ") + "; in "
      + "\(UnderflowStudy.base) " + alone.joined(separator: ", ") + "."
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
        results.value(entry, quantity, format, tokens: tokens)
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
      "With a loss scale of \(NumberText.powerOfTwo(scale)) the worst tensor in \(format) is predicted to "
      + "keep a cosine of \(ReportWords.cosineText(worst)) (tensors counted whole: the logits with "
      + "their targets), and the scale lies inside the usable window in "
      + "\(inside) of \(ReportWords.counted(windows.count, "case")) "
      + "(\(ReportWords.counted(results.fresh.count, "model")), tokens per loss "
      + "\(results.tokensText)\(named))."
  }

  /// Windows by format.
  private func windows(_ tokens: Double) -> String? {
    let parts = results.formats.compactMap { format -> String? in
      let found = results.fresh.map { entry in
        results.value(entry, "window", format, tokens: tokens)
      }
      let widths = found.compactMap { $0 }
      guard let least = widths.min(), let greatest = widths.max() else {
        return "\(format) none"
      }
      let none = found.filter { ($0 ?? -1) < 0 }.count
      let range = least == greatest ? "\(Int(least))" : "\(Int(least)) to \(Int(greatest))"
      return "\(format) \(range)"
        + (none > 0 ? " (no single scale for \(ReportWords.counted(none, "model")))" : "")
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
        results.value(entry, quantity, format, tokens: tokens, scale: low, site: site)
      }
    }
    let flushed = values("flushed", SiteName.nonTarget)
    let energy = values("energy_lost", SiteName.nonTarget)
    let whole = values("cosine", SiteName.logits)
    // "First" is of every model, and a missing cosine is one of a tensor that is all zero.
    let others = results.fresh.compactMap { entry in
      results.rows(entry).first {
        $0.quantity == "flushed" && $0.format == format && $0.tokens == tokens
          && $0.lossScale == low && $0.site != SiteName.nonTarget && $0.role == SiteName.logitsRole
          && $0.source == .predicted
      }?.value
    }
    let count = results.fresh.count
    guard [flushed, energy, whole, others].allSatisfy({ $0.count == count }),
      zip(flushed, others).allSatisfy({ $0 > $1 }), let least = flushed.min(),
      least >= Threshold.flushedShare,
      let leastEnergy = energy.min(), let cosine = whole.min(),
      cosine >= Threshold.cosine
    else { return nil }
    return
      "First to flush are the logits that are not targets: at \(NumberText.powerOfTwo(tokens)) "
      + "tokens per loss, \(UnderflowResults.scaleText(low)), \(Self.atLeast(least)) of them in "
      + "\(format) (with \(Self.atLeast(leastEnergy)) of their energy), while the "
      + "whole tensor of logit gradients, targets included, is predicted to keep a cosine of "
      + "\(ReportWords.cosineText(cosine)): a flushed share alone is no measure of harm."
  }

  /// A lower bound of a share, rounded down: `at least 99.9 %`; only 1 itself is `all`.
  static func atLeast(_ share: Double) -> String {
    if share >= 1 { return "all" }
    let tenths = (share * 1000).rounded(.down)
    return "at least " + NumberText.fixed(tenths / 10, places: 1) + " %"
  }

  /// Prediction against sampling.
  private var sampled: String? {
    let usual = Agreement.usualDeviation
    guard let worst = agreement.worst, let within = agreement.share(within: usual) else {
      return nil
    }
    let count = ReportWords.counted(agreement.comparisons.count, "distinct comparison")
    let found =
      "of \(count) \(NumberText.fixed(within * 100, places: 1)) % lie within \(Int(usual)) "
      + "standard errors, the worst at \(NumberText.fixed(worst.deviation.magnitude, places: 1)) "
      + "(\(worst.row.quantity.replacing("_", with: " ")) of \(worst.row.site), "
      + "\(worst.row.model), \(worst.row.format))"
    return switch agreement.verdict {
    case true?: "The closed forms agree with the casts: \(found)."
    case false?: "The closed forms disagree with the casts: \(found)."
    case nil:
      "Whether the closed forms agree with the casts takes \(Agreement.fewestComparisons) "
        + "comparisons at least to say: \(found)."
    }
  }
}
