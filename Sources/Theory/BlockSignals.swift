import ModelShapes

/// A signal over the tokens of a sequence, by its second moments.
struct TokenSignal: Hashable {
  /// The mean square of an element.
  var square: Double
  /// The mean product of the same element at two tokens, averaged over pairs of tokens. Tokens that
  /// attend to the same past come to resemble each other.
  var shared: Double

  /// The correlation ρ between two tokens.
  var correlation: Double { shared / square }

  func scaled(by factor: Double) -> TokenSignal {
    TokenSignal(square: factor * square, shared: factor * shared)
  }

  static func + (a: TokenSignal, b: TokenSignal) -> TokenSignal {
    TokenSignal(square: a.square + b.square, shared: a.shared + b.shared)
  }
}

/// Forward variances and backward gains of one fresh block's two branches, for a given input.
///
/// Every weight is independent of every signal and of every other weight, so a linear map multiplies a
/// mean square by fan-in · σ² forward and by fan-out · σ² backward. Norm gains are 1, biases 0.
/// Gradients are energies at a unit mean square of the gradient at the branch's output, and gradients
/// of different tokens are independent.
struct BlockSignals {
  /// Energies inside the attention branch.
  struct Attention {
    /// The mean square of the averaged values, the output projection's input.
    let context: Double
    /// What the branch adds to the stream.
    let added: TokenSignal
    /// The squares of a token's part in the gradients of the query, key and value matrices.
    let query: Double
    let key: Double
    let value: Double
    /// The gradient energy at the branch's input.
    let gain: Double
  }

  /// Energies inside the MLP branch.
  struct MLP {
    /// The mean square of the hidden layer, the down projection's input.
    let hidden: Double
    /// What the branch adds to the stream.
    let added: TokenSignal
    /// The square of a token's part in the gradient of the gate's matrix; 0 without a gate.
    let gate: Double
    /// The same for the up projection.
    let up: Double
    /// The gradient energy at the branch's input.
    let gain: Double
  }

  /// Both branches of one block.
  struct Branches {
    let attention: Attention
    let mlp: MLP
  }

  let shape: ModelShape
  let averaging: AttentionAveraging

  private var weight: Double { shape.weightDeviation * shape.weightDeviation }
  private var branchWeight: Double { shape.branchDeviation * shape.branchDeviation }
  private var residualWeight: Double {
    shape.residualProjectionDeviation * shape.residualProjectionDeviation
  }
  private var hiddenSize: Double { Double(shape.hiddenSize) }

  /// A signal after a norm of gain 1.
  func normalised(_ x: TokenSignal) -> TokenSignal {
    x.scaled(by: 1 / (x.square + shape.normalisation.epsilon))
  }

  /// What a branch sees of the stream, which is normalised only afterwards where norms come after branches.
  func branchInput(_ stream: TokenSignal) -> TokenSignal {
    switch shape.residual {
    case .preNorm, .parallel: normalised(stream)
    case .postNorm, .deepNorm, .reZero: stream
    }
  }

  /// The attention branch of an input.
  func attention(input: TokenSignal) -> Attention {
    let projected = hiddenSize * weight * input.square
    let values = hiddenSize * branchWeight * input.square
    // What tokens share survives averaging whole, the rest in part.
    let correlation = input.correlation
    func survives(_ share: Double) -> Double { correlation + (1 - correlation) * share }
    // What all keys share adds the same to all scores of a token.
    let shares = averaging.shares(scoreVariance: projected * projected * (1 - correlation))
    let retention = survives(shares.retention)
    let queries = Double(shape.queryWidth)
    let keys = Double(shape.keyValueWidth)
    // A key-value head gathers the gradients of the query heads that share it.
    let group = Double(shape.attentionHeads / shape.keyValueHeads)
    let atContext = hiddenSize * residualWeight
    // dq = Σ_j p_j (g·v_j − mean) k_j/√d_h has the variance g² v² k² times that factor. What all tokens
    // share of v drops out, and so does what they share of k, since the factors of k_j sum to 0.
    let scores = atContext * values * projected * shares.scoreFactor * (1 - correlation)
    let queryGradient = scores * (1 - correlation)
    let keyGradient = scores * group
    let valueGradient = atContext * shares.retention * group
    let written = queries * residualWeight * values
    return Attention(
      context: values * retention,
      added: TokenSignal(
        square: written * retention, shared: written * survives(shares.pairRetention)),
      query: queryGradient * input.square,
      // Σ_j u_j dk_j: the shared part of u_j drops out as that of k_j did.
      key: keyGradient * (1 - correlation) * input.square,
      // Σ_j u_j Σ_i p_ij g_i = Σ_i g_i ū_i: the average of the inputs, like that of the values.
      value: atContext * group * retention * input.square,
      gain: weight
        * (queries * queryGradient
          + keys * (keyGradient + branchWeight / weight * valueGradient)))
  }

  /// The MLP branch of an input.
  func mlp(input: TokenSignal) -> MLP {
    let projected = hiddenSize * branchWeight * input.square
    let correlation = input.correlation
    let moments = ActivationMoments(shape.activation, variance: projected)
    let factor = shape.gated ? projected : 1
    let hidden = TokenSignal(
      square: factor * moments.square,
      shared: (shape.gated ? projected * correlation : 1)
        * moments.product(correlation: correlation))
    let width = Double(shape.intermediateSize)
    let atHidden = hiddenSize * residualWeight
    let throughActivation = atHidden * factor * moments.derivativeSquare
    let throughUp = shape.gated ? atHidden * moments.square : 0
    return MLP(
      hidden: hidden.square, added: hidden.scaled(by: width * residualWeight),
      gate: shape.gated ? throughActivation * input.square : 0,
      up: (shape.gated ? throughUp : throughActivation) * input.square,
      gain: width * branchWeight * (throughActivation + throughUp))
  }
}
