import Kernels

/// The low-rank maps that are trained instead of a model's own (LoRA, Hu et al. 2021, arXiv:2106.09685):
/// beside every linear map W of the layers, (α/r)·B·A.
public struct LowRank: Hashable, Sendable {
  /// r, the rows of A.
  public let rank: Int
  /// α.
  public let alpha: Double

  /// Maps of a rank of at least 1.
  public init(rank: Int, alpha: Double) {
    precondition(rank > 0, "rank \(rank)")
    self.rank = rank
    self.alpha = alpha
  }
}

/// What linear maps take in, with what the low-rank maps beside them have made of it.
struct LinearInput<Number: Carrier>: Sendable {
  let operand: Operand<Number>
  /// A·x, by the site of A's map.
  fileprivate var lowered: [Site: Operand<Number>] = [:]

  init(_ operand: Operand<Number>) { self.operand = operand }
}

/// y = x·Wᵀ + b, or that and (α/r)·(x·Aᵀ)·Bᵀ, each of the three products rounded at a site of its own.
struct AdaptedLinear: Sendable {
  let base: Linear
  /// Nil without one.
  let adapter: Adapter?

  struct Adapter: Sendable {
    /// A, uniform between ±1/√inputs in a fresh model, as PEFT has it.
    let down: Linear
    /// B, 0 in a fresh model.
    let up: Linear
    /// α/r.
    let scale: Double
    /// Where y is written.
    let sum: Site
  }

  init(_ base: Linear, _ lowRank: LowRank?) {
    self.base = base
    adapter = lowRank.map { lowRank in
      let name = base.site.name
      return Adapter(
        down: Linear(
          layer: base.site.layer, name + ".adapter.down", inputs: base.weight.columns,
          outputs: lowRank.rank, bias: false,
          .uniform(bound: 1 / Double(base.weight.columns).squareRoot())),
        up: Linear(
          layer: base.site.layer, name + ".adapter.up", inputs: lowRank.rank,
          outputs: base.weight.rows, bias: false, .constant(0)),
        scale: lowRank.alpha / Double(lowRank.rank),
        sum: Site(layer: base.site.layer, name + ".adapted", base.site.role))
    }
  }

  /// Where x·Wᵀ + b is written, and in the backward pass the gradient of y.
  var site: Site { base.site }

  var parameters: [Parameter] {
    base.parameters + (adapter.map { $0.down.parameters + $0.up.parameters } ?? [])
  }

  func forward<E: Engine>(
    _ x: inout LinearInput<E.Number>, _ engine: E
  ) -> Matrix<E.Number> {
    let own = base.forward(x.operand, engine)
    guard let adapter else { return own }
    let lowered = engine.operand(
      adapter.down.forward(x.operand, engine), at: adapter.down.site.operand)
    x.lowered[adapter.down.site] = lowered
    let scale = E.Scalar(adapter.scale)
    return engine.map(own, adapter.up.forward(lowered, engine), at: adapter.sum) {
      $0 + scale * $1
    }
  }

  /// The gradient of x, at the site `name.input`; the gradients of the parameters go to the engine.
  /// - Parameter x: after the forward pass.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, x: LinearInput<E.Number>, _ engine: E
  ) -> Matrix<E.Number> {
    let own = base.backward(dy, x: x.operand, engine)
    guard let adapter, let lowered = x.lowered[adapter.down.site] else { return own }
    let scale = E.Scalar(adapter.scale)
    let dRaised = engine.map(dy, at: adapter.up.site.gradient) { scale * $0 }
    let dLowered = adapter.up.backward(dRaised, x: lowered, engine)
    return engine.sum(
      own, adapter.down.backward(dLowered, x: x.operand, engine), at: base.site.input.gradient)
  }
}
