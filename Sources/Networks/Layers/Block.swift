import Kernels
import ModelShapes

/// A transformer block: attention and MLP, each joined to the residual stream.
struct Block: Sendable {
  let layer: Int
  let residual: ResidualArrangement
  let attentionNorm: Norm
  let attention: Attention
  let mlpNorm: Norm
  let mlp: MLP

  init(layer: Int, _ shape: ModelShape, rotary: Rotary?, order: AttentionOrder) {
    self.layer = layer
    residual = shape.residual
    let width = shape.hiddenSize
    attentionNorm = Norm(
      layer: layer, "attention.norm", width: width, shape.normalisation)
    attention = Attention(layer: layer, shape, rotary: rotary, order: order)
    mlpNorm = Norm(layer: layer, "mlp.norm", width: width, shape.normalisation)
    mlp = MLP(layer: layer, shape)
  }

  /// In the order of the forward pass.
  var parameters: [Parameter] {
    switch residual {
    case .postNorm:
      attention.parameters + attentionNorm.parameters + mlp.parameters + mlpNorm.parameters
    case .preNorm, .parallel:
      attentionNorm.parameters + attention.parameters + mlpNorm.parameters + mlp.parameters
    }
  }

  /// What the backward pass needs.
  struct State<Number: Carrier>: Sendable {
    /// What the two norms took in.
    let normed: (attention: Matrix<Number>, mlp: Matrix<Number>)
    let attention: Attention.State<Number>
    let mlp: MLP.State<Number>
  }

  /// The residual stream after attention.
  private var middle: Site { Site(layer: layer, "attention.residual", .residual) }
  /// What the two branches of a parallel block add.
  private var branches: Site { Site(layer: layer, "branches", .activation) }
  /// The residual stream after the block.
  private var end: Site { Site(layer: layer, "residual", .residual) }

  /// - Parameter site: where x was written.
  func forward<E: Engine>(
    _ x: Matrix<E.Number>, at site: Site, length: Int, _ engine: E
  ) -> (Matrix<E.Number>, State<E.Number>, Site) {
    switch residual {
    case .preNorm:
      let (a, attentionState) = attention.forward(
        attentionNorm.forward(x, engine), at: attentionNorm.site, length: length, engine)
      let stream = engine.sum(x, a, at: middle)
      let (m, mlpState) = mlp.forward(mlpNorm.forward(stream, engine), at: mlpNorm.site, engine)
      return (
        engine.sum(stream, m, at: end),
        State(normed: (x, stream), attention: attentionState, mlp: mlpState), end
      )
    case .parallel:
      let (a, attentionState) = attention.forward(
        attentionNorm.forward(x, engine), at: attentionNorm.site, length: length, engine)
      let (m, mlpState) = mlp.forward(mlpNorm.forward(x, engine), at: mlpNorm.site, engine)
      return (
        engine.sum(engine.sum(m, a, at: branches), x, at: end),
        State(normed: (x, x), attention: attentionState, mlp: mlpState), end
      )
    case .postNorm:
      let (a, attentionState) = attention.forward(x, at: site, length: length, engine)
      let first = engine.sum(x, a, at: middle)
      let stream = attentionNorm.forward(first, engine)
      let (m, mlpState) = mlp.forward(stream, at: attentionNorm.site, engine)
      let second = engine.sum(stream, m, at: end)
      return (
        mlpNorm.forward(second, engine),
        State(normed: (first, second), attention: attentionState, mlp: mlpState), mlpNorm.site
      )
    }
  }

  /// The gradient of x.
  /// - Parameter site: where x was written.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, _ state: State<E.Number>, at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    /// The gradient at a norm's input of what goes through the norm alone.
    func through(_ norm: Norm, _ dy: Matrix<E.Number>, _ x: Matrix<E.Number>) -> Matrix<E.Number> {
      norm.backward(dy, x: x, at: norm.site.input.gradient, engine)
    }
    let normed = state.normed
    switch residual {
    case .preNorm:
      let dm = mlp.backward(dy, state.mlp, at: mlpNorm.site, engine)
      let dStream = engine.sum(dy, through(mlpNorm, dm, normed.mlp), at: middle.gradient)
      let da = attention.backward(dStream, state.attention, at: attentionNorm.site, engine)
      return engine.sum(
        dStream, through(attentionNorm, da, normed.attention), at: site.gradient)
    case .parallel:
      let dm = mlp.backward(dy, state.mlp, at: mlpNorm.site, engine)
      let da = attention.backward(dy, state.attention, at: attentionNorm.site, engine)
      let viaMLP = engine.sum(dy, through(mlpNorm, dm, normed.mlp), at: site.gradient)
      return engine.sum(
        viaMLP, through(attentionNorm, da, normed.attention), at: site.gradient)
    case .postNorm:
      let dSecond = mlpNorm.backward(dy, x: normed.mlp, at: end.gradient, engine)
      let dm = mlp.backward(dSecond, state.mlp, at: attentionNorm.site.input, engine)
      let dStream = engine.sum(dSecond, dm, at: attentionNorm.site.gradient)
      let dFirst = attentionNorm.backward(
        dStream, x: normed.attention, at: middle.gradient, engine)
      let da = attention.backward(dFirst, state.attention, at: attention.query.site.input, engine)
      return engine.sum(dFirst, da, at: site.gradient)
    }
  }
}
