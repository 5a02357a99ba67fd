import ModelShapes

/// The residual stream of a fresh model, upwards, and its gradient, downwards.
struct FreshStack {
  private(set) var stream: [TokenSignal] = []
  private(set) var middle: [TokenSignal] = []
  /// Each layer's branches.
  private(set) var branches: [BlockSignals.Branches] = []
  private(set) var gradient: [Double] = []
  private(set) var middleGradient: [Double] = []

  private let shape: ModelShape
  private let signals: BlockSignals
  private let epsilon: Double
  /// α², what the stream's energy is multiplied by before a branch joins.
  private var kept: Double { shape.streamScale * shape.streamScale }

  init(_ shape: ModelShape, _ averaging: AttentionAveraging, _ law: GradientLaw) {
    self.shape = shape
    signals = BlockSignals(shape: shape, averaging: averaging)
    epsilon = shape.normalisation.epsilon
    climb()
    descend()
    if law == .telescoping { telescope() }
  }

  private mutating func climb() {
    var x = TokenSignal(square: shape.embeddingSquare, shared: 0)
    for _ in 0..<shape.layers {
      stream.append(x)
      let attention = signals.attention(input: signals.branchInput(x))
      let between =
        switch shape.residual {
        case .parallel, .reZero: x
        case .preNorm: x + attention.added
        case .postNorm, .deepNorm: signals.normalised(x.scaled(by: kept) + attention.added)
        }
      middle.append(between)
      let mlp = signals.mlp(input: signals.branchInput(between))
      branches.append(BlockSignals.Branches(attention: attention, mlp: mlp))
      x =
        switch shape.residual {
        case .parallel: x + attention.added + mlp.added
        case .preNorm: between + mlp.added
        case .postNorm, .deepNorm: signals.normalised(between.scaled(by: kept) + mlp.added)
        case .reZero: x
        }
    }
    stream.append(x)
  }

  private mutating func descend() {
    let deviation = shape.weightDeviation
    let last = stream[shape.layers].square
    var g = deviation * deviation
    // Of post-norm the last norm is in the last layer.
    if shape.residual.hasHeadNorm { g /= last + epsilon }
    gradient = [g]
    for layer in (0..<shape.layers).reversed() {
      let x = stream[layer].square
      let between = middle[layer].square
      let (attention, mlp) = (branches[layer].attention, branches[layer].mlp)
      switch shape.residual {
      case .parallel:
        middleGradient.append(g)
        g *= 1 + (attention.gain + mlp.gain) / (x + epsilon)
      case .preNorm:
        g *= 1 + mlp.gain / (between + epsilon)
        middleGradient.append(g)
        g *= 1 + attention.gain / (x + epsilon)
      case .postNorm, .deepNorm:
        g *= (kept + mlp.gain) / (kept * between + mlp.added.square + epsilon)
        middleGradient.append(g)
        g *= (kept + attention.gain) / (kept * x + attention.added.square + epsilon)
      case .reZero:
        middleGradient.append(g)
      }
      gradient.append(g)
    }
    gradient.reverse()
    middleGradient.reverse()
  }

  /// What each layer's matrices have of the gradients, as they now are.
  var matrices: [MatrixSquares] {
    (0..<shape.layers).map { layer in
      let (attention, mlp) = (branches[layer].attention, branches[layer].mlp)
      let (top, lower) = (gradient[layer + 1], middleGradient[layer])
      switch shape.residual {
      case .preNorm, .parallel:
        return MatrixSquares(branches[layer], top: top, lower: lower)
      case .postNorm, .deepNorm:
        // The norm behind a branch divides by the rms of what it takes in.
        return MatrixSquares(
          branches[layer], top: top / (kept * middle[layer].square + mlp.added.square + epsilon),
          lower: lower / (kept * stream[layer].square + attention.added.square + epsilon))
      case .reZero:
        var squares = MatrixSquares()
        // Σ g·y over the elements of both branches' results.
        squares.weight =
          top * Double(shape.hiddenSize) * (attention.added.square + mlp.added.square)
        return squares
      }
    }
  }

  /// Replaces the gradients by those that keep E g² · E x² at its value before the head. In a post-norm
  /// stack that is the same gradient wherever the stream is normalised.
  private mutating func telescope() {
    let invariant = gradient[shape.layers] * stream[shape.layers].square
    gradient = stream.map { invariant / $0.square }
    middleGradient = middle.indices.map {
      shape.residual == .parallel ? gradient[$0 + 1] : invariant / middle[$0].square
    }
  }
}
