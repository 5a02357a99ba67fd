import PortableMath
import RandomStreams

/// A Markov source: what follows a token has probabilities that fall with their rank as rank^−exponent
/// (Zipf's law), and each token has an order of its own for what follows it.
///
/// The exponent says how rare the rare ones are: 0 is uniform noise, 1 is as words are. A rejected response
/// is uniform noise.
public struct MarkovCorpus: Corpus {
  /// Tokens are in `0 ..< vocabularySize`.
  public let vocabularySize: Int
  /// The exponent.
  public let exponent: Double
  private let stream: RandomStream
  /// The probability of a rank or a smaller one.
  private let cumulative: [Double]

  /// A source over a vocabulary of at least 2 tokens.
  public init(vocabularySize: Int, exponent: Double, seed: UInt64) {
    precondition(vocabularySize > 1, "a vocabulary of \(vocabularySize)")
    self.vocabularySize = vocabularySize
    self.exponent = exponent
    stream = RandomStream(StreamKey(seed: seed, domain: .data, name: "training.markov"))
    let weights = (1...vocabularySize).map { Portable.pow(Double($0), -exponent) }
    let sum = weights.reduce(0, +)
    var below = 0.0
    cumulative = weights.map {
      below += $0 / sum
      return below
    }
  }

  /// The entropy of what follows a token, in nats: the least loss that any model can have.
  public var entropy: Double {
    var (before, sum) = (0.0, 0.0)
    for bound in cumulative {
      let probability = bound - before
      if probability > 0 { sum -= probability * Portable.log(probability) }
      before = bound
    }
    return sum
  }

  /// A sequence; its prompt is the first half.
  public func sequence(_ number: Int, of split: Split, count: Int) -> TokenSequence {
    var tokens = [draw(number, split, 0, slot: 0).index(below: vocabularySize)]
    for place in 1..<count {
      let uniform = draw(number, split, place, slot: 0).uniform
      tokens.append(successor(of: tokens[place - 1], rank: rank(of: uniform)))
    }
    return TokenSequence(tokens: tokens, prompt: count / 2)
  }

  /// The same prompt and uniform noise.
  public func rejected(_ number: Int, of split: Split, count: Int) -> TokenSequence {
    let chosen = sequence(number, of: split, count: count)
    let response = (chosen.prompt..<count).map {
      draw(number, split, $0, slot: 1).index(below: vocabularySize)
    }
    return TokenSequence(
      tokens: chosen.tokens.prefix(chosen.prompt) + response, prompt: chosen.prompt)
  }

  /// The token of a rank, from 0, behind a token: rank · stride + offset, both the token's own, where the
  /// stride has no divisor in common with the size of the vocabulary.
  private func successor(of token: Int, rank: Int) -> Int {
    let (first, second) = stream.draws(UInt32(truncatingIfNeeded: token), slot: 2)
    var stride = 1 + second.index(below: vocabularySize - 1)
    while Self.divisor(stride, vocabularySize) > 1 { stride = stride % vocabularySize + 1 }
    let product = stride.multipliedReportingOverflow(by: rank).partialValue
    return (first.index(below: vocabularySize) + product % vocabularySize) % vocabularySize
  }

  /// The first rank that the number does not exceed.
  private func rank(of uniform: Double) -> Int {
    var (low, high) = (0, vocabularySize - 1)
    while low < high {
      let middle = (low + high) / 2
      if uniform < cumulative[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func draw(_ number: Int, _ split: Split, _ place: Int, slot: UInt16) -> Draw {
    stream.draws(
      UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: place),
      UInt32(split.rawValue), slot: slot
    ).0
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}
