import Kernels

extension Transformer {
  /// What a forward pass leaves for the backward one.
  public struct Activations<Number: Carrier>: Sendable {
    fileprivate let tokens: [Int]
    fileprivate let labels: [Int]
    fileprivate let loss: CrossEntropy
    /// Block by block, and where each took its input from.
    fileprivate var blocks: [(state: Block.State<Number>, site: Site)] = []
    /// The residual stream at its end, and where it was written.
    fileprivate var end: (stream: Matrix<Number>, site: Site)
    fileprivate var operand: Operand<Number>
    fileprivate var logits: Matrix<Number>
  }

  /// A forward pass: the loss of every token, in nats, as it is rounded at its site.
  ///
  /// - Parameters:
  ///   - tokens: of whole sequences, one after the other.
  ///   - labels: what each is to predict; as many. Of tokens that no loss counts, any token.
  ///   - lossOfToken: the loss that every token has; nil for what the logits say.
  ///   - progress: is told how many of the layers are done; the head is one more.
  /// - Throws: ``PolicyError`` where the engine's policy cannot serve the model.
  @specialized(where E == KernelEngine<Float>)
  @specialized(where E == KernelEngine<Double>)
  public func forward<E: Engine>(
    _ tokens: [Int], labels: [Int], lossOfToken: Double? = nil, _ engine: E,
    progress: (_ done: Int) -> Void = { _ in }
  ) throws(PolicyError) -> (losses: [Double], activations: Activations<E.Number>) {
    var site = Site("embedding", .embedding)
    var stream = embed(tokens, at: site, engine)
    var states: [(state: Block.State<E.Number>, site: Site)] = []
    for block in blocks {
      let (result, state, end) = block.forward(stream, at: site, length: length, engine)
      states.append((state, site))
      (stream, site) = (result, end)
      if let failure = engine.failure { throw failure }
      progress(states.count)
    }
    let normed = norm?.forward(stream, engine) ?? stream
    let operand = engine.operand(normed, at: (norm?.site ?? site).operand)
    let logits = head.forward(operand, engine)
    let loss = CrossEntropy(lossOfToken: lossOfToken)
    let losses = loss.forward(logits, labels: labels, engine)
    if let failure = engine.failure { throw failure }
    progress(blocks.count + 1)
    return (
      losses.elements.map { Double($0) },
      Activations(
        tokens: tokens, labels: labels, loss: loss, blocks: states, end: (stream, site),
        operand: operand, logits: logits)
    )
  }

  /// The backward pass of a weighted sum of tokens' losses; gradients of parameters go to the engine.
  ///
  /// - Parameters:
  ///   - activations: of a forward pass of this model on the same engine.
  ///   - weights: what each token's loss is multiplied by, the loss scale included; 0 where none is
  ///     counted. A logit that is no number has a gradient that is none whatever its token's weight, as
  ///     in torch.
  ///   - progress: is told how many of the layers are done; the embedding is one more.
  /// - Throws: ``PolicyError`` where the engine's policy cannot serve the model.
  @specialized(where E == KernelEngine<Float>)
  @specialized(where E == KernelEngine<Double>)
  public func backward<E: Engine>(
    _ activations: consuming Activations<E.Number>, weights: [Double], _ engine: E,
    progress: (_ done: Int) -> Void = { _ in }
  ) throws(PolicyError) {
    let (stream, site) = activations.end
    let dLogits = activations.loss.backward(
      activations.logits, labels: activations.labels, weights: weights, at: head.site, engine)
    var gradient = head.backward(dLogits, x: activations.operand, engine)
    if let norm { gradient = norm.backward(gradient, x: stream, at: site.gradient, engine) }
    for (index, block) in blocks.enumerated().reversed() {
      guard let (state, site) = activations.blocks.popLast() else { break }
      gradient = block.backward(gradient, state, at: site, engine)
      if let failure = engine.failure { throw failure }
      progress(blocks.count - index)
    }
    embeddingGradients(gradient, activations.tokens, engine)
    if let failure = engine.failure { throw failure }
    progress(blocks.count + 1)
  }

  private func embed<E: Engine>(
    _ tokens: [Int], at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let rows = engine.rows(tokens, of: embedding)
    guard let positions else { return engine.map(rows, at: site) { $0 } }
    let places = engine.rows(tokens.indices.map { $0 % length }, of: positions)
    return engine.sum(rows, places, at: site)
  }

  private func embeddingGradients<E: Engine>(
    _ gradient: Matrix<E.Number>, _ tokens: [Int], _ engine: E
  ) {
    if let positions {
      scatter(gradient, to: tokens.indices.map { $0 % length }, of: positions, engine)
    }
    scatter(gradient, to: tokens, of: embedding, engine)
  }

  /// The gradient of a table's rows: each the sum over the tokens that took it.
  private func scatter<E: Engine>(
    _ gradient: Matrix<E.Number>, to rows: [Int], of table: Parameter, _ engine: E
  ) {
    guard engine.trains(table) else { return }
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
