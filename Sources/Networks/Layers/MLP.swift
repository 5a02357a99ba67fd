import Kernels
import ModelShapes

/// down(f(up x)), or down(f(gate x) · up x).
struct MLP: Sendable {
  let layer: Int
  let activation: Activation
  /// Nil without one.
  let gate: AdaptedLinear?
  let up: AdaptedLinear
  let down: AdaptedLinear

  init(layer: Int, _ shape: ModelShape, _ adapters: LowRank?) {
    self.layer = layer
    activation = shape.activation
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ deviation: Double
    ) -> AdaptedLinear {
      AdaptedLinear(
        Linear(
          layer: layer, "mlp." + name, inputs: inputs, outputs: outputs, bias: shape.biases.mlp,
          .normal(deviation: deviation)), adapters)
    }
    let (width, hidden) = (shape.hiddenSize, shape.intermediateSize)
    gate = shape.gated ? linear("gate", width, hidden, shape.branchDeviation) : nil
    up = linear("up", width, hidden, shape.branchDeviation)
    down = linear("down", hidden, width, shape.residualProjectionDeviation)
  }

  var parameters: [Parameter] {
    (gate.map { $0.parameters } ?? []) + up.parameters + down.parameters
  }

  /// What the backward pass needs.
  struct State<Number: Carrier>: Sendable {
    let input: LinearInput<Number>
    /// What the activation function takes.
    let before: Matrix<Number>
    let activated: Matrix<Number>
    /// What is multiplied with it; nil without a gate.
    let factor: Matrix<Number>?
    let hidden: LinearInput<Number>
  }

  private var activated: Site { Site(layer: layer, "mlp.activation", .activation) }
  private var hidden: Site { Site(layer: layer, "mlp.hidden", .activation) }

  func forward<E: Engine>(
    _ x: Matrix<E.Number>, at site: Site, _ engine: E
  ) -> (Matrix<E.Number>, State<E.Number>) {
    let activation = activation
    var input = LinearInput(engine.operand(x, at: site.operand))
    let before = (gate ?? up).forward(&input, engine)
    let values = engine.map(before, at: activated) { ActivationFormula.value(activation, $0) }
    let factor = gate == nil ? nil : up.forward(&input, engine)
    let product = factor.map { engine.map(values, $0, at: hidden) { $0 * $1 } } ?? values
    var narrowed = LinearInput(
      engine.operand(product, at: (factor == nil ? activated : hidden).operand))
    let result = down.forward(&narrowed, engine)
    return (
      result,
      State(
        input: input, before: before, activated: values, factor: factor, hidden: narrowed)
    )
  }

  /// The gradient of what the MLP took in, at the site where that is written.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, _ state: State<E.Number>, at target: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let activation = activation
    let dHidden = down.backward(dy, x: state.hidden, engine)
    guard let gate, let factor = state.factor else {
      let dBefore = engine.map(state.before, dHidden, at: up.site.gradient) {
        ActivationFormula.derivative(activation, $0) * $1
      }
      return up.backward(dBefore, x: state.input, engine)
    }
    let dActivated = engine.map(factor, dHidden, at: activated.gradient) { $0 * $1 }
    let dFactor = engine.map(state.activated, dHidden, at: up.site.gradient) { $0 * $1 }
    let dBefore = engine.map(state.before, dActivated, at: gate.site.gradient) {
      ActivationFormula.derivative(activation, $0) * $1
    }
    let dxUp = up.backward(dFactor, x: state.input, engine)
    let dxGate = gate.backward(dBefore, x: state.input, engine)
    return engine.sum(dxUp, dxGate, at: target.gradient)
  }
}
