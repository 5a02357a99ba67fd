import Testing

@testable import Training

/// The loss of preferences.
@Suite struct PreferenceLossTests {
  /// Weights are the loss' derivatives, by central differences.
  @Test func weightsAreDerivatives() {
    let sums = [10.0, 12.5, 9, 14]
    let reference = [10.5, 11, 9.25, 12]
    let loss = PreferenceLoss(beta: 0.3, sums: sums, reference: reference)
    for index in sums.indices {
      func moved(_ step: Double) -> Double {
        var moved = sums
        moved[index] += step
        return PreferenceLoss(beta: 0.3, sums: moved, reference: reference).loss
      }
      let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5
      #expect((loss.weights[index] - slope).magnitude < 1e-9, "\(index)")
    }
  }

  /// By hand: two pairs, β = 1, margins 1 and −1.
  @Test func metricsAreMeans() {
    let loss = PreferenceLoss(beta: 1, sums: [2, 2, 3, 1], reference: [2, 2, 2, 2])
    // −log σ(1) = 0.31326, −log σ(−1) = 1.31326.
    #expect((loss.loss - 0.813_261_687).magnitude < 1e-8)
    #expect(loss.metrics.accuracy == 0.5 && loss.metrics.margin == 0)
    #expect(loss.metrics.chosen == 0 && loss.metrics.rejected == 0)
    #expect(loss.metrics.chosenLogProbability == -2 && loss.metrics.rejectedLogProbability == -2)
  }
}
