import RandomStreams

/// The copy task: random tokens, a separator, and the same tokens again.
///
/// The separator is token 0; the others are uniform over the rest of the vocabulary. A rejected response is
/// other random tokens.
public struct CopyCorpus: Corpus {
  /// Tokens are in `0 ..< vocabularySize`.
  public let vocabularySize: Int
  private let stream: RandomStream

  /// The task over a vocabulary of at least 3 tokens.
  public init(vocabularySize: Int, seed: UInt64) {
    precondition(vocabularySize > 2, "a vocabulary of \(vocabularySize)")
    self.vocabularySize = vocabularySize
    stream = RandomStream(StreamKey(seed: seed, domain: .data, name: "training.copy"))
  }

  /// A sequence; of an even `count` the last token of the copy is missing.
  public func sequence(_ number: Int, of split: Split, count: Int) -> TokenSequence {
    sequence(number, split, count, isCopied: true)
  }

  /// The same prompt and other random tokens.
  public func rejected(_ number: Int, of split: Split, count: Int) -> TokenSequence {
    sequence(number, split, count, isCopied: false)
  }

  private func sequence(
    _ number: Int, _ split: Split, _ count: Int, isCopied: Bool
  ) -> TokenSequence {
    let length = count / 2
    let prompt = (0..<length).map { token(number, split, $0, part: 0) }
    let response =
      isCopied ? prompt : (0..<length).map { token(number, split, $0, part: 1) }
    return TokenSequence(
      tokens: Array((prompt + [0] + response).prefix(count)), prompt: length + 1)
  }

  private func token(_ number: Int, _ split: Split, _ place: Int, part: UInt16) -> Int {
    let draw = stream.draws(
      UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: place),
      UInt32(split.rawValue), slot: part
    ).0
    return 1 + draw.index(below: vocabularySize - 1)
  }
}

extension Draw {
  /// One of the integers `0 ..< count`.
  func index(below count: Int) -> Int {
    Int(bits.multipliedFullWidth(by: UInt64(count)).high)
  }
}
