import RandomStreams

/// A text by its bytes: sequences begin anywhere in it. The last tenth is kept for evaluation; a rejected
/// response comes from another place.
public struct TextCorpus: Corpus {
  /// Bytes: 256.
  public let vocabularySize = 256
  private let bytes: [UInt8]
  private let stream: RandomStream

  /// The least bytes of a text from which sequences of `count` tokens are taken.
  public static func leastBytes(count: Int) -> Int { 20 * count }

  /// A text of at least ``leastBytes(count:)`` of the longest sequences that will be asked for.
  public init(_ bytes: [UInt8], seed: UInt64) {
    self.bytes = bytes
    stream = RandomStream(StreamKey(seed: seed, domain: .data, name: "training.text"))
  }

  /// A sequence; its prompt is the first half.
  public func sequence(_ number: Int, of split: Split, count: Int) -> TokenSequence {
    TokenSequence(tokens: window(number, split, count, slot: 0), prompt: count / 2)
  }

  /// The same prompt, and behind it what stands elsewhere.
  public func rejected(_ number: Int, of split: Split, count: Int) -> TokenSequence {
    let prompt = window(number, split, count, slot: 0).prefix(count / 2)
    let response = window(number, split, count, slot: 1).dropFirst(count / 2)
    return TokenSequence(tokens: Array(prompt + response), prompt: count / 2)
  }

  private func window(_ number: Int, _ split: Split, _ count: Int, slot: UInt16) -> [Int] {
    let kept = bytes.count - bytes.count / 10
    let part = split == .training ? 0..<kept : kept..<bytes.count
    precondition(part.count >= count, "\(bytes.count) bytes for sequences of \(count)")
    let draw = stream.draws(
      UInt32(truncatingIfNeeded: number), 0, UInt32(split.rawValue), slot: slot
    ).0
    let first = part.lowerBound + draw.index(below: part.count - count + 1)
    return bytes[first..<first + count].map { Int($0) }
  }
}
