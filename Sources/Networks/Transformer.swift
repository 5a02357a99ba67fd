import Kernels
import ModelShapes

/// A decoder-only transformer of a shape, with its forward and backward pass.
///
///     let model = Transformer(shape, length: 32, order: .eager)
///     let engine = KernelEngine<Float>(policy: policy, weights: GeneratedWeights(seed: 1))
///     let result = model.pass(batch, engine)
///     print(result.loss)
public struct Transformer: Sendable {
  /// The shape.
  public let shape: ModelShape
  /// Tokens of a sequence.
  public let length: Int
  let embedding: Parameter
  /// Learned positions.
  let positions: Parameter?
  let blocks: [Block]
  /// Nil where nothing is normalised before the head, or the last block has done it.
  let norm: Norm?
  let head: Linear

  /// A model for sequences of `length` tokens, which the shape's context holds.
  public init(_ shape: ModelShape, length: Int, order: AttentionOrder = .eager) {
    self.shape = shape
    self.length = length
    let (width, vocabulary) = (shape.hiddenSize, shape.vocabularySize)
    let initial = InitialValues.normal(deviation: shape.weightDeviation)
    embedding = Parameter("embedding.weight", rows: vocabulary, columns: width, initial)
    var rotary: Rotary?
    switch shape.position {
    case .learned:
      positions = Parameter(
        "positions.weight", rows: shape.contextLength, columns: width, initial)
    case .rotary(let theta, let fraction):
      positions = nil
      rotary = Rotary(
        headDimension: shape.headDimension, theta: theta, fraction: fraction, length: length)
    }
    blocks = (0..<shape.layers).map { [rotary] in
      Block(layer: $0, shape, rotary: rotary, order: order)
    }
    norm =
      shape.residual.hasHeadNorm
      ? Norm(layer: nil, "head.norm", width: width, shape.normalisation) : nil
    head = Linear(
      site: Site("head.logits", .logits),
      weight: shape.tiedHead
        ? embedding : Parameter("head.weight", rows: vocabulary, columns: width, initial),
      bias: nil)
  }

  /// Every parameter once, in the order of the forward pass.
  public var parameters: [Parameter] {
    [embedding] + (positions.map { [$0] } ?? []) + blocks.flatMap(\.parameters)
      + (norm.map { $0.parameters } ?? []) + (shape.tiedHead ? [] : [head.weight])
  }

  /// A forward and backward pass.
  ///
  /// - Parameters:
  ///   - batch: tokens and labels of whole sequences.
  ///   - progress: is told how many of the layers' passes are done.
  /// - Throws: ``PolicyError`` where the engine's policy cannot serve the model.
  @specialized(where E == KernelEngine<Float>)
  @specialized(where E == KernelEngine<Double>)
  public func pass<E: Engine>(
    _ batch: TokenBatch, _ engine: E, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(PolicyError) -> PassResult {
    /// Reports that something is done, unless the policy has failed.
    func reached(_ done: Int) throws(PolicyError) {
      if let failure = engine.failure { throw failure }
      progress(done, total)
    }
    let total = 2 * blocks.count + 2
    var site = Site("embedding", .embedding)
    var stream = embed(batch, at: site, engine)
    var states: [(state: Block.State<E.Number>, site: Site)] = []
    for block in blocks {
      let (result, state, end) = block.forward(stream, at: site, length: length, engine)
      states.append((state, site))
      (stream, site) = (result, end)
      try reached(states.count)
    }
    let normed = norm?.forward(stream, engine) ?? stream
    let operand = engine.operand(normed, at: (norm?.site ?? site).operand)
    let logits = head.forward(operand, engine)
    let loss = CrossEntropy(lossOfToken: batch.lossOfToken)
    let losses = loss.forward(logits, labels: batch.labels, engine)
    try reached(blocks.count + 1)

    let dLogits = loss.backward(
      logits, labels: batch.labels, weight: batch.lossScale / batch.tokensPerLoss, at: head.site,
      engine)
    var gradient = head.backward(dLogits, x: operand, engine)
    if let norm { gradient = norm.backward(gradient, x: stream, at: site.gradient, engine) }
    for (index, block) in blocks.enumerated().reversed() {
      guard let (state, site) = states.popLast() else { break }
      gradient = block.backward(gradient, state, at: site, engine)
      try reached(total - index - 1)
    }
    embeddingGradients(gradient, batch, engine)
    try reached(total)
    let sum = losses.elements.reduce(0) { $0 + Double($1) }
    return PassResult(loss: sum / Double(batch.tokens.count))
  }

  /// What delayed scaling takes its scales from: the record of a pass of the same batch in which every
  /// tensor is scaled by its own largest magnitude; nil for a policy that needs none.
  public func history(
    of batch: TokenBatch, _ policy: PrecisionPolicy, _ weights: any WeightSource,
    _ options: EngineOptions
  ) throws(PolicyError) -> PassRecord? {
    guard policy.needsHistory else { return nil }
    if policy.needsBinary64 {
      let engine = KernelEngine<Double>(
        policy: policy.withoutHistory, weights: weights, options: options)
      _ = try pass(batch, engine)
      return engine.record
    }
    let engine = KernelEngine<Float>(
      policy: policy.withoutHistory, weights: weights, options: options)
    _ = try pass(batch, engine)
    return engine.record
  }

  private func embed<E: Engine>(
    _ batch: TokenBatch, at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let rows = engine.rows(batch.tokens, of: embedding)
    guard let positions else { return engine.map(rows, at: site) { $0 } }
    let places = engine.rows(batch.tokens.indices.map { $0 % length }, of: positions)
    return engine.sum(rows, places, at: site)
  }

  private func embeddingGradients<E: Engine>(
    _ gradient: Matrix<E.Number>, _ batch: TokenBatch, _ engine: E
  ) {
    if let positions {
      scatter(gradient, to: batch.tokens.indices.map { $0 % length }, of: positions, engine)
    }
    scatter(gradient, to: batch.tokens, of: embedding, engine)
  }

  /// The gradient of a table's rows: each the sum over the tokens that took it.
  private func scatter<E: Engine>(
    _ gradient: Matrix<E.Number>, to rows: [Int], of table: Parameter, _ engine: E
  ) {
    let distinct = Set(rows).sorted()
    var tokens: [Int: [Int]] = [:]
    for (token, row) in rows.enumerated() { tokens[row, default: []].append(token) }
    var result: Matrix<E.Number>?
    for (place, row) in distinct.enumerated() {
      let part = Matrix(
        rows: tokens[row, default: []].count, columns: gradient.columns, format: gradient.format,
        elements: tokens[row, default: []].flatMap {
          gradient.elements[$0 * gradient.columns..<($0 + 1) * gradient.columns]
        })
      let sum = engine.columnSums([part], columns: part.columns, at: table.gradientSite) {
        _, inputs, result in
        for column in result.indices { result[column] = inputs[0][column] }
      }
      var whole =
        result ?? Matrix(rows: distinct.count, columns: sum.columns, format: sum.format)
      whole.set(sum, row: place, column: 0)
      result = whole
    }
    if let result { engine.parameterGradient(result, rows: distinct, of: table) }
  }
}
