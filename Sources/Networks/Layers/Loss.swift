import Kernels
import PortableMath

/// Cross-entropy of every row's label.
struct CrossEntropy: Sendable {
  let site = Site("loss", .loss)
  /// The loss that every token has; nil for what the logits say.
  let lossOfToken: Double?

  /// ln Σ e^logit − the label's logit, one column, row by row; or the loss that every token has.
  func forward<E: Engine>(
    _ logits: Matrix<E.Number>, labels: [Int], _ engine: E
  ) -> Matrix<E.Number> {
    let given = lossOfToken.map { E.Scalar($0) }
    return engine.rows([logits], columns: 1, at: site) { row, inputs, result in
      if let given {
        result[0] = given
        return
      }
      let (largest, sum) = Self.statistics(inputs[0])
      result[0] = largest - inputs[0][labels[row]] + .log(sum)
    }
  }

  /// (softmax(logits) − 1 at the label) · the row's weight. Where every token's loss ℓ is given, the label's share is
  /// e^−ℓ, and the others share the rest as they do without it.
  ///
  /// - Parameter weights: row by row; of a mean over tokens, the loss scale divided by their number.
  func backward<E: Engine>(
    _ logits: Matrix<E.Number>, labels: [Int], weights: [Double], at target: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let given = lossOfToken.map {
      (label: E.Scalar(Portable.exp(-$0)), others: E.Scalar(1 - Portable.exp(-$0)))
    }
    return engine.rows([logits], columns: logits.columns, at: target.gradient) {
      row, inputs, result in
      let (logits, label, weight) = (inputs[0], labels[row], E.Scalar(weights[row]))
      guard let given else {
        let (largest, sum) = Self.statistics(logits)
        for column in result.indices {
          let share = E.Scalar.exp(logits[column] - largest) / sum
          result[column] = (column == label ? share - .one : share) * weight
        }
        return
      }
      let (largest, sum) = Self.statistics(logits, except: label)
      for column in result.indices where column != label {
        result[column] = E.Scalar.exp(logits[column] - largest) / sum * given.others * weight
      }
      result[label] = (given.label - .one) * weight
    }
  }

  private static func statistics<Number: Carrier, Scalar: FormulaNumber>(
    _ x: FormulaRow<Number, Scalar>, except left: Int? = nil
  ) -> (largest: Scalar, sum: Scalar) {
    var largest = x[left == 0 && x.count > 1 ? 1 : 0]
    for column in 1..<x.count where column != left && x[column] > largest { largest = x[column] }
    return (largest, x.sum { $0 == left ? .zero : .exp(x[$0] - largest) })
  }
}
