import JSON
import ModelShapes
import Networks
import PortableMath
import Reporting
import Theory

/// The rows of forward and backward passes, as the report asks for them.
struct PassResults {
  typealias Entry = UnderflowResults.Entry

  /// Every row of a pass, and the predictions for it.
  let rows: [UnderflowRow]
  /// Models that were passed as they are, by their parameters.
  let entries: [Entry]
  /// Policies, in the order of the run.
  let policies: [String]
  /// Tokens that went through each model.
  let simulated: Int
  /// Seeds, in the order of the run.
  let seeds: [Int]
  /// Loss scales of compared passes, ascending.
  let scales: [Double]

  private let byEntry: [Entry: [UnderflowRow]]

  /// The passes of a run; nil where it has none.
  init?(_ rows: [UnderflowRow], configuration: JSONValue) {
    self.rows = rows
    byEntry = Dictionary(grouping: rows) { Entry(model: $0.model, profile: $0.profile) }
    let simulated = configuration["simulated_tokens"]?.array?.first?.integer
    guard !rows.isEmpty, let simulated else { return nil }
    self.simulated = simulated
    seeds = rows.filter { $0.quantity == "loss" }.compactMap(\.seed).distinct
    let known = Set(PolicyCatalogue.names)
    policies = rows.filter { $0.quantity == "window" }.map(\.policy).filter(known.contains).distinct
    scales = rows.filter { $0.quantity == "cosine" }.compactMap(\.lossScale).distinct.sorted()
    let main = rows.filter {
      $0.quantity == "loss" && $0.simulatedTokens == simulated && $0.context == simulated
        && $0.outputLoss == nil && $0.profile != SimulationName.uniform
        && !UnderflowModel.isChanged($0.model)
    }
    var sizes: [Entry: Int] = [:]
    for row in main {
      let entry = Entry(model: row.model, profile: row.profile)
      if sizes[entry] == nil {
        sizes[entry] = (try? ModelCatalogue.shape(named: row.model))?.parameterCount.total ?? 0
      }
    }
    let found = main.map { Entry(model: $0.model, profile: $0.profile) }.distinct
    entries = found.sorted {
      (sizes[$0] ?? 0, $0.label) < (sizes[$1] ?? 0, $1.label)
    }
  }

  /// Models as they are started.
  var fresh: [Entry] { entries.filter { $0.profile == ResidualProfile.initialisation.name } }

  /// The simulated rows of an entry's quantity; what is nil is not looked at, but for the seed, which is
  /// then the first, and the tokens, which are then those of the run's models.
  func rows(
    _ entry: Entry, _ quantity: String, policy: String? = nil, tokens: Double? = nil,
    scale: Double? = nil, seed: Int? = nil, simulated: Int? = nil, context: Int? = nil,
    source: UnderflowRow.Source = .simulated
  ) -> [UnderflowRow] {
    let simulated = simulated ?? self.simulated
    let context = context ?? simulated
    let seed = seed ?? seeds.first
    return byEntry[entry, default: []].filter {
      $0.quantity == quantity && $0.source == source
        && $0.policy == policy ?? $0.policy && (tokens == nil || $0.tokens == tokens)
        && (scale == nil || $0.lossScale == scale) && $0.outputLoss == nil
        && (source == .predicted || $0.seed == seed) && $0.simulatedTokens == simulated
        && $0.context == context
    }
  }

  /// The first of these rows.
  func row(
    _ entry: Entry, _ quantity: String, policy: String? = nil, tokens: Double? = nil,
    scale: Double? = nil, seed: Int? = nil, simulated: Int? = nil, context: Int? = nil
  ) -> UnderflowRow? {
    rows(
      entry, quantity, policy: policy, tokens: tokens, scale: scale, seed: seed,
      simulated: simulated, context: context
    ).first
  }

  /// The tokens per loss of the passes; windows are reported for others, too.
  var tokens: Double? { rows.first { $0.quantity == "loss" }?.tokens }

  /// log2 of the scale that an entry needs under a policy, seed by seed.
  func needed(_ entry: Entry, _ policy: String) -> [Double] {
    seeds.compactMap { seed in
      row(entry, "scale_needed", policy: policy, seed: seed)?.value.map { Portable.log2($0) }
    }
  }

  /// log2 of the scale that is needed over the seeds.
  struct Spread {
    let mean: Double
    /// Half the width of Student's 95 % interval for the mean; nil for one seed.
    let half: Double?
  }

  /// The spread over seeds; nil without any.
  func spread(_ values: [Double]) -> Spread? {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    guard values.count > 1 else { return Spread(mean: mean, half: nil) }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    return Spread(mean: mean, half: Self.student(values.count - 1) * error)
  }

  /// The 97.5 % point of Student's t distribution; 1.96 is its limit.
  private static func student(_ degrees: Int) -> Double {
    let points = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]
    return degrees <= points.count ? points[degrees - 1] : 2.262
  }

  /// Predicted rms of gradients and streams with the simulated ones.
  var moments: [(predicted: UnderflowRow, simulated: UnderflowRow)] {
    var pairs: [(UnderflowRow, UnderflowRow)] = []
    var before: UnderflowRow?
    for row in rows where row.quantity == "rms" || row.quantity == "stream" {
      if row.source == .simulated, let predicted = before, predicted.source == .predicted,
        predicted.site == row.site, predicted.layer == row.layer, predicted.model == row.model
      {
        pairs.append((predicted, row))
      }
      before = row
    }
    return pairs
  }

  /// The rows of attention's heads alone: their rms by context, predicted, and simulated over the seeds.
  var scores: [(context: Int, predicted: Double?, rms: [Double])] {
    let own = rows.filter { $0.quantity == "scores" }
    return own.compactMap(\.context).distinct.sorted().map { context in
      let rows = own.filter { $0.context == context }
      return (
        context, rows.first { $0.source == .predicted }?.value,
        rows.filter { $0.source == .simulated }.compactMap(\.value)
      )
    }
  }
}
