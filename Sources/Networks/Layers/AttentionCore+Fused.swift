import Kernels

/// Fused attention: the passes of FlashAttention-2 (Dao 2023), by blocks of keys.
extension AttentionCore {
  /// Keys of a block.
  static var blockLength: Int { 64 }

  /// Where the kernel keeps numbers of its own.
  private func inside(_ name: String) -> Site { Site(layer: layer, "attention." + name, .fused) }

  func fusedForward<E: Engine>(
    q: Operand<E.Number>, k: Operand<E.Number>, v: Operand<E.Number>, _ engine: E
  ) -> (Matrix<E.Number>, HeadState<E.Number>) {
    let rows = q.numbers.rows
    let factor = E.Scalar(scale)
    // Of each row the sum of its weighted values, the largest score, and Σ e^(score − largest).
    var sums: Matrix<E.Number>?
    var statistics: Matrix<E.Number>?
    for first in stride(from: 0, to: rows, by: Self.blockLength) {
      let keys = first..<min(first + Self.blockLength, rows)
      let width = 0..<headDimension
      let products = engine.product(
        q, k.part(keys, width), transposesA: false, transposesB: true, at: inside("product.fused"))
      let before = statistics
      // Rows that come before the block see nothing of it.
      @Sendable func visible(_ row: Int) -> Int { min(max(row + 1 - first, 0), keys.count) }
      let after = engine.rows(
        [products] + (before.map { [$0] } ?? []), columns: 2, at: inside("statistics")
      ) { row, inputs, result in
        let old = inputs.count > 1 ? inputs[1] : nil
        guard visible(row) > 0 else {
          if let old { (result[0], result[1]) = (old[0], old[1]) }
          return
        }
        var largest = old.map { $0[0] } ?? inputs[0][0] * factor
        for column in 0..<visible(row) where inputs[0][column] * factor > largest {
          largest = inputs[0][column] * factor
        }
        var sum = old.map { $0[1] * .exp($0[0] - largest) } ?? .zero
        for column in 0..<visible(row) { sum = sum + .exp(inputs[0][column] * factor - largest) }
        (result[0], result[1]) = (largest, sum)
      }
      let weights = engine.rows(
        [products, after], columns: keys.count, at: inside("weights"), counted: visible
      ) { row, inputs, result in
        for column in 0..<visible(row) {
          result[column] = .exp(inputs[0][column] * factor - inputs[1][0])
        }
      }
      let partial = engine.product(
        engine.operand(weights, at: inside("weights").attentionOperand), v.part(keys, width),
        transposesA: false, transposesB: false, at: inside("partial"))
      if let old = sums, let before {
        sums = engine.rows(
          [old, partial, before, after], columns: headDimension, at: inside("sum")
        ) { _, inputs, result in
          let decay = E.Scalar.exp(inputs[2][0] - inputs[3][0])
          for column in result.indices {
            result[column] = inputs[0][column] * decay + inputs[1][column]
          }
        }
      } else {
        sums = partial
      }
      statistics = after
    }
    guard let sums, let statistics else {
      let none = Matrix<E.Number>(rows: 0, columns: headDimension)
      return (none, .fused(none, logSums: none))
    }
    let result = engine.rows([sums, statistics], columns: headDimension, at: context) {
      _, inputs, result in
      for column in result.indices { result[column] = inputs[0][column] / inputs[1][1] }
    }
    let logSums = engine.rows([statistics], columns: 1, at: inside("log-sum")) {
      _, inputs, result in
      result[0] = inputs[0][0] + .log(inputs[0][1])
    }
    return (result, .fused(result, logSums: logSums))
  }

  func fusedBackward<E: Engine>(
    _ upstream: Operand<E.Number>, _ dContext: Matrix<E.Number>, q: Operand<E.Number>,
    k: Operand<E.Number>, v: Operand<E.Number>, result: Matrix<E.Number>,
    logSums: Matrix<E.Number>, _ engine: E
  ) -> HeadGradients<E.Number> {
    let factor = E.Scalar(scale)
    let products = engine.product(
      q, k, transposesA: false, transposesB: true, at: inside("product.fused"))
    let shares = engine.rows(
      [products, logSums], columns: products.columns, at: inside("probabilities.fused"),
      counted: { $0 + 1 }
    ) { row, inputs, result in
      for column in 0...row { result[column] = .exp(inputs[0][column] * factor - inputs[1][0]) }
    }
    let operand = engine.operand(shares, at: inside("probabilities.fused").attentionOperand)
    let dv = engine.product(
      operand, upstream, transposesA: true, transposesB: false, at: head("value"))
    let dShares = engine.product(
      upstream, v, transposesA: false, transposesB: true,
      at: inside("probabilities.fused").gradient)
    let dScores = engine.rows(
      [shares, dShares, dContext, result], columns: shares.columns,
      at: inside("scores.fused").gradient, counted: { $0 + 1 }
    ) { row, inputs, result in
      // Σ p·dp over the keys is Σ dContext·context over the head.
      let mean = inputs[2].sum { inputs[2][$0] * inputs[3][$0] }
      for column in 0...row {
        result[column] = inputs[0][column] * (inputs[1][column] - mean)
      }
    }
    let dOperand = engine.operand(dScores, at: inside("scores.fused").gradient.attentionOperand)
    func scaled(_ gradient: Matrix<E.Number>, _ name: String) -> Matrix<E.Number> {
      engine.map(gradient, at: head(name)) { $0 * factor }
    }
    return HeadGradients(
      query: scaled(
        engine.product(
          dOperand, k, transposesA: false, transposesB: false, at: inside("query").gradient),
        "query"),
      key: scaled(
        engine.product(
          dOperand, q, transposesA: true, transposesB: false, at: inside("key").gradient),
        "key"),
      value: dv)
  }
}
