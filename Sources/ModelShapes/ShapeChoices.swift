/// An architecture family; a model of the user's own is `custom`.
public enum ModelFamily: String, Hashable, Sendable, CaseIterable {
  case qwen2 = "Qwen2.5"
  case llama3 = "Llama 3"
  case gpt2 = "GPT-2"
  case pythia = "Pythia"
  case custom = "custom"
}

/// Which linear maps of a block add a bias.
public struct Biases: Hashable, Sendable {
  /// The query projection adds one.
  public var query: Bool
  /// The key projection adds one.
  public var key: Bool
  /// The value projection adds one.
  public var value: Bool
  /// The attention's output projection adds one.
  public var output: Bool
  /// Every linear map of the MLP adds one.
  public var mlp: Bool

  /// A bias where the argument is true.
  public init(query: Bool, key: Bool, value: Bool, output: Bool, mlp: Bool) {
    self.query = query
    self.key = key
    self.value = value
    self.output = output
    self.mlp = mlp
  }

  /// No bias anywhere (Llama).
  public static let none = Biases(query: false, key: false, value: false, output: false, mlp: false)
  /// Query, key and value only (Qwen2).
  public static let queryKeyValue = Biases(
    query: true, key: true, value: true, output: false, mlp: false)
  /// Every linear map of a block (GPT-2, GPT-NeoX).
  public static let all = Biases(query: true, key: true, value: true, output: true, mlp: true)
}

/// A normalisation and the ε it adds to the variance.
public struct Normalisation: Hashable, Sendable {
  /// What is divided by what.
  public enum Kind: String, Hashable, Sendable {
    /// x / √(mean x² + ε), times a gain (Zhang & Sennrich 2019).
    case rms = "RMSNorm"
    /// (x − mean) / √(variance + ε), times a gain, plus a bias (Ba et al. 2016).
    case layer = "LayerNorm"
  }

  /// The kind.
  public var kind: Kind
  /// Added to the mean square or the variance, in the square of the unit of x.
  public var epsilon: Double

  /// A normalisation of the given kind.
  public init(_ kind: Kind, epsilon: Double) {
    self.kind = kind
    self.epsilon = epsilon
  }
}

/// A pointwise nonlinearity.
public enum Activation: String, Hashable, Sendable, CaseIterable {
  /// x · sigmoid(x).
  case silu
  /// x · Φ(x), with Φ the normal distribution function.
  case gelu
  /// The tanh approximation of `gelu` (Hendrycks & Gimpel 2016).
  case geluTanh = "gelu-tanh"
  /// max(x, 0).
  case relu
  /// The hyperbolic tangent.
  case tanh
  /// x.
  case linear
}

/// How attention and MLP join the residual stream.
public enum ResidualArrangement: String, Hashable, Sendable, CaseIterable {
  /// x ← x + attention(norm x), then x ← x + mlp(norm x).
  case preNorm = "pre-norm"
  /// x ← x + attention(norm₁ x) + mlp(norm₂ x).
  case parallel
  /// x ← norm(x + attention(x)), then x ← norm(x + mlp(x)).
  case postNorm = "post-norm"
  /// x ← norm(αx + attention(x)), then x ← norm(αx + mlp(x)), with α > 1 and smaller fresh weights in the
  /// branches (Wang et al., "DeepNet: Scaling transformers to 1,000 layers", 2022).
  case deepNorm = "deep-norm"
  /// x ← x + a·attention(x), then x ← x + a·mlp(x), with a parameter a for each layer, 0 in a fresh
  /// model, and no normalisation anywhere (Bachlechner et al., "ReZero is all you need", 2020).
  case reZero = "rezero"

  /// Whether the stream is normalised after each branch, and so before the head.
  public var normalisesAfterBranches: Bool { self == .postNorm || self == .deepNorm }

  /// Whether each branch has a normalisation, before it or behind.
  public var hasBranchNorms: Bool { self != .reZero }

  /// Whether there is a normalisation before the head.
  public var hasHeadNorm: Bool { self == .preNorm || self == .parallel }
}

/// How a model knows the order of its tokens.
public enum PositionEncoding: Hashable, Sendable {
  /// Queries and keys are rotated by the position (Su et al. 2021): base θ of the angles, and the
  /// leading fraction of each head that is rotated.
  case rotary(theta: Double, fraction: Double)
  /// A learned vector a position, added to the token's embedding.
  case learned
}
