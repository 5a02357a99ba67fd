import RandomStreams

/// Tokens that go through a network, and what becomes of their losses.
public struct TokenBatch: Hashable, Sendable {
  /// Sequence after sequence.
  public let tokens: [Int]
  /// What each token is to predict; as many.
  public let labels: [Int]
  /// How many tokens the loss is a mean of; more than are simulated where these are one micro-batch of
  /// many.
  public let tokensPerLoss: Double
  /// What the loss is multiplied by before the backward pass.
  public let lossScale: Double
  /// The loss that every token has, in nats, as if its label's logit had been moved until it has; nil for
  /// what the logits say. So a fresh network has the gradients of one that is as sure.
  public let lossOfToken: Double?

  /// A batch; see the properties.
  public init(
    tokens: [Int], labels: [Int], tokensPerLoss: Double? = nil, lossScale: Double = 1,
    lossOfToken: Double? = nil
  ) {
    precondition(tokens.count == labels.count, "\(tokens.count) tokens, \(labels.count) labels")
    self.tokens = tokens
    self.labels = labels
    self.tokensPerLoss = tokensPerLoss ?? Double(tokens.count)
    self.lossScale = lossScale
    self.lossOfToken = lossOfToken
  }

  /// Tokens drawn uniformly from a vocabulary.
  public static func random(count: Int, of vocabularySize: Int, seed: UInt64) -> [Int] {
    let stream = RandomStream(StreamKey(seed: seed, domain: .data, name: "networks.tokens"))
    return (0..<UInt64(count)).map { position in
      let draw = stream.draw(at: position).bits
      return Int(draw.multipliedFullWidth(by: UInt64(vocabularySize)).high)
    }
  }
}

/// What a pass gives beside what its engine recorded.
public struct PassResult: Hashable, Sendable {
  /// The mean loss of the simulated tokens, not scaled.
  public let loss: Double
}
