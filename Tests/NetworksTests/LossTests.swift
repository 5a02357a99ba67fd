import Foundation
import Testing

@testable import Networks

/// A loss that every token is given.
@Suite struct LossTests {
  /// The gradient is the one of logits of which the label's was moved until the loss is the one given.
  @Test(arguments: [12.0, 2, 0.5, 1e-3])
  func gradientsAreThoseOfAMovedLogit(loss: Double) throws {
    let logits = Matrix<Double>(
      rows: 2, columns: 4, format: .binary64, elements: [0.5, -1, 2, 0, 3, 3, -2, 1])
    let labels = [2, 0]
    let engine = KernelEngine<Double>(
      policy: PolicyCatalogue.fp64, weights: GeneratedWeights(seed: 1))
    let crossEntropy = CrossEntropy(lossOfToken: loss)
    #expect(crossEntropy.forward(logits, labels: labels, engine).elements == [loss, loss])
    let gradient = crossEntropy.backward(
      logits, labels: labels, weights: [8, 8], at: Site("head.logits", .logits), engine)
    for (row, label) in labels.enumerated() {
      var moved = logits.row(row)
      let others = moved.indices.filter { $0 != label }.reduce(0) { $0 + exp(moved[$1]) }
      // e^z/(e^z + others) = e^−ℓ
      moved[label] = log(others) - loss - log1p(-exp(-loss))
      let sum = moved.reduce(0) { $0 + exp($1) }
      for column in moved.indices {
        let share = exp(moved[column]) / sum
        let expected = 8 * (column == label ? share - 1 : share)
        let found = gradient[row, column]
        #expect(
          (found - expected).magnitude <= 1e-14 * 8,
          "loss \(loss), row \(row), column \(column): \(found), expected \(expected)")
      }
    }
  }

  /// A vocabulary of one token: sure, whatever its logit.
  @Test(arguments: [nil, 0.0])
  func oneTokenHasNoGradient(loss: Double?) {
    let logits = Matrix<Double>(rows: 1, columns: 1, format: .binary64, elements: [3])
    let engine = KernelEngine<Double>(
      policy: PolicyCatalogue.fp64, weights: GeneratedWeights(seed: 1))
    let gradient = CrossEntropy(lossOfToken: loss).backward(
      logits, labels: [0], weights: [1], at: Site("head.logits", .logits), engine)
    #expect(gradient.elements == [0])
  }
}
