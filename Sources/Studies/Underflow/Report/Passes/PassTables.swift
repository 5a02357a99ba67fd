import ModelShapes
import PortableMath
import Reporting
import Theory

/// The tables of passes.
struct PassTables {
  let passes: PassResults
  let results: UnderflowResults

  /// One row a model under the first policy.
  func models() -> Table? {
    guard let policy = passes.policies.first, let tokens = passes.tokens else { return nil }
    let compared = passes.scales.filter { scale in
      passes.entries.contains { passes.row($0, "cosine", policy: policy, scale: scale) != nil }
    }
    let rows = passes.entries.map { entry -> [Table.Field] in
      let least = passes.row(entry, "scale_min", policy: policy, tokens: tokens)
      let most = passes.row(entry, "scale_max", policy: policy, tokens: tokens)
      let needed = passes.row(entry, "scale_needed", policy: policy)
      let room = passes.row(entry, "headroom_above", policy: policy)
      let spread = passes.spread(passes.needed(entry, policy))
      let before: [Table.Field] = [
        .text(entry.label), size(entry), .text(UnderflowTables.place(needed)),
        .text(spread.map(Self.spreadText) ?? ""),
        least?.value.map { .powerOfTwo($0) } ?? .empty,
        most?.value.map { .powerOfTwo($0) } ?? .empty,
        passes.row(entry, "window", policy: policy, tokens: tokens)?.value
          .map { .integer(Int($0)) } ?? .text("none"),
      ]
      let after: [Table.Field] = compared.flatMap { scale -> [Table.Field] in
        [.text(whole(entry, policy, scale)), .text(cosine(entry, policy, scale))]
      }
      return before + after + [room?.value.map { .fixed($0, places: 1) } ?? .empty]
    }
    return Table(
      caption:
        "\(policy) at \(UnderflowTables.power(tokens)) tokens per loss, model by model (simulated: "
        + "\(passes.simulated) tokens in one sequence)",
      columns: [
        .init("model"), .init("parameters"), .init("smallest gradient"),
        .init("log2 of the scale needed"), .init("S_min"), .init("S_max"),
        .init("window", unit: "binades"),
      ]
        + compared.flatMap { scale -> [Table.Column] in
          let at = NumberText.powerOfTwo(scale)
          return [
            .init("cosine of the whole gradient at \(at)"), .init("worst gradient's at \(at)"),
          ]
        }
        + [.init("forward headroom", unit: "binades")],
      rows: rows)
  }

  /// `1.32 ± 0.05`, or the one value.
  static func spreadText(_ spread: PassResults.Spread) -> String {
    NumberText.fixed(spread.mean, places: 2)
      + (spread.half.map { " ± \(NumberText.fixed($0, places: 2))" } ?? "")
  }

  private func size(_ entry: PassResults.Entry) -> Table.Field {
    let shape = try? ModelCatalogue.shape(named: entry.model)
    return shape.map { .text(UnderflowTables.size(Double($0.parameterCount.total))) } ?? .empty
  }

  /// The measured cosine of all parameters' gradients together, with how many of them lie below the
  /// threshold.
  func whole(_ entry: PassResults.Entry, _ policy: String, _ scale: Double) -> String {
    guard let row = passes.row(entry, "whole_cosine", policy: policy, scale: scale) else {
      return ""
    }
    let text = row.value.map { ReportWords.cosineText($0) } ?? "not finite"
    return text + below(entry, policy, scale, "parameter_")
  }

  private func below(
    _ entry: PassResults.Entry, _ policy: String, _ scale: Double, _ prefix: String
  ) -> String {
    func value(_ quantity: String) -> Int {
      passes.row(entry, prefix + quantity, policy: policy, scale: scale)?.value.map { Int($0) } ?? 0
    }
    let below = value("below_cosine")
    return below == 0 ? "" : " (\(below) of \(value("gradients")) below)"
  }

  /// The worst measured cosine, with how many gradients lie below the threshold.
  func cosine(_ entry: PassResults.Entry, _ policy: String, _ scale: Double) -> String {
    guard let row = passes.row(entry, "cosine", policy: policy, scale: scale) else { return "" }
    let text = row.value.map { ReportWords.cosineText($0) } ?? "not finite"
    return text + below(entry, policy, scale, "")
  }

