import Kernels

/// Cross-entropy of every row's label, as a mean over tokens.
struct CrossEntropy: Sendable {
  let site = Site("loss", .loss)

  /// ln Σ e^logit − the label's logit, one column, row by row.
  func forward<E: Engine>(
    _ logits: Matrix<E.Number>, labels: [Int], _ engine: E
  ) -> Matrix<E.Number> {
    engine.rows([logits], columns: 1, at: site) { row, inputs, result in
      let (largest, sum) = Self.statistics(inputs[0])
      result[0] = largest - inputs[0][labels[row]] + .log(sum)
    }
  }

  /// (softmax(logits) − 1 at the label) · weight.
  ///
  /// - Parameter weight: the loss scale divided by the tokens that the loss is a mean of.
  func backward<E: Engine>(
    _ logits: Matrix<E.Number>, labels: [Int], weight: Double, at target: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let weight = E.Scalar(weight)
    return engine.rows([logits], columns: logits.columns, at: target.gradient) {
      row, inputs, result in
      let (largest, sum) = Self.statistics(inputs[0])
      for column in result.indices {
        let share = E.Scalar.exp(inputs[0][column] - largest) / sum
        result[column] = (column == labels[row] ? share - .one : share) * weight
      }
    }
  }

  private static func statistics<Number: Carrier, Scalar: FormulaNumber>(
    _ x: FormulaRow<Number, Scalar>
  ) -> (largest: Scalar, sum: Scalar) {
    var largest = x[0]
    for column in 1..<x.count where x[column] > largest { largest = x[column] }
    return (largest, x.sum { .exp(x[$0] - largest) })
  }
}
