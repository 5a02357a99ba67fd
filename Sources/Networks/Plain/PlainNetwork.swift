import Kernels
import ModelShapes

/// A plain network of a shape, with its forward and backward pass: the same engines, policies and sites as
/// those of ``Transformer``.
///
///     let shape = try PlainShape(
///       depth: 64, width: 256, activation: .relu,
///       initialisation: PlainInitialisationCatalogue.initialisation(named: "he-normal"))
///     let network = PlainNetwork(shape)
///     let engine = KernelEngine<Float>(policy: policy, weights: network.weights(seed: 1))
///     try network.pass(
///       PlainBatch(examples: 64, seed: 1, objective: .upstream(deviation: 0x1p-12)), engine)
///     let counts = engine.record[network.gradientSite(of: 60)]?.counts
public struct PlainNetwork: Sendable {
  /// The shape.
  public let shape: PlainShape
  let layers: [PlainLayer]
  /// Nil where the outputs are x_L.
  let head: (norm: Norm, linear: Linear)?

  /// A network of a shape.
  public init(_ shape: PlainShape) {
    self.shape = shape
    layers = (0..<shape.depth).map { PlainLayer(layer: $0, shape) }
    head = shape.residual.flatMap { residual in
      residual.head.map { head in
        let width = shape.widths[shape.depth]
        let weight = Parameter(
          "head.weight", rows: head.classes, columns: width, .normal(deviation: head.deviation))
        return (
          Norm(layer: nil, "head.norm", width: width, residual.normalisation),
          Linear(site: Site("head.logits", .logits), weight: weight, bias: nil)
        )
      }
    }
  }

  /// Every parameter once, in the order of the forward pass.
  public var parameters: [Parameter] {
    layers.flatMap(\.parameters)
      + (head.map { $0.norm.parameters + $0.linear.parameters } ?? [])
  }

  /// The weight of layer l, l = 1 … L, which gives x_l.
  public func weight(of l: Int) -> Parameter { layers[l - 1].linear.weight }

  /// The bias of layer l, l = 1 … L; nil where there is none.
  public func bias(of l: Int) -> Parameter? { layers[l - 1].linear.bias }

  /// Where the signal x_l is written, l = 0 … L.
  public func site(of l: Int) -> Site { l == 0 ? Site("input", .embedding) : layers[l - 1].end }

  /// Where the gradient of x_l is written, l = 0 … L.
  public func gradientSite(of l: Int) -> Site {
    // What takes its input as it is hands its own gradient on.
    l < shape.depth && layers[l].activation == nil
      ? layers[l].linear.site.input.gradient : site(of: l).gradient
  }

  /// Where the gradient of what the linear map of layer l takes in is written, l = 1 … L: that of φ(x_{l−1}),
  /// none of whose elements is zero because φ′ is.
  public func inputGradientSite(of l: Int) -> Site { layers[l - 1].linear.site.input.gradient }

  /// Fresh parameters of a seed; orthogonal ones are held in memory.
  public func weights(seed: UInt64) -> any WeightSource {
    shape.initialisation.distribution == .orthogonal
      ? StoredWeights(holding: layers.map(\.linear.weight), seed: seed)
      : GeneratedWeights(seed: seed)
  }

  /// A forward and backward pass.
  ///
  /// - Returns: the outputs as they were written; of cross-entropy the mean loss of the simulated
  ///   examples, not scaled, else nil.
  /// - Throws: ``PolicyError`` where the engine's policy cannot serve the network.
  @discardableResult
  @specialized(where E == KernelEngine<Float>)
  @specialized(where E == KernelEngine<Double>)
  public func pass<E: Engine>(
    _ batch: PlainBatch, _ engine: E
  ) throws(PolicyError) -> (outputs: Matrix<E.Number>, loss: Double?) {
    func check() throws(PolicyError) { if let failure = engine.failure { throw failure } }
    var x = engine.map(batch.inputs(width: shape.widths[0]), at: site(of: 0)) { $0 }
    var states: [PlainLayer.State<E.Number>] = []
    for (index, layer) in layers.enumerated() {
      let (y, state) = layer.forward(x, at: site(of: index), engine)
      states.append(state)
      x = y
      try check()
    }
    let operand = head.map { engine.operand($0.norm.forward(x, engine), at: $0.norm.site.operand) }
    var outputs = x
    if let head, let operand { outputs = head.linear.forward(operand, engine) }

    let end = head?.linear.site ?? site(of: shape.depth)
    var (gradient, loss) = objective(batch, outputs, at: end, engine)
    if let head, let operand {
      let dNormed = head.linear.backward(gradient, x: operand, engine)
      gradient = head.norm.backward(
        dNormed, x: x, at: site(of: shape.depth).gradient, engine)
    }
    for (index, layer) in layers.enumerated().reversed() {
      guard let state = states.popLast() else { break }
      gradient = layer.backward(gradient, state, at: site(of: index), engine)
      try check()
    }
    return (outputs, loss)
  }

  /// The gradient of the outputs, and the loss if there is one.
  private func objective<E: Engine>(
    _ batch: PlainBatch, _ outputs: Matrix<E.Number>, at end: Site, _ engine: E
  ) -> (gradient: Matrix<E.Number>, loss: Double?) {
    switch batch.objective {
    case .upstream(let deviation):
      let factor = E.Scalar(deviation * batch.lossScale)
      let directions: Matrix<E.Number> = batch.directions(width: outputs.columns)
      return (engine.map(directions, at: end.gradient) { $0 * factor }, nil)
    case .crossEntropy(let examplesPerLoss):
      let loss = CrossEntropy(lossOfToken: nil)
      let labels = batch.labels(classes: outputs.columns)
      let losses = loss.forward(outputs, labels: labels, engine)
      let gradient = loss.backward(
        outputs, labels: labels,
        weights: [Double](repeating: batch.lossScale / examplesPerLoss, count: batch.examples),
        at: end, engine)
      let sum = losses.elements.reduce(0) { $0 + Double($1) }
      return (gradient, sum / Double(batch.examples))
    }
  }
}
