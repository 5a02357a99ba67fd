import ModelShapes

/// What one fresh block does to the moments of every pair of tokens: `BlockSignals` without the assumption
/// that tokens' gradients are independent, and that all tokens are alike.
///
/// Attention weighs t tokens with p of mean 1/t; where a token's own weights meet, their second moments are
/// those of the softmax of its scores (`SoftmaxMoments`). Weights of different tokens are taken as
/// independent.
struct TokenBlock {
  let shape: ModelShape

  private var width: Double { Double(shape.hiddenSize) }
  private var weight: Double { shape.weightDeviation * shape.weightDeviation }
  private var branchWeight: Double { shape.branchDeviation * shape.branchDeviation }
  private var residualWeight: Double {
    shape.residualProjectionDeviation * shape.residualProjectionDeviation
  }

  /// What a norm of gain 1 multiplies each token by.
  func normFactors(_ x: TokenKernel) -> [Double] {
    x.squares.map { 1 / ($0 + shape.normalisation.epsilon).squareRoot() }
  }

  /// The attention branch of an input.
  struct Attention {
    let input: TokenKernel
    /// The averaged values.
    let context: TokenKernel
    /// What the branch adds to the stream.
    let added: TokenKernel
    /// The variance of an element over the tokens that each sees: the mean square about their mean.
    let variances: [Double]
    /// Of each token's probabilities.
    let rows: [SoftmaxMoments]
  }

  func attention(_ input: TokenKernel) -> Attention {
    let count = input.count
    let averaged = input.averaged
    var (sum, squares) = (0.0, [Double]())
    for (index, square) in input.squares.enumerated() {
      sum += square
      squares.append(sum / Double(index + 1))
    }
    let variances = (0..<count).map { squares[$0] - averaged[$0, $0] }
    // What a token's own part of an element is, of which t tokens show the share 1 − 1/t.
    func excess(_ row: Int) -> Double {
      row == 0 ? 0 : variances[row] * Double(row + 1) / Double(row)
    }
    let keys = width * weight
    let scores = (1..<max(count, 2)).map { row in
      count > 1 ? keys * keys * input[row, row] * excess(row) : 0
    }
    let rows = SoftmaxMoments.rows(
      variance: scores.reduce(0, +) / Double(scores.count), context: count)
    let values = width * branchWeight
    let context = TokenKernel(count: count) { i, j in
      i == j
        ? values * (squares[i] - (1 - rows[i].retention) * excess(i)) : values * averaged[i, j]
    }
    return Attention(
      input: input, context: context,
      added: context.scaled(by: Double(shape.queryWidth) * residualWeight), variances: variances,
      rows: rows)
  }

  /// The gradient at the attention's input, for one at its result.
  func backward(
    _ gradient: TokenKernel, _ forward: Attention, _ squares: inout MatrixSquares
  ) -> TokenKernel {
    let tokens = Double(gradient.count)
    // A key-value head gathers the gradients of the query heads that share it.
    let group = Double(shape.attentionHeads / shape.keyValueHeads)
    let atContext = gradient.scaled(by: width * residualWeight)
    let ofValues = values(atContext, forward).scaled(by: group)
    let ofQueries = queries(atContext, forward)
    let ofKeys = keys(atContext, forward).scaled(by: group)
    squares.output = gradient.dot(forward.context) / tokens
    squares.value = ofValues.dot(forward.input) / tokens
    squares.query = ofQueries.dot(forward.input) / tokens
    squares.key = (ofKeys.dot(forward.input) + finiteWidth(atContext, forward) * group) / tokens
    let keyWidth = Double(shape.keyValueWidth)
    return ofQueries.scaled(by: Double(shape.queryWidth) * weight)
      + ofKeys.scaled(by: keyWidth * weight) + ofValues.scaled(by: keyWidth * branchWeight)
  }

  /// dv_j = Σ p_ij g_i.
  private func values(_ gradient: TokenKernel, _ forward: Attention) -> TokenKernel {
    let count = gradient.count
    let even = TokenKernel(count: count) { gradient[$0, $1] / Double(($0 + 1) * ($1 + 1)) }
      .followingSums
    // Where one token's own weights meet: E p_j² and E p_j p_k in place of 1/t².
    var (same, other) = (
      [Double](repeating: 0, count: count + 1), [Double](repeating: 0, count: count + 1)
    )
    for i in (0..<count).reversed() {
      let (t, square, kept) = (Double(i + 1), gradient[i, i], forward.rows[i].retention)
      same[i] = same[i + 1] + square * (kept / t - 1 / (t * t))
      other[i] = other[i + 1] + (i > 0 ? square * ((1 - kept) / (t * (t - 1)) - 1 / (t * t)) : 0)
    }
    return TokenKernel(count: count) { j, k in
      even[j, k] + (j == k ? same[j] : other[max(j, k)])
    }
  }

  /// What softmax makes of the energies of even attention, by token.
  private func concentration(_ forward: Attention) -> [Double] {
    forward.rows.enumerated().map { row, moments in
      let t = Double(row + 1)
      return row == 0 ? 1 : moments.scoreEnergy / ((1 - 1 / t) / t)
    }
  }

