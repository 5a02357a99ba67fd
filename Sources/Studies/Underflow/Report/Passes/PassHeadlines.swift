import PortableMath
import Reporting
import Theory

/// The findings of passes, computed from the rows.
struct PassHeadlines {
  let passes: PassResults
  let tables: PassTables

  var lines: [String] {
    [size, measured, closed].compactMap { $0 }
  }

  /// What the size of a model does, beside what else does.
  private var size: String? {
    guard let policy = passes.policies.first, let tokens = passes.tokens else { return nil }
    let found = passes.fresh.compactMap { entry in
      passes.spread(passes.needed(entry, policy)).map { (entry: entry, needed: $0.mean) }
    }
    guard found.count > 1, let least = found.min(by: { $0.needed < $1.needed }),
      let most = found.max(by: { $0.needed < $1.needed })
    else { return nil }
    let widths = passes.fresh.compactMap {
      passes.row($0, "window", policy: policy, tokens: tokens)?.value
    }
    let served = widths.count
    let range = UnderflowTables.range(Int(widths.min() ?? 0), Int(widths.max() ?? 0))
    return
      "In simulated passes under \(policy), at \(UnderflowTables.power(tokens)) tokens per loss, a single "
      + "loss scale serves every gradient of \(served) of \(passes.fresh.count) models, over \(range) "
      + "binades; the least scale lies between 2^\(NumberText.fixed(least.needed, places: 1)) "
      + "(\(least.entry.model)) and 2^\(NumberText.fixed(most.needed, places: 1)) "
      + "(\(most.entry.model)). Sixteen times the tokens per loss ask for 4 binades exactly\(context(policy))."
  }

  /// What the context does, beside that.
  private func context(_ policy: String) -> String {
    let points = tables.contexts(policy).points.sorted { $0.x < $1.x }
    guard let first = points.first, let last = points.last, first.x < last.x else { return "" }
    let factor = last.x / first.x
    let times =
      factor == factor.rounded() ? "\(Int(factor))" : NumberText.significant(factor, digits: 3)
    return
      ", \(times) times the context for \(NumberText.fixed(last.y - first.y, places: 1)) "
      + "(\(UnderflowStudy.small), \(Int(first.x)) to \(Int(last.x)) tokens)"
  }

  /// What policies did, measured.
  private var measured: String? {
    let parts = passes.policies.compactMap { policy -> String? in
      let scales = passes.scales.filter { scale in
        passes.fresh.contains { passes.row($0, "cosine", policy: policy, scale: scale) != nil }
      }
      let told = scales.compactMap { scale -> String? in
        let rows = passes.fresh.compactMap {
          passes.row($0, "cosine", policy: policy, scale: scale)
        }
        guard let worst = rows.min(by: { $0.value ?? -2 < $1.value ?? -2 }) else { return nil }
        let good = rows.filter { ($0.value ?? -2) >= Threshold.cosine }.count
        let text = worst.value.map { ReportWords.cosineText($0) } ?? "none"
        let whole = tables.worstWhole(policy, scale) ?? ""
        return
          "at \(NumberText.powerOfTwo(scale)) in \(good) of \(rows.count) (worst \(text): "
          + "\(UnderflowTables.place(worst)), \(worst.model); the whole gradient of the parameters: "
          + "\(whole) or more)"
      }
      return told.isEmpty ? nil : "\(policy) " + told.joined(separator: ", ")
    }
    guard !parts.isEmpty else { return nil }
    return
      "Models whose every gradient keeps cosine \(Threshold.cosineText) against the reference pass, by "
      + "policy and loss scale: " + parts.joined(separator: "; ") + "."
  }

  /// What the closed forms tell of passes.
  private var closed: String? {
    let pairs = passes.moments.filter {
      $0.simulated.quantity == "rms" && $0.simulated.site == "residual"
        && $0.simulated.profile == ResidualProfile.initialisation.name
    }
    let differences = pairs.compactMap { pair -> Double? in
      guard let expected = pair.predicted.value, let value = pair.simulated.value, expected > 0,
        value > 0
      else { return nil }
      return Portable.log2(value / expected)
    }
    guard differences.count > 2 else { return nil }
    let squares = differences.reduce(0) { $0 + $1 * $1 }
    let worst = differences.map(\.magnitude).max() ?? 0
    return
      "The closed forms give the residual stream's gradient to "
      + "\(NumberText.fixed((squares / Double(differences.count)).squareRoot(), places: 2)) binades "
      + "(rms of \(differences.count) comparisons, the worst \(NumberText.fixed(worst, places: 2)))"
      + (smallest ?? "") + "."
  }

  /// Which gradients need the largest scale, and in how many models.
  private var smallest: String? {
    guard let policy = passes.policies.first else { return nil }
    let sites = passes.fresh.compactMap {
      passes.row($0, "scale_needed", policy: policy)?.site
    }
    let counts = sites.distinct.map { site in (site, sites.filter { $0 == site }.count) }
    guard !counts.isEmpty else { return nil }
    let told = counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { "`\($0.0)` in \($0.1)" }
    return
      "; under \(policy) the gradient that needs the largest scale is that of "
      + told.joined(separator: ", ") + " models"
  }
}
