import Networks
import PortableMath
import Reporting
import Theory

extension PassTables {
  /// What must come out as it is known to.
  func controls() -> Table {
    Table(
      caption: "Controls of the passes",
      columns: [.init("control"), .init("must show"), .init("shows")],
      rows: [
        wide(
          Networks.PolicyCatalogue.fp32.name, "loses nothing: cosine above 1 − 1e-9, nothing lost"),
        wide(
          Networks.PolicyCatalogue.bf16Mixed.name,
          "flushes nothing that matters: energy lost below 1e-6, cosine above .99"),
        dots, uniform,
      ].compactMap { $0 })
  }

  private func wide(_ policy: String, _ must: String) -> [Table.Field]? {
    let control = passes.rows.filter {
      $0.model == UnderflowStudy.smallest && $0.policy == policy && $0.lossScale == 1
        && $0.simulatedTokens != passes.simulated
    }
    guard let cosine = control.first(where: { $0.quantity == "cosine" })?.value,
      let lost = control.first(where: { $0.quantity == "energy_lost" })?.value
    else { return nil }
    return [
      .text("\(policy) against fp64, \(UnderflowStudy.smallest)"), .text(must),
      .text(
        "worst 1 − cosine \(NumberText.significant(1 - cosine, digits: 2)), energy lost "
          + NumberText.significant(lost, digits: 2)),
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
    ]
  }

  private var uniform: [Table.Field]? {
    guard let policy = passes.policies.first else { return nil }
    func needed(_ profile: String) -> (Double, Int?, Int?)? {
      let row = passes.rows.last {
        $0.model == UnderflowStudy.smallest && $0.profile == profile && $0.policy == policy
          && $0.quantity == "scale_needed" && $0.simulatedTokens != passes.simulated
      }
      return row.flatMap { row in
        row.value.map { (Portable.log2($0), row.simulatedTokens, row.seed) }
      }
    }
    guard let uniform = needed(SimulationName.uniform),
      let normal = needed(ResidualProfile.initialisation.name)
    else { return nil }
    return [
      .text("uniform weights of the same variance, \(UnderflowStudy.smallest)"),
      .text("the same scale within the spread of seeds"),
      .text("\(UnderflowTables.signed(uniform.0 - normal.0)) binades"),
    ]
  }
}