  /// dq_i = Σ_k p_ik (g_i·v_k − mean) k_k/√d, with means over the tokens that i sees, and v and k both of the
  /// input's kernel x but for a factor:
  ///
  ///     E dq_i dq_j = E g_i g_j · 1/ij Σ_kl x_kl (x_kl − mean_k x_kl − mean_l x_kl + mean_kl x_kl),
  ///
  /// x_kl the products of tokens as they are, over `hiddenSize` elements: E x_kl² exceeds (E x_kl)² by
  /// E x_kk·E x_ll/d, which for more than d tokens is most of the sum.
  private func queries(_ gradient: TokenKernel, _ forward: Attention) -> TokenKernel {
    let x = forward.input
    let factor = width * branchWeight * width * weight
    let (squares, means) = ((x * x).averaged, x.averaged)
    // mean_k x_kl over k ≤ i, and the mean of its square over l ≤ j.
    let above = x.columnMeans
    let crossed = (above * above).rowMeans
    let concentration = concentration(forward)
    return TokenKernel(count: gradient.count) { i, j in
      let centred = squares[i, j] - crossed[i, j] - crossed[j, i] + means[i, j] * means[i, j]
      let spread = forward.variances[i] * forward.variances[j] / width
      return factor * gradient[i, j] * (centred + spread) * (i == j ? concentration[i] : 1)
    }
  }

  /// What the same fluctuation of x_kl adds to the key matrix' gradient, Σ_kl E dk_k dk_l x_kl.
  private func finiteWidth(_ gradient: TokenKernel, _ forward: Attention) -> Double {
    let factor = width * branchWeight * width * weight
    let concentration = concentration(forward)
    return TokenKernel(count: gradient.count) { i, j in
      factor * gradient[i, j] * forward.variances[i] * forward.variances[j] / width
        * (i == j ? concentration[i] : 1)
    }.dot(forward.input)
  }

  /// dk_k = Σ_i p_ik (g_i·v_k − mean) q_i/√d, whose sum over k is 0.
  private func keys(_ gradient: TokenKernel, _ forward: Attention) -> TokenKernel {
    let x = forward.input
    let factor = width * branchWeight * width * weight
    let (means, above) = (x.averaged, x.columnMeans)
    let concentration = concentration(forward)
    // E g_i g_j q_i q_j/ij.
    let products = TokenKernel(count: gradient.count) { i, j in
      factor * gradient[i, j] * x[i, j] / Double((i + 1) * (j + 1))
        * (i == j ? concentration[i] : 1)
    }
    let whole = products.followingSums
    let crossed = (above * products.rowFollowingSums).columnFollowingSums
    let mean = (products * means).followingSums
    return TokenKernel(count: gradient.count) { k, l in
      x[k, l] * whole[k, l] - crossed[k, l] - crossed[l, k] + mean[k, l]
    }
  }

  /// The MLP branch of an input.
  struct MLP {
    let input: TokenKernel
    /// What the activation, and the up projection beside a gate, have.
    let before: TokenKernel
    let activated: TokenKernel
    let slope: TokenKernel
    /// The down projection's input.
    let hidden: TokenKernel
    /// What the branch adds to the stream.
    let added: TokenKernel
  }

  func mlp(_ input: TokenKernel) -> MLP {
    let before = input.scaled(by: width * branchWeight)
    let squares = before.squares
    let kernel = ActivationKernel(
      shape.activation, variance: squares.reduce(0, +) / Double(squares.count))
    func correlation(_ i: Int, _ j: Int) -> Double {
      i == j ? 1 : before[i, j] / (squares[i] * squares[j]).squareRoot()
    }
    let activated = TokenKernel(count: input.count) { kernel.value(correlation($0, $1)) }
    let hidden = shape.gated ? activated * before : activated
    return MLP(
      input: input, before: before, activated: activated,
      slope: TokenKernel(count: input.count) { kernel.derivative(correlation($0, $1)) },
      hidden: hidden, added: hidden.scaled(by: Double(shape.intermediateSize) * residualWeight))
  }

  /// The gradient at the MLP's input, for one at its result.
  func backward(
    _ gradient: TokenKernel, _ forward: MLP, _ squares: inout MatrixSquares
  ) -> TokenKernel {
    let tokens = Double(gradient.count)
    let atHidden = gradient.scaled(by: width * residualWeight)
    squares.down = gradient.dot(forward.hidden) / tokens
    let slope = shape.gated ? forward.slope * forward.before : forward.slope
    let throughActivation = atHidden * slope
    let factor = Double(shape.intermediateSize) * branchWeight
    guard shape.gated else {
      squares.up = throughActivation.dot(forward.input) / tokens
      return throughActivation.scaled(by: factor)
    }
    let throughUp = atHidden * forward.activated
    squares.gate = throughActivation.dot(forward.input) / tokens
    squares.up = throughUp.dot(forward.input) / tokens
    return (throughActivation + throughUp).scaled(by: factor)
  }
}
