import PortableMath

/// What TRL's DPO trainer logs beside the loss, means over pairs.
public struct PreferenceMetrics: Hashable, Sendable {
  /// β·(log π − log π_ref) of the chosen responses.
  public var chosen = 0.0
  /// The same of the rejected.
  public var rejected = 0.0
  /// The share of pairs whose chosen response has the larger of the two.
  public var accuracy = 0.0
  /// log π of the chosen responses, each the sum over its tokens: 0 where no token counts.
  public var chosenLogProbability = 0.0
  /// The same of the rejected.
  public var rejectedLogProbability = 0.0
  /// The difference of the two.
  public var margin: Double { chosen - rejected }
}

/// The loss of pairs and what it does to each response.
struct PreferenceLoss: Sendable {
  /// The mean over pairs.
  private(set) var loss = 0.0
  private(set) var metrics = PreferenceMetrics()
  /// What each sequence's summed cross-entropy is multiplied by in the loss' gradient, the chosen ones and
  /// then the rejected.
  private(set) var weights: [Double]

  /// - Parameters:
  ///   - sums: of cross-entropies, the chosen sequences and then the rejected.
  ///   - reference: the same of the reference.
  init(beta: Double, sums: [Double], reference: [Double]) {
    let pairs = sums.count / 2
    weights = [Double](repeating: 0, count: sums.count)
    for pair in 0..<pairs {
      // Cross-entropies are minus log-probabilities.
      let chosen = beta * (reference[pair] - sums[pair])
      let rejected = beta * (reference[pairs + pair] - sums[pairs + pair])
      let margin = chosen - rejected
      loss -= Portable.logSigmoid(margin)
      metrics.chosen += chosen
      metrics.rejected += rejected
      metrics.accuracy += chosen > rejected ? 1 : 0
      metrics.chosenLogProbability -= sums[pair]
      metrics.rejectedLogProbability -= sums[pairs + pair]
      let pull = beta * Portable.sigmoid(-margin) / Double(pairs)
      weights[pair] = pull
      weights[pairs + pair] = -pull
    }
    let count = Double(pairs)
    loss /= count
    metrics.chosen /= count
    metrics.rejected /= count
    metrics.accuracy /= count
    metrics.chosenLogProbability /= count
    metrics.rejectedLogProbability /= count
  }
}
