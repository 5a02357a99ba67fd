import Kernels

/// One head's attention over one sequence: softmax(q·kᵀ/√d)·v, causal.
struct AttentionCore: Sendable {
  let layer: Int
  let headDimension: Int
  let order: AttentionOrder

  /// Products of queries and keys, not scaled.
  var product: Site { Site(layer: layer, "attention.product", .scores) }
  /// Scores that softmax takes: scaled and masked.
  var scores: Site { Site(layer: layer, "attention.scores", .scores) }
  var probabilities: Site { Site(layer: layer, "attention.probabilities", .softmax) }
  /// The weighted means of the values.
  var context: Site { Site(layer: layer, "attention.context", .activation) }
  /// Gradients that one head has of queries, keys and values.
  func head(_ name: String) -> Site {
    Site(layer: layer, "attention.\(name).head", .activation).gradient
  }

  /// 1/√d.
  var scale: Double { 1 / Double(headDimension).squareRoot() }

  func forward<E: Engine>(
    q: Operand<E.Number>, k: Operand<E.Number>, v: Operand<E.Number>, _ engine: E
  ) -> (Matrix<E.Number>, HeadState<E.Number>) {
    if order == .fused { return fusedForward(q: q, k: k, v: v, engine) }
    let query = order == .scaleFirst ? scaled(q, engine) : q
    let products = engine.product(
      query, k, transposesA: false, transposesB: true, at: product)
    let factor = E.Scalar(order == .scaleFirst ? 1 : scale)
    // What masks is the lowest number of the format, added: what has overflowed stays so.
    let format = engine.format(at: scores)
    let lowest = E.Scalar(-format.greatestFiniteMagnitude)
    let masked = engine.rows(
      [products], columns: products.columns, at: scores, counted: { $0 + 1 }
    ) { row, inputs, result in
      for column in result.indices {
        let score = inputs[0][column] * factor
        result[column] = column > row && score.isFinite ? lowest : score
      }
    }
    let shares = engine.rows(
      [masked], columns: masked.columns, at: probabilities, counted: { $0 + 1 }
    ) { _, inputs, result in
      Softmax.shares(of: inputs[0], into: result)
    }
    let operand = engine.operand(shares, at: probabilities.attentionOperand)
    let result = engine.product(operand, v, transposesA: false, transposesB: false, at: context)
    return (result, .eager(shares, operand))
  }

  /// The gradients of q, k and v that one head has.
  func backward<E: Engine>(
    _ dContext: Matrix<E.Number>, q: Operand<E.Number>, k: Operand<E.Number>,
    v: Operand<E.Number>, _ state: HeadState<E.Number>, _ engine: E
  ) -> HeadGradients<E.Number> {
    let upstream = engine.operand(dContext, at: context.gradient.attentionOperand)
    switch state {
    case .fused(let result, let logSums):
      return fusedBackward(
        upstream, dContext, q: q, k: k, v: v, result: result, logSums: logSums, engine)
    case .eager(let shares, let operand):
      let dv = engine.product(
        operand, upstream, transposesA: true, transposesB: false, at: head("value"))
      let dShares = engine.product(
        upstream, v, transposesA: false, transposesB: true, at: probabilities.input.gradient)
      let dScores = engine.rows(
        [shares, dShares], columns: shares.columns, at: scores.gradient, counted: { $0 + 1 }
      ) { _, inputs, result in
        Softmax.gradient(shares: inputs[0], inputs[1], into: result)
      }
      if order == .scaleFirst {
        let operand = engine.operand(dScores, at: product.gradient.attentionOperand)
        let factor = E.Scalar(scale)
        let dScaled = engine.product(
          operand, k, transposesA: false, transposesB: false, at: scaledQuery.gradient)
        return HeadGradients(
          query: engine.map(dScaled, at: head("query")) { $0 * factor },
          key: engine.product(
            operand, scaled(q, engine), transposesA: true, transposesB: false, at: head("key")),
          value: dv)
      }
      let factor = E.Scalar(scale)
      let dProducts = engine.rows(
        [dScores], columns: dScores.columns, at: product.gradient, counted: { $0 + 1 }
      ) { _, inputs, result in
        for column in result.indices { result[column] = inputs[0][column] * factor }
      }
      let operand = engine.operand(dProducts, at: product.gradient.attentionOperand)
      return HeadGradients(
        query: engine.product(
          operand, k, transposesA: false, transposesB: false, at: head("query")),
        key: engine.product(
          operand, q, transposesA: true, transposesB: false, at: head("key")),
        value: dv)
    }
  }

  private var scaledQuery: Site { Site(layer: layer, "attention.query.scaled", .activation) }

  private func scaled<E: Engine>(_ q: Operand<E.Number>, _ engine: E) -> Operand<E.Number> {
    let factor = E.Scalar(scale / q.scale)
    let scaled = engine.map(q.numbers, at: scaledQuery) { $0 * factor }
    return engine.operand(scaled, at: scaledQuery.attentionOperand)
  }
}

/// What a head's backward pass needs.
enum HeadState<Number: Carrier>: Sendable {
  /// The probabilities, and the same as an operand.
  case eager(Matrix<Number>, Operand<Number>)
  /// The result, and ln Σ e^score of every row.
  case fused(Matrix<Number>, logSums: Matrix<Number>)
}

/// The gradients of one head's queries, keys and values.
struct HeadGradients<Number: Carrier> {
  let query: Matrix<Number>
  let key: Matrix<Number>
  let value: Matrix<Number>
}

/// softmax and its gradient, row by row.
enum Softmax {
  /// e^(xⱼ − max x) / Σ e^(xᵢ − max x); NaN throughout where the largest is infinite or any is NaN.
  static func shares<Number: Carrier, Scalar: FormulaNumber>(
    of x: FormulaRow<Number, Scalar>, into result: UnsafeMutableBufferPointer<Scalar>
  ) {
    var largest = x[0]
    for column in 1..<x.count where x[column] > largest { largest = x[column] }
    var sum = Scalar.zero
    for column in result.indices {
      result[column] = .exp(x[column] - largest)
      sum = sum + result[column]
    }
    for column in result.indices { result[column] = result[column] / sum }
  }

  /// pⱼ·(gⱼ − Σ pᵢ·gᵢ).
  static func gradient<Number: Carrier, Scalar: FormulaNumber>(
    shares p: FormulaRow<Number, Scalar>, _ g: FormulaRow<Number, Scalar>,
    into result: UnsafeMutableBufferPointer<Scalar>
  ) {
    let mean = p.sum { p[$0] * g[$0] }
    for column in result.indices { result[column] = p[column] * (g[column] - mean) }
  }
}
