import ModelShapes

/// How a gradient is carried down the residual stream.
public enum GradientLaw: String, Hashable, Sendable, CaseIterable {
  /// Layer by layer with each branch's own backward gain b: E g² grows by 1 + b/x² on the way down.
  ///
  /// A linear or ReLU branch has b equal to the variance c that it adds, which gives `telescoping`. A
  /// gated MLP is a product of two linear maps of its input: each factor passes the gradient on, so b
  /// is about 2c and the gradient grows faster downwards than the stream grows upwards.
  case branchGains = "branch-gains"
  /// E g_l² · E x_l² the same at every layer: g_l = σ_U/(T·rms x_l), whatever the branches are.
  case telescoping
}

/// The rms of the residual stream and of its gradient at every layer of a model, for a loss averaged
/// over T tokens; gradients are given at T = 1 and fall as 1/T.
///
/// A branch that adds c to the stream's mean square x² and multiplies that of a gradient by b multiplies the
/// gradient's by
///
///     1 + b/(x² + ε) in a pre-norm and a parallel block,      (α² + b)/(α²x² + c + ε) in a post-norm block
///
/// (α = 1 but for DeepNorm), and by 1 in a fresh ReZero block, whose stream is the embeddings at every layer.
///
/// At the final norm's input the gradient is σ_U/(T·√(x_L² + ε)), and below it follows the law chosen.
/// Assumes that weights are independent of signals and gradients, that attention is as `averaging` says, and
/// that a norm's projection onto its input (a share 1/d) is negligible.
///
/// With `.tokenPairs` the moments of every pair of tokens are followed, of signals upwards and of gradients
/// downwards. Passes of fresh models of width 128 and 6 layers at dσ² = ½, 64 tokens, means of 4, agree in
/// every arrangement: gradients of the stream to 0.1 binades, of matrices to 0.2, but for queries and keys in
/// pre-norm and parallel models, which are predicted up to 0.45 too low.
///
/// Otherwise all tokens are taken to have one mean square and gradients of different tokens to be
/// independent; how tokens resemble each other is followed upwards as a mean over pairs. The same passes
/// have the stream's gradient within 0.06 binades in post-norm and ReZero, 0.45 in pre-norm and parallel models, all
/// DeepNorm's tensors within 0.2; MLPs within 0.3 (0.55 in the lowest layer); queries and keys within 0.7;
/// attention's values and outputs up to 0.9 higher than predicted in the lowest layers, where gradients of
/// tokens resemble each other. It fails where tokens become alike, in deep post-norm stacks without a gate
/// and with dσ² of 1: gradients would fall by 0.3 binades a layer downwards, each attention multiplying by about
/// 1/(1 + c), but in passes they grow by some hundredths, as with `.tokenPairs`.
public struct ResidualPrediction: Sendable {
  /// The model.
  public let shape: ModelShape
  /// Where the stream was taken from.
  public let profile: ResidualProfile
  /// How attention was assumed to average.
  public let averaging: AttentionAveraging
  /// How gradients were carried down; a trained profile always has `telescoping`.
  public let law: GradientLaw

  /// The stream at each layer's input and at the head's norm, layers + 1 values; `nil` where the profile
  /// does not know it.
  let stream: [TokenSignal?]
  /// E g² of the stream at T = 1, in the places of `stream`.
  let gradientSquare: [Double?]
  /// Each layer's matrices.
  let matrices: [MatrixSquares]
  /// The mean squares of what each layer's branches add to the stream.
  private let added: [(attention: Double, mlp: Double)]

  /// The prediction for a model.
  ///
  /// - Returns: `nil` if a trained profile was measured on a model with another number of layers; with
  ///   `.tokenPairs` also for a context of more than 512 tokens or none, and for the telescoping law.
  public init?(
    _ shape: ModelShape, profile: ResidualProfile = .initialisation,
    averaging: AttentionAveraging = .uniform(context: 1024), law: GradientLaw = .branchGains
  ) {
    self.shape = shape
    self.profile = profile
    self.averaging = averaging
    switch profile {
    case .initialisation:
      self.law = law
      if case .tokenPairs(let context) = averaging {
        guard law == .branchGains, (1...TokenStack.longestContext).contains(context) else {
          return nil
        }
        let stack = TokenStack(shape, context: context)
        stream = stack.stream
        gradientSquare = stack.gradient
        matrices = stack.matrices
        added = stack.added
        return
      }
      let stack = FreshStack(shape, averaging, law)
      stream = stack.stream
      gradientSquare = stack.gradient
      matrices = stack.matrices
      added = stack.branches.map { ($0.attention.added.square, $0.mlp.added.square) }
    case .trained(let trained):
      self.law = .telescoping
      guard trained.measured.last?.layer == shape.layers - 1 else { return nil }
      let after = (0..<shape.layers).compactMap { trained.rms(after: $0)?.rms }
      guard after.count == shape.layers, let last = after.last else { return nil }
      let deviation = shape.weightDeviation
      let top = deviation * deviation / (last * last + shape.normalisation.epsilon)
      let known = [nil] + after.map { TokenSignal(square: $0 * $0, shared: 0) }
      let gradient = known.map { signal in signal.map { top * last * last / $0.square } }
      stream = known
      gradientSquare = gradient
      let signals = BlockSignals(shape: shape, averaging: averaging)
      let branches = known.dropLast().map { stream in
        // A stream that is not known is normalised to 1 all the same.
        let input = stream.map(signals.branchInput) ?? TokenSignal(square: 1, shared: 0)
        return BlockSignals.Branches(
          attention: signals.attention(input: input), mlp: signals.mlp(input: input))
      }
      added = branches.map { ($0.attention.added.square, $0.mlp.added.square) }
      // Within a trained layer nothing is known: both branches get the gradient of the layer's output.
      matrices = zip(branches, gradient.dropFirst()).map { branches, above in
        MatrixSquares(branches, top: above ?? 0, lower: above ?? 0)
      }
    }
  }

  /// The rms of the stream at the input of a layer; `layer == shape.layers` is the head's norm. `nil`
  /// for other layers, and where the profile does not know it.
  public func streamRms(at layer: Int) -> Double? {
    signal(at: layer)?.square.squareRoot()
  }

  /// What each branch of a layer adds to the mean square of the stream, by the name of the matrix that
  /// writes it.
  public func branchSquares(at layer: Int) -> [(matrix: String, square: Double)] {
    guard added.indices.contains(layer) else { return [] }
    return [("attention.output", added[layer].attention), ("mlp.down", added[layer].mlp)]
  }

  /// The correlation of the stream between two tokens of a sequence at the input of a layer, averaged
  /// over pairs; 0 in a trained profile, which does not know it.
  public func tokenCorrelation(at layer: Int) -> Double? { signal(at: layer)?.correlation }

  /// The rms of the loss's gradient there, at a loss scale of 1.
  public func gradientRms(at layer: Int, tokens: Double) -> Double? {
    guard gradientSquare.indices.contains(layer) else { return nil }
    return gradientSquare[layer].map { $0.squareRoot() / tokens }
  }

  private func signal(at layer: Int) -> TokenSignal? {
    stream.indices.contains(layer) ? stream[layer] : nil
  }
}