  /// Every policy: the worst of its models.
  func policies() -> Table? {
    guard let tokens = passes.tokens else { return nil }
    let rows = passes.policies.map { policy -> [Table.Field] in
      let windows = passes.fresh.map {
        passes.row($0, "window", policy: policy, tokens: tokens)?.value
      }
      let widths = windows.compactMap { $0 }
      let measured = passes.scales.last { scale in
        passes.fresh.contains { passes.row($0, "cosine", policy: policy, scale: scale) != nil }
      }
      let cosines = measured.map { scale in
        passes.fresh.compactMap { passes.row($0, "cosine", policy: policy, scale: scale) }
      }
      let worst = cosines?.min { $0.value ?? -2 < $1.value ?? -2 }
      let good = cosines?.filter { ($0.value ?? -2) >= Threshold.cosine }.count ?? 0
      let room = passes.fresh.compactMap {
        passes.row($0, "headroom_above", policy: policy)?.value
      }.min()
      return [
        .text(policy),
        .text(
          widths.isEmpty
            ? "none"
            : UnderflowTables.range(Int(widths.min() ?? 0), Int(widths.max() ?? 0))),
        .text("\(widths.count) of \(windows.count)"),
        measured.map { .powerOfTwo($0) } ?? .empty,
        .text(worst.map { $0.value.map { ReportWords.cosineText($0) } ?? "not finite" } ?? ""),
        .text(worst.map { "\($0.model), \(UnderflowTables.place($0))" } ?? ""),
        .text(measured.flatMap { worstWhole(policy, $0) } ?? ""),
        cosines.map { .text("\(good) of \($0.count)") } ?? .empty,
        room.map { .fixed($0, places: 1) } ?? .empty,
      ]
    }
    return Table(
      caption:
        "Policies at \(UnderflowTables.power(tokens)) tokens per loss: the windows of the simulated "
        + "gradients, and the worst gradient of the worst model against the reference pass",
      columns: [
        .init("policy"), .init("window", unit: "binades"),
        .init("models that a single scale serves"),
        .init("measured at"), .init("worst cosine"), .init("where"),
        .init("worst whole gradient's"),
        .init("models with all at \(Threshold.cosineText) or more"),
        .init("least forward headroom", unit: "binades"),
      ], rows: rows)
  }

  /// The lowest cosine of a model's whole gradient.
  func worstWhole(_ policy: String, _ scale: Double) -> String? {
    let rows = passes.fresh.compactMap {
      passes.row($0, "whole_cosine", policy: policy, scale: scale)
    }
    let worst = rows.min { $0.value ?? -2 < $1.value ?? -2 }
    return worst.map { $0.value.map { ReportWords.cosineText($0) } ?? "not finite" }
  }

  /// Closed forms against passes, by site.
  func moments() -> Table {
    let own = passes.moments.filter {
      $0.simulated.simulatedTokens == passes.simulated && $0.simulated.context == passes.simulated
        && $0.simulated.profile == ResidualProfile.initialisation.name
        && UnderflowModel.variation(of: $0.simulated.model) == nil
    }
    let groups = Dictionary(grouping: own) { pair in
      "\(pair.simulated.site) \(pair.simulated.quantity)"
    }
    let names = own.map { ($0.simulated.site, $0.simulated.quantity) }
      .map { "\($0.0) \($0.1)" }.distinct
    let rows = names.compactMap { name -> [Table.Field]? in
      guard let group = groups[name], let first = group.first else { return nil }
      let differences = group.compactMap { pair -> (Double, UnderflowRow)? in
        guard let expected = pair.predicted.value, let value = pair.simulated.value, expected > 0,
          value > 0
        else { return nil }
        return (Portable.log2(value / expected), pair.simulated)
      }
      guard let worst = differences.max(by: { $0.0.magnitude < $1.0.magnitude }) else {
        return nil
      }
      let squares = differences.reduce(0) { $0 + $1.0 * $1.0 }
      let mean = differences.reduce(0) { $0 + $1.0 } / Double(differences.count)
      return [
        .text(first.simulated.site),
        .text(
          first.simulated.quantity == "stream"
            ? "forward"
            : first.simulated.role == GradientSite.Role.parameter.rawValue
              ? "parameter gradient" : "activation gradient"),
        .integer(differences.count), .text(ReportWords.signed(mean)),
        .fixed((squares / Double(differences.count)).squareRoot(), places: 2),
        .text(ReportWords.signed(worst.0)),
        .text(
          worst.1.model + (worst.1.layer.map { ", layer \($0)" } ?? "")),
      ]
    }
    return Table(
      caption:
        "Simulated rms against the closed form's, log2 of their quotient: all models, layers and seeds",
      columns: [
        .init("tensor"), .init("what"), .init("comparisons"), .init("mean", unit: "binades"),
        .init("rms", unit: "binades"), .init("worst", unit: "binades"), .init("where"),
      ], rows: rows)
  }
}
