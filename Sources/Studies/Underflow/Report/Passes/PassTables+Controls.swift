import Networks
import PortableMath
import Reporting
import Theory

extension PassTables {
  /// What must come out as it is known to.
  func controls() -> Table {
    Table(
      caption: "Controls of the passes",
      columns: [.init("control"), .init("must show"), .init("shows"), .init("holds")],
      rows: [
        wide(PolicyCatalogue.fp32.name, departure: 1e-9, lost: 1e-30),
        wide(PolicyCatalogue.bf16Mixed.name, departure: 0.01, lost: 1e-6),
        dots, uniform, postNorm,
      ].compactMap { $0 })
  }

  /// A policy with binary32's range, which loses next to nothing.
  ///
  /// - Parameters:
  ///   - departure: what 1 − cosine must be below, gradient by gradient.
  ///   - lost: what the share of a gradient's energy must be below that was lost.
  private func wide(_ policy: String, departure: Double, lost most: Double) -> [Table.Field]? {
    let control = passes.rows.filter {
      $0.model == UnderflowStudy.smallest && $0.policy == policy && $0.lossScale == 1
        && $0.simulatedTokens != passes.simulated
    }
    guard let cosine = control.first(where: { $0.quantity == "cosine" })?.value,
      let lost = control.first(where: { $0.quantity == "energy_lost" })?.value
    else { return nil }
    return [
      .text("\(policy) against fp64, \(UnderflowStudy.smallest)"),
      .text(
        "1 − cosine below \(NumberText.significant(departure, digits: 1)), energy lost below "
          + NumberText.significant(most, digits: 1)),
      .text(
        "worst \(NumberText.significant(1 - cosine, digits: 2)), energy lost "
          + NumberText.significant(lost, digits: 2)),
      ReportWords.verdict(1 - cosine < departure && lost < most),
    ]
  }

  private var dots: [Table.Field]? {
    let errors = passes.rows.filter { $0.quantity == "dot_error" }
    guard let worst = errors.max(by: { $0.value ?? 0 < $1.value ?? 0 }), let value = worst.value
    else { return nil }
    return [
      .text(
        "binary64 against MPFR: 64 results of every product, "
          + ReportWords.counted(errors.map(\.model).distinct.count, "model")),
      .text("differences of rounding alone: below 1e-12 of Σ|terms|"),
      .text(
        "\(NumberText.significant(value, digits: 2)) of Σ|terms|, at "
          + "\(UnderflowTables.place(worst)), \(worst.model)"),
      ReportWords.verdict(value < 1e-12),
    ]
  }

  /// Norms behind the sums, which make the stream anew in every layer: the closed form's gradients.
  private var postNorm: [Table.Field]? {
    let rows = passes.rows.filter {
      $0.model == "\(UnderflowStudy.smallest) residual=post-norm" && $0.quantity == "rms"
        && $0.site == "residual"
    }
    func binades(_ source: UnderflowRow.Source) -> [(layer: Int, rms: Double)] {
      rows.filter { $0.source == source }.compactMap { row in
        row.layer.flatMap { layer in row.value.map { (layer, Portable.log2($0)) } }
      }.sorted { $0.layer < $1.layer }
    }
    let (predicted, simulated) = (binades(.predicted), binades(.simulated))
    let worst = zip(predicted, simulated).map { ($1.rms - $0.rms).magnitude }.max()
    // Layer 0 takes the embedding, which has another rms than the norms give.
    guard let worst, predicted.count == simulated.count, simulated.count > 2,
      let first = simulated.dropFirst().first, let last = simulated.last
    else { return nil }
    let bound = 0.1
    return [
      .text("post-norm in place of its arrangement, \(UnderflowStudy.smallest)"),
      .text(
        "the stream's gradient at every layer as the closed form has it, to "
          + "\(NumberText.fixed(bound, places: 1)) binades"),
      .text(
        "differences of at most \(NumberText.fixed(worst, places: 2)); from the head back to layer "
          + "\(first.layer) it changes by \(ReportWords.signed(first.rms - last.rms)) binades"),
      ReportWords.verdict(worst <= bound),
    ]
  }

  /// Weights of another law: as far apart as two seeds may be. The seeds are of passes of the run's tokens,
  /// the control of more, which differ less.
  private var uniform: [Table.Field]? {
    guard let policy = passes.policies.first else { return nil }
    let seeds = passes.needed(
      PassResults.Entry(
        model: UnderflowStudy.smallest, profile: ResidualProfile.initialisation.name), policy)
    func needed(_ profile: String) -> Double? {
      let row = passes.rows.last {
        $0.model == UnderflowStudy.smallest && $0.profile == profile && $0.policy == policy
          && $0.quantity == "scale_needed" && $0.simulatedTokens != passes.simulated
      }
      return row?.value.map { Portable.log2($0) }
    }
    guard let uniform = needed(SimulationName.uniform),
      let normal = needed(ResidualProfile.initialisation.name),
      let half = passes.spread(seeds)?.half
    else { return nil }
    // From the interval of the mean of n seeds to that of the difference of two.
    let bound = half * (2 * Double(seeds.count)).squareRoot()
    return [
      .text("uniform weights of the same variance, \(UnderflowStudy.smallest)"),
      .text(
        "the same scale to \(NumberText.fixed(bound, places: 2)) binades, the 95 % interval for two seeds"
      ),
      .text("\(ReportWords.signed(uniform - normal)) binades"),
      ReportWords.verdict((uniform - normal).magnitude <= bound),
    ]
  }
}
