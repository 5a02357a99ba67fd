import Kernels
import ModelShapes

/// A transformer block: attention and MLP, each joined to the residual stream.
struct Block: Sendable {
  let layer: Int
  let residual: ResidualArrangement
  /// Nil in a ReZero block, as the other.
  let attentionNorm: Norm?
  let attention: Attention
  let attentionJoin: ResidualJoin
  let mlpNorm: Norm?
  let mlp: MLP
  let mlpJoin: ResidualJoin

  init(
    layer: Int, _ shape: ModelShape, rotary: Rotary?, order: AttentionOrder,
    adapters: LowRank? = nil
  ) {
    self.layer = layer
    residual = shape.residual
    func norm(_ name: String) -> Norm? {
      shape.residual.hasBranchNorms
        ? Norm(layer: layer, name, width: shape.hiddenSize, shape.normalisation) : nil
    }
    attentionNorm = norm("attention.norm")
    attention = Attention(layer: layer, shape, rotary: rotary, order: order, adapters)
    attentionJoin = ResidualJoin(
      "attention", at: Site(layer: layer, "attention.residual", .residual), shape)
    mlpNorm = norm("mlp.norm")
    mlp = MLP(layer: layer, shape, adapters)
    mlpJoin = ResidualJoin("mlp", at: Site(layer: layer, "residual", .residual), shape)
  }

  /// In the order of the forward pass.
  var parameters: [Parameter] {
    let (before, after) = (attentionNorm?.parameters ?? [], mlpNorm?.parameters ?? [])
    let weight = attentionJoin.weight.map { [$0] } ?? []
    return residual.normalisesAfterBranches
      ? attention.parameters + before + mlp.parameters + after
      : before + attention.parameters + weight + after + mlp.parameters
  }

  /// What the backward pass needs.
  struct State<Number: Carrier>: Sendable {
    /// What the two norms took in.
    let normed: (attention: Matrix<Number>, mlp: Matrix<Number>)
    let attention: Attention.State<Number>
    let mlp: MLP.State<Number>
    /// What the two branches gave, where they have a weight.
    var branches: (attention: Matrix<Number>, mlp: Matrix<Number>)?
  }

  /// The residual stream after attention.
  private var middle: Site { attentionJoin.site }
  /// What the two branches of a parallel block add.
  private var branches: Site { Site(layer: layer, "branches", .activation) }
  /// The residual stream after the block.
  private var end: Site { mlpJoin.site }

  /// What a branch takes in where that is not a norm's: in the backward pass, its own gradient of it.
  private func input(_ branch: String) -> Site {
    Site(layer: layer, branch + ".input", .activation)
  }

  /// - Parameter site: where x was written.
  func forward<E: Engine>(
    _ x: Matrix<E.Number>, at site: Site, length: Int, _ engine: E
  ) -> (Matrix<E.Number>, State<E.Number>, Site) {
    /// The numbers after a norm, or as they are.
    func normed(_ norm: Norm?, _ x: Matrix<E.Number>) -> Matrix<E.Number> {
      norm?.forward(x, engine) ?? x
    }
    switch residual {
    case .preNorm, .reZero:
      let (a, attentionState) = attention.forward(
        normed(attentionNorm, x), at: attentionNorm?.site ?? site, length: length, engine)
      let stream = attentionJoin.forward(x, a, engine)
      let (m, mlpState) = mlp.forward(
        normed(mlpNorm, stream), at: mlpNorm?.site ?? middle, engine)
      return (
        mlpJoin.forward(stream, m, engine),
        State(
          normed: (x, stream), attention: attentionState, mlp: mlpState,
          branches: attentionJoin.weight == nil ? nil : (a, m)), end
      )
    case .parallel:
      let (a, attentionState) = attention.forward(
        normed(attentionNorm, x), at: attentionNorm?.site ?? site, length: length, engine)
      let (m, mlpState) = mlp.forward(normed(mlpNorm, x), at: mlpNorm?.site ?? site, engine)
      return (
        engine.sum(engine.sum(m, a, at: branches), x, at: end),
        State(normed: (x, x), attention: attentionState, mlp: mlpState), end
      )
    case .postNorm, .deepNorm:
      let (a, attentionState) = attention.forward(x, at: site, length: length, engine)
      let first = attentionJoin.forward(x, a, engine)
      let stream = normed(attentionNorm, first)
      let (m, mlpState) = mlp.forward(stream, at: attentionNorm?.site ?? middle, engine)
      let second = mlpJoin.forward(stream, m, engine)
      return (
        normed(mlpNorm, second),
        State(normed: (first, second), attention: attentionState, mlp: mlpState),
        mlpNorm?.site ?? end
      )
    }
  }

  /// The gradient of x.
  /// - Parameter site: where x was written.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, _ state: State<E.Number>, at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    /// The gradient at a norm's input of what goes through the norm alone.
    func through(_ norm: Norm?, _ dy: Matrix<E.Number>, _ x: Matrix<E.Number>) -> Matrix<E.Number> {
      norm?.backward(dy, x: x, at: norm?.site.input.gradient ?? site, engine) ?? dy
    }
    let normed = state.normed
    switch residual {
    case .preNorm, .reZero:
      let ofMLP = mlpJoin.backward(dy, state.branches?.mlp, engine)
      let dm = mlp.backward(ofMLP.y, state.mlp, at: mlpNorm?.site ?? input("mlp"), engine)
      let dStream = engine.sum(
        ofMLP.x, through(mlpNorm, dm, normed.mlp), at: middle.gradient)
      let ofAttention = attentionJoin.backward(dStream, state.branches?.attention, engine)
      let da = attention.backward(
        ofAttention.y, state.attention, at: attentionNorm?.site ?? input("attention"), engine)
      return engine.sum(
        ofAttention.x, through(attentionNorm, da, normed.attention), at: site.gradient)
    case .parallel:
      let dm = mlp.backward(dy, state.mlp, at: mlpNorm?.site ?? input("mlp"), engine)
      let da = attention.backward(
        dy, state.attention, at: attentionNorm?.site ?? input("attention"), engine)
      let viaMLP = engine.sum(dy, through(mlpNorm, dm, normed.mlp), at: site.gradient)
      return engine.sum(
        viaMLP, through(attentionNorm, da, normed.attention), at: site.gradient)
    case .postNorm, .deepNorm:
      let dSecond =
        mlpNorm?.backward(dy, x: normed.mlp, at: end.gradient, engine) ?? dy
      let ofMLP = mlpJoin.backward(dSecond, nil, engine)
      let dm = mlp.backward(ofMLP.y, state.mlp, at: input("mlp"), engine)
      let dStream = engine.sum(ofMLP.x, dm, at: (attentionNorm?.site ?? middle).gradient)
      let dFirst =
        attentionNorm?.backward(dStream, x: normed.attention, at: middle.gradient, engine)
        ?? dStream
      let ofAttention = attentionJoin.backward(dFirst, nil, engine)
      let da = attention.backward(
        ofAttention.y, state.attention, at: input("attention"), engine)
      return engine.sum(ofAttention.x, da, at: site.gradient)
    }
  }
}
