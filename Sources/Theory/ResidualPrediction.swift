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
/// Assumes that weights are independent of signals and gradients, that the gradients of different
/// tokens are independent of each other, that attention is as even as `averaging` says, that all
/// tokens have one mean square, and that a norm's projection onto its input (a share 1/d) is
/// negligible. The resemblance of tokens to each other is followed upwards.
///
/// Passes of models of width 128 with dσ² = ½ and 6 layers agree with it (`.softmax`, 64 tokens, means of 4): DeepNorm's
/// tensors to 0.2 binades; the gradient of the stream to 0.06 in post-norm, 0.45 in pre-norm and parallel
/// ones; MLPs to 0.3, in the lowest layer 0.55; queries and keys to 0.7; values and outputs of attention come
/// out up to 0.9 too low in the lowest layers, where tokens' gradients resemble each other. That resemblance
/// is left out, and matters most in deep post-norm stacks without a gate and with dσ² of 1 or more, whose
/// tokens become all alike: there this theory has gradients fall by up to 0.4 binades a layer downwards (each
/// attention multiplies by about 1/(1 + c)), while in passes of 24 layers they grow by up to 0.08.
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
  /// The stream between each layer's attention and MLP; the layer's input where they are parallel.
  let middle: [TokenSignal?]
  /// E g² of the stream at T = 1, in the places of `stream`.
  let gradientSquare: [Double?]
  /// E g² between each layer's attention and MLP; the layer's output where they are parallel.
  let middleGradientSquare: [Double]
  /// Each layer's branches.
  let branches: [BlockSignals.Branches]

  /// The prediction for a model.
  ///
  /// - Returns: `nil` if a trained profile was measured on a model with another number of layers.
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
      let stack = FreshStack(shape, averaging, law)
      stream = stack.stream
      middle = stack.middle
      gradientSquare = stack.gradient
      middleGradientSquare = stack.middleGradient
      branches = stack.branches
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
      middle = Array(known.dropLast())
      gradientSquare = gradient
      // Within a trained layer nothing is known: both branches get the gradient of the layer's output.
      middleGradientSquare = gradient.dropFirst().compactMap { $0 }
      let signals = BlockSignals(shape: shape, averaging: averaging)
      branches = known.dropLast().map { stream in
        // A stream that is not known is normalised to 1 all the same.
        let input = stream.map(signals.branchInput) ?? TokenSignal(square: 1, shared: 0)
        return BlockSignals.Branches(
          attention: signals.attention(input: input), mlp: signals.mlp(input: input))
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
    guard branches.indices.contains(layer) else { return [] }
    return [
      ("attention.output", branches[layer].attention.added.square),
      ("mlp.down", branches[layer].mlp.added.square),
    ]
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
