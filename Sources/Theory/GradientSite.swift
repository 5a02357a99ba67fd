/// How the rms of a gradient depends on T, the tokens that a loss is averaged over.
public enum TokenLaw: Hashable, Sendable {
  /// 1/T: the gradient of one token's activation.
  case perToken
  /// √T/T: a weight's gradient, the sum over T tokens taken as independent. In a network tokens are
  /// correlated, so the exponent lies between this and 0.
  case independentTokens
  /// √max(1, T/rows)/T: a row of a table of that many rows, one of those that occur, with occurrences
  /// spread evenly.
  case occurringRows(Int)

  /// What a gradient of rms 1 at T = 1 has become at T tokens, T ≥ 1.
  public func factor(tokens: Double) -> Double {
    switch self {
    case .perToken: 1 / tokens
    case .independentTokens: 1 / tokens.squareRoot()
    case .occurringRows(let rows): max(1, tokens / Double(rows)).squareRoot() / tokens
    }
  }

  /// The tokens at which `factor` has fallen to a value in (0, 1]; 1 for what lies above.
  public func tokens(factor: Double) -> Double {
    switch self {
    case .perToken: return max(1, 1 / factor)
    case .independentTokens: return max(1, 1 / (factor * factor))
    case .occurringRows(let rows):
      let single = max(1, 1 / factor)
      return single <= Double(rows) ? single : 1 / (factor * factor * Double(rows))
    }
  }
}

/// A tensor of gradients whose elements are taken as N(0, rms²).
public struct GradientSite: Hashable, Sendable {
  /// What the tensor is a gradient of.
  public enum Role: String, Hashable, Sendable {
    /// Of the activations.
    case activation = "activation-gradient"
    /// Of the parameters.
    case parameter = "parameter-gradient"
  }

  /// The name of the one site that is a part of another's tensor: the head's rows that are no targets.
  public static let unseenRows = "head.unseen"

  /// The layer, counted from 0; the number of layers for the head's norm; `nil` outside the layers.
  public let layer: Int?
  /// The tensor's place within the layer or model: `residual`, `attention.query`, `mlp.down`, …
  public let name: String
  /// Of activations or of parameters.
  public let role: Role
  /// The rms at T = 1 and a loss scale of 1.
  public let rmsAtOneToken: Double
  /// How it falls with T.
  public let tokenLaw: TokenLaw
  /// Elements; per token for an activation.
  public let elements: Double

  /// A site.
  public init(
    layer: Int?, name: String, role: Role, rmsAtOneToken: Double, tokenLaw: TokenLaw,
    elements: Double
  ) {
    self.layer = layer
    self.name = name
    self.role = role
    self.rmsAtOneToken = rmsAtOneToken
    self.tokenLaw = tokenLaw
    self.elements = elements
  }

  /// The rms for a loss averaged over T tokens and multiplied by a loss scale.
  public func rms(tokens: Double, lossScale: Double = 1) -> Double {
    rmsAtOneToken * tokenLaw.factor(tokens: tokens) * lossScale
  }

  /// Elements of the whole tensor in a step of T tokens.
  public func count(tokens: Double) -> Double { role == .activation ? elements * tokens : elements }

  /// The tokens per loss from which on the rms is at or below a deviation, 1 at least: the onset of
  /// whatever sets in at that deviation (see `GaussianUnderflow`).
  public func onsetTokens(deviation: Double, lossScale: Double = 1) -> Double {
    tokenLaw.tokens(factor: deviation / (rmsAtOneToken * lossScale))
  }
}
