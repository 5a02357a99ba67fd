import Kernels
import ModelShapes

/// RMSNorm or LayerNorm of every row, with a gain and, for LayerNorm, a bias.
struct Norm: Sendable {
  let site: Site
  let kind: Normalisation.Kind
  let epsilon: Double
  let gain: Parameter
  /// LayerNorm's.
  let bias: Parameter?

  init(layer: Int?, _ name: String, width: Int, _ normalisation: Normalisation) {
    site = Site(layer: layer, name, .norm)
    kind = normalisation.kind
    epsilon = normalisation.epsilon
    gain = Parameter(layer: layer, name + ".weight", rows: 1, columns: width, .constant(1))
    bias =
      kind == .layer
      ? Parameter(layer: layer, name + ".bias", rows: 1, columns: width, .constant(0)) : nil
  }

  var parameters: [Parameter] { [gain] + (bias.map { [$0] } ?? []) }

  func forward<E: Engine>(_ x: Matrix<E.Number>, _ engine: E) -> Matrix<E.Number> {
    let gain = engine.scalars(engine.vector(gain))
    let bias = bias.map { engine.scalars(engine.vector($0)) }
    return engine.rows([x], columns: x.columns, at: site) { _, inputs, result in
      let statistics = RowStatistics(inputs[0], kind, epsilon)
      for column in result.indices {
        let y = statistics.normalised(inputs[0][column]) * gain[column]
        result[column] = bias.map { y + $0[column] } ?? y
      }
    }
  }

  /// The gradient of x.
  /// - Parameter target: where it is written.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, x: Matrix<E.Number>, at target: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let (kind, epsilon) = (kind, epsilon)
    let gains = engine.scalars(engine.vector(gain))
    if engine.trains(gain) {
      let gradient = engine.columnSums([x, dy], columns: x.columns, at: gain.gradientSite) {
        _, inputs, result in
        let statistics = RowStatistics(inputs[0], kind, epsilon)
        for column in result.indices {
          result[column] = statistics.normalised(inputs[0][column]) * inputs[1][column]
        }
      }
      engine.parameterGradient(gradient, rows: [0], of: gain)
    }
    if let bias, engine.trains(bias) {
      let gradient = engine.columnSums([dy], columns: x.columns, at: bias.gradientSite) {
        _, inputs, result in
        for column in result.indices { result[column] = inputs[0][column] }
      }
      engine.parameterGradient(gradient, rows: [0], of: bias)
    }
    // With x̂ the normalised row and g = dy·gain: dx = (g − mean g − x̂·mean(g·x̂))·r, without the mean of
    // g in RMSNorm.
    return engine.rows([x, dy], columns: x.columns, at: target) { _, inputs, result in
      let (x, dy) = (inputs[0], inputs[1])
      let statistics = RowStatistics(x, kind, epsilon)
      let count = E.Scalar(Double(x.count))
      let along =
        x.sum { dy[$0] * gains[$0] * statistics.normalised(x[$0]) } / count
      let mean = kind == .layer ? x.sum { dy[$0] * gains[$0] } / count : .zero
      for column in result.indices {
        let g = dy[column] * gains[column]
        result[column] =
          (g - mean - statistics.normalised(x[column]) * along) * statistics.reciprocal
      }
    }
  }
}

/// What a normalisation subtracts and multiplies by.
private struct RowStatistics<Scalar: FormulaNumber> {
  /// The mean; 0 in RMSNorm.
  let mean: Scalar
  /// 1/√(mean square + ε), or of the variance.
  let reciprocal: Scalar

  init<Number: Carrier>(
    _ x: FormulaRow<Number, Scalar>, _ kind: Normalisation.Kind, _ epsilon: Double
  ) {
    let count = Scalar(Double(x.count))
    let mean = kind == .layer ? x.sum { x[$0] } / count : .zero
    let square = x.sum { (x[$0] - mean) * (x[$0] - mean) } / count
    self.mean = mean
    reciprocal = .one / (square + Scalar(epsilon)).squareRoot()
  }

  func normalised(_ x: Scalar) -> Scalar { (x - mean) * reciprocal }
}
