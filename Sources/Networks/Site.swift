/// What a stored number of a network is for; a policy gives each role its format.
public enum Role: String, Hashable, Sendable, CaseIterable {
  /// A parameter as it is kept between steps.
  case parameter
  /// An operand of a linear map as it enters the product: activations and weights forward, gradients
  /// backward.
  case operand
  /// An operand of one of attention's two products.
  case attentionOperand = "attention-operand"
  /// The embedding of a token, its learned position included; a plain network's inputs.
  case embedding
  /// What a linear map, or a function of the MLP, writes.
  case activation
  /// What a normalisation writes.
  case norm
  /// Queries and keys after their rotation.
  case rotary
  /// Products of queries and keys.
  case scores
  /// Attention's probabilities.
  case softmax
  /// What a fused attention kernel keeps to itself: scores, probabilities and partial sums.
  case fused
  /// The residual stream.
  case residual
  /// What the head writes.
  case logits
  /// The loss.
  case loss
  /// The sum of parameter gradients over micro-batches.
  case gradientAccumulator = "gradient-accumulator"
  /// An optimiser's moments.
  case optimiserState = "optimiser-state"
}

/// In which pass a number arises.
public enum Pass: String, Hashable, Sendable, CaseIterable {
  /// From the tokens to the loss.
  case forward
  /// The gradient of an activation.
  case activationGradient = "activation-gradient"
  /// The gradient of a parameter.
  case parameterGradient = "parameter-gradient"
}

/// A place where a network's numbers are rounded.
public struct Site: Hashable, Sendable {
  /// The layer, counted from 0; nil outside the layers.
  public let layer: Int?
  /// The place in the layer or model: `attention.query`, `mlp.down.weight`, `head.logits`. In the backward
  /// passes: what the gradient is of.
  public let name: String
  /// What the number is for.
  public let role: Role
  /// When it arises.
  public let pass: Pass

  /// A site.
  public init(layer: Int? = nil, _ name: String, _ role: Role, _ pass: Pass = .forward) {
    self.layer = layer
    self.name = name
    self.role = role
    self.pass = pass
  }

  /// The name with the layer: `layers.3.attention.query`.
  public var path: String { layer.map { "layers.\($0).\(name)" } ?? name }

  /// The gradient of what is written here.
  var gradient: Site { Site(layer: layer, name, role, .activationGradient) }

  /// The same numbers as an operand of a linear map.
  var operand: Site { Site(layer: layer, name, .operand, pass) }

  /// The same operand where it enters a product of another pass, scaled in other blocks.
  func entering(_ pass: Pass) -> Site { Site(layer: layer, name, role, pass) }

  /// The same numbers as an operand of attention's products.
  var attentionOperand: Site { Site(layer: layer, name, .attentionOperand, pass) }

  /// What a linear map, or a product of attention, takes in: its gradient is what the product gives
  /// backward.
  var input: Site { Site(layer: layer, name + ".input", .activation, pass) }
}
