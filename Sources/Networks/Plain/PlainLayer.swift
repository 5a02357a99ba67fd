import Kernels
import ModelShapes

/// A layer of a plain network: W φ(x) + b, or x + W φ(norm x) + b.
struct PlainLayer: Sendable {
  let layer: Int
  /// Nil without a residual connection.
  let norm: Norm?
  /// Nil in the first layer of a network without residual connections, which takes the inputs as they are.
  let activation: Activation?
  let linear: Linear

  init(layer: Int, _ shape: PlainShape) {
    self.layer = layer
    let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
    norm = shape.residual.map { Norm(layer: layer, "norm", width: inputs, $0.normalisation) }
    activation = layer == 0 && norm == nil ? nil : shape.activation
    let variance = shape.weightVariance(layer: layer)
    let initial: InitialValues =
      switch shape.initialisation.distribution {
      case .normal: .normal(deviation: variance.squareRoot())
      case .uniform: .uniform(bound: (3 * variance).squareRoot())
      case .orthogonal: .orthogonal(gain: (variance * Double(max(inputs, outputs))).squareRoot())
      }
    let biasVariance = shape.biasVariance(layer: layer)
    let bias: InitialValues? =
      switch shape.initialisation.bias {
      case .none: nil
      case .normal: .normal(deviation: biasVariance.squareRoot())
      case .uniformByInputs: .uniform(bound: (3 * biasVariance).squareRoot())
      }
    linear = Linear(
      site: Site(layer: layer, "linear", .activation),
      weight: Parameter(
        layer: layer, "linear.weight", rows: outputs, columns: inputs, initial),
      bias: bias.map { Parameter(layer: layer, "linear.bias", rows: 1, columns: outputs, $0) })
  }

  var parameters: [Parameter] { (norm?.parameters ?? []) + linear.parameters }

  /// What the activation function writes.
  private var activated: Site { Site(layer: layer, "activation", .activation) }

  /// Where the layer's result is written.
  var end: Site { norm == nil ? linear.site : Site(layer: layer, "residual", .residual) }

  /// What the backward pass needs.
  struct State<Number: Carrier>: Sendable {
    let input: Matrix<Number>
    /// What the activation function takes.
    let before: Matrix<Number>
    let operand: Operand<Number>
  }

  /// - Parameter site: where x was written.
  func forward<E: Engine>(
    _ x: Matrix<E.Number>, at site: Site, _ engine: E
  ) -> (Matrix<E.Number>, State<E.Number>) {
    let before = norm?.forward(x, engine) ?? x
    let values =
      activation.map { activation in
        engine.map(before, at: activated) { ActivationFormula.value(activation, $0) }
      } ?? before
    let operand = engine.operand(values, at: (activation == nil ? site : activated).operand)
    let y = linear.forward(operand, engine)
    return (
      norm == nil ? y : engine.sum(x, y, at: end),
      State(input: x, before: before, operand: operand)
    )
  }

  /// The gradient of x.
  /// - Parameter site: where x was written.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, _ state: State<E.Number>, at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let dValues = linear.backward(dy, x: state.operand, engine)
    guard let activation else { return dValues }
    let dBefore = engine.map(state.before, dValues, at: (norm?.site ?? site).gradient) {
      ActivationFormula.derivative(activation, $0) * $1
    }
    guard let norm else { return dBefore }
    let through = norm.backward(
      dBefore, x: state.input, at: norm.site.input.gradient, engine)
    return engine.sum(dy, through, at: site.gradient)
  }
}
