import PortableMath
import Reporting
import Theory

extension PassTables {
  /// A factor's values and log2 of the scale needed at each.
  private typealias Points = [(x: Double, y: Double)]

  /// What moves the scale that the first policy needs.
  func factors() -> Table? {
    guard let policy = passes.policies.first, let tokens = passes.tokens else { return nil }
    let format = results.formats.first ?? ""
    func line(_ points: Points) -> LeastSquares? {
      points.count >= 2 ? LeastSquares(points.map { (Portable.log2($0.x), $0.y) }) : nil
    }
    func predicted(_ entries: [(value: Double, entry: PassResults.Entry)]) -> LeastSquares? {
      line(
        entries.compactMap { point in
          results.value(point.entry, "scale_needed", format, tokens: tokens).map {
            (point.value, Portable.log2($0))
          }
        })
    }
    func simulated(_ entries: [(value: Double, entry: PassResults.Entry)]) -> Points {
      entries.compactMap { point in
        passes.spread(passes.needed(point.entry, policy)).map { (point.value, $0.mean) }
      }
    }
    func row(
      _ name: String, _ points: Points, predicted: LeastSquares?, text: (Double) -> String
    ) -> [Table.Field]? {
      guard let found = line(points), let least = points.map(\.x).min(),
        let greatest = points.map(\.x).max()
      else { return nil }
      return [
        .text(name), .text("\(text(least)) – \(text(greatest))"),
        .text(predicted.map(Self.slopeText) ?? ""), .text(Self.slopeText(found)),
        .fixed(points.map(\.y).max().map { $0 - (points.map(\.y).min() ?? 0) } ?? 0, places: 2),
        found.determination.map { .fixed($0, places: 2) } ?? .empty,
      ]
    }
    var rows: [[Table.Field]?] = []
    let sized = passes.fresh.compactMap { entry in
      results.parameters(entry).map { (value: $0, entry: entry) }
    }
    for family in sized.map(\.entry.family).distinct {
      let own = sized.filter { $0.entry.family == family }
      guard own.count > 2 else { continue }
      rows.append(
        row(
          "parameters, \(family)", simulated(own), predicted: predicted(own),
          text: UnderflowTables.size))
    }
    if sized.map(\.entry.family).distinct.count > 1 {
      rows.append(
        row(
          "parameters, all models", simulated(sized), predicted: predicted(sized),
          text: UnderflowTables.size))
    }
    for factor in [UnderflowModel.Factor.width, .depth] {
      let grid = results.grid(factor).filter { !passes.needed($0.entry, policy).isEmpty }
      rows.append(
        row(
          "\(factor.rawValue) alone (\(UnderflowStudy.base))", simulated(grid),
          predicted: predicted(grid), text: UnderflowTables.size))
    }
    let batches = microBatches(policy)
    rows.append(
      row(
        "tokens of a micro-batch, each sequence \(batches.shortest) (\(UnderflowStudy.small))",
        batches.points, predicted: nil, text: UnderflowTables.size))
    let contexts = contexts(policy)
    rows.append(
      row(
        "context, \(contexts.tokens) tokens (\(UnderflowStudy.small))", contexts.points,
        predicted: nil, text: UnderflowTables.size))
    return Table(
      caption:
        "What moves the loss scale that \(policy) needs at \(UnderflowTables.power(tokens)) tokens per "
        + "loss: binades per doubling of the factor",
      columns: [
        .init("factor"), .init("range"), .init("predicted (stored gradients)"),
        .init("simulated"), .init("moved in all", unit: "binades"), .init("R²"),
      ], rows: rows.compactMap { $0 })
  }

  /// Tokens and contexts that the small model was passed with.
  private var sizes: [(simulated: Int, context: Int)] {
    passes.rows.compactMap { row -> [Int]? in
      guard row.model == UnderflowStudy.small, row.quantity == "loss",
        let simulated = row.simulatedTokens, let context = row.context
      else { return nil }
      return [simulated, context]
    }.distinct.map { ($0[0], $0[1]) }
  }

  /// log2 of the scale that the small model needs, over the seeds.
  private func needed(_ policy: String, _ size: (simulated: Int, context: Int)) -> Double? {
    let small = PassResults.Entry(
      model: UnderflowStudy.small, profile: ResidualProfile.initialisation.name)
    let values = passes.seeds.compactMap { seed in
      passes.row(
        small, "scale_needed", policy: policy, seed: seed, simulated: size.simulated,
        context: size.context)?.value.map { Portable.log2($0) }
    }
    return passes.spread(values)?.mean
  }

  /// What the context does, with as many tokens.
  func contexts(_ policy: String) -> (tokens: Int, points: [(x: Double, y: Double)]) {
    let most = sizes.map(\.simulated).max() ?? 0
    return (
      most,
      sizes.filter { $0.simulated == most }.compactMap { size in
        needed(policy, size).map { (Double(size.context), $0) }
      }
    )
  }

  /// What more sequences of one length do.
  private func microBatches(_ policy: String) -> (shortest: Int, points: Points) {
    let most = sizes.map(\.simulated).max() ?? 0
    let shortest = sizes.filter { $0.simulated == most }.map(\.context).min() ?? 0
    return (
      shortest,
      sizes.filter { $0.context == shortest }.compactMap { size in
        needed(policy, size).map { (Double(size.simulated), $0) }
      }
    )
  }

  private static func slopeText(_ line: LeastSquares) -> String {
    let error = line.standardError.map { NumberText.fixed($0, places: 2) } ?? "0.00"
    return ReportWords.signed(line.slope) + (error == "0.00" ? "" : " ± " + error)
  }

  /// Outputs that are more sure: how many binades more scale they need.
  func confidence() -> Table? {
    guard let policy = passes.policies.first else { return nil }
    struct Output: Hashable {
      let model: String
      let simulated: Int?
      let seed: Int?
    }
    var own: [Output: (loss: Double, needed: Double)] = [:]
    var losses: [Output: Double] = [:]
    for row in passes.rows where row.outputLoss == nil {
      let output = Output(
        model: row.model, simulated: row.simulatedTokens, seed: row.seed)
      guard row.context == 32, let value = row.value else { continue }
      if row.quantity == "loss", row.lossScale == nil { losses[output] = value }
      if row.quantity == "scale_needed", row.policy == policy, let loss = losses[output] {
        own[output] = (loss, Portable.log2(value))
      }
    }
    var shifts: [Double: [Double]] = [:]
    var base: [Double] = []
    for row in passes.rows where row.quantity == "scale_needed" && row.policy == policy {
      guard let loss = row.outputLoss, let value = row.value,
        let fresh = own[
          Output(model: row.model, simulated: row.simulatedTokens, seed: row.seed)]
      else { continue }
      shifts[loss, default: []].append(Portable.log2(value) - fresh.needed)
      base.append(fresh.loss)
    }
    guard !shifts.isEmpty else { return nil }
    let fresh = base.reduce(0, +) / Double(base.count)
    return Table(
      caption:
        "How sure the output is: the scale that \(policy) needs, against that of a fresh output (loss "
        + "\(NumberText.significant(fresh, digits: 3)) nats), \(UnderflowStudy.small)",
      columns: [.init("loss of every token", unit: "nats"), .init("shift", unit: "binades")],
      rows: shifts.keys.sorted(by: >).map { loss in
        let spread = passes.spread(shifts[loss] ?? [])
        return [.number(loss), .text(spread.map(Self.spreadText) ?? "")]
      })
  }
}
