import ModelShapes

/// The residual stream of a fresh model, upwards, and its gradient, downwards, with every pair of tokens of a
/// sequence: `FreshStack` where tokens and their gradients come to resemble each other.
struct TokenStack {
  /// The longest sequence: kernels take its square in memory, for each layer, and in time.
  static let longestContext = 512

  private(set) var stream: [TokenSignal] = []
  private(set) var gradient: [Double] = []
  private(set) var matrices: [MatrixSquares] = []
  /// The mean squares of what each layer's branches add.
  private(set) var added: [(attention: Double, mlp: Double)] = []

  private let shape: ModelShape
  private let block: TokenBlock
  /// α², what the stream's energy is multiplied by before a branch joins.
  private let kept: Double
  /// The stream before each layer, and between its attention and its MLP.
  private var kernels: [(start: TokenKernel, middle: TokenKernel)] = []

  init(_ shape: ModelShape, context: Int) {
    self.shape = shape
    block = TokenBlock(shape: shape)
    kept = shape.streamScale * shape.streamScale
    var x = TokenKernel(count: context, independent: shape.embeddingSquare)
    for _ in 0..<shape.layers {
      let ofAttention = block.attention(seen(x)).added
      let middle = shape.residual == .parallel ? x : after(x, ofAttention)
      kernels.append((x, middle))
      stream.append(x.signal)
      let ofMLP = block.mlp(seen(middle)).added
      added.append((ofAttention.signal.square, ofMLP.signal.square))
      x = after(middle, shape.residual == .parallel ? ofAttention + ofMLP : ofMLP)
    }
    stream.append(x.signal)
    descend(from: x)
  }

  /// What a branch sees of the stream.
  private func seen(_ x: TokenKernel) -> TokenKernel {
    shape.residual.normalisesAfterBranches || !shape.residual.hasBranchNorms
      ? x : x.scaled(byToken: block.normFactors(x))
  }

  /// The stream after a branch has joined.
  private func after(_ x: TokenKernel, _ added: TokenKernel) -> TokenKernel {
    guard shape.residual.hasBranchNorms else { return x }
    let sum = x.scaled(by: kept) + added
    return shape.residual.normalisesAfterBranches
      ? sum.scaled(byToken: block.normFactors(sum)) : sum
  }

  private mutating func descend(from last: TokenKernel) {
    let deviation = shape.weightDeviation
    var g = TokenKernel(count: last.count, independent: deviation * deviation)
    if shape.residual.hasHeadNorm { g = g.scaled(byToken: block.normFactors(last)) }
    gradient.append(g.signal.square)
    for layer in (0..<shape.layers).reversed() {
      let (start, middle) = kernels[layer]
      var squares = MatrixSquares()
      let mlp = block.mlp(seen(middle))
      let attention = block.attention(seen(start))
      if shape.residual == .reZero {
        let energy = g.dot(mlp.added) + g.dot(attention.added)
        squares.weight = energy * Double(shape.hiddenSize) / Double(g.count)
      } else if shape.residual == .parallel {
        let branches = block.backward(g, mlp, &squares) + block.backward(g, attention, &squares)
        g = g + branches.scaled(byToken: block.normFactors(start))
      } else {
        g = before(g, middle, mlp.added) { block.backward($0, mlp, &squares) }
        g = before(g, start, attention.added) { block.backward($0, attention, &squares) }
      }
      matrices.append(squares)
      gradient.append(g.signal.square)
    }
    gradient.reverse()
    matrices.reverse()
  }

  /// The gradient before a branch joined, for one behind.
  private func before(
    _ gradient: TokenKernel, _ x: TokenKernel, _ added: TokenKernel,
    _ branch: (TokenKernel) -> TokenKernel
  ) -> TokenKernel {
    guard shape.residual.normalisesAfterBranches else {
      return gradient + branch(gradient).scaled(byToken: block.normFactors(x))
    }
    let sum = x.scaled(by: kept) + added
    let behind = gradient.scaled(byToken: block.normFactors(sum))
    return behind.scaled(by: kept) + branch(behind)
  }
}
