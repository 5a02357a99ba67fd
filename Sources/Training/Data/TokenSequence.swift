/// Tokens of a prompt and of the response to it, one more than a model takes in at once.
public struct TokenSequence: Hashable, Sendable {
  /// All tokens.
  public let tokens: [Int]
  /// How many of them are the prompt's.
  public let prompt: Int

  /// A sequence of at least two tokens, of which the first are a prompt.
  public init(tokens: [Int], prompt: Int) {
    precondition(
      tokens.count > 1 && (0...tokens.count).contains(prompt),
      "\(prompt) of \(tokens.count) tokens")
    self.tokens = tokens
    self.prompt = prompt
  }

  /// What a model takes in.
  public var inputs: ArraySlice<Int> { tokens.dropLast() }

  /// What each input is to predict.
  public var labels: ArraySlice<Int> { tokens.dropFirst() }

  /// Which labels are the response's: the others are masked, as −100 is in other trainers.
  public var isResponse: [Bool] { (1..<tokens.count).map { $0 >= prompt } }
}

/// Which part of a corpus: nothing is in both.
public enum Split: Int, Hashable, Sendable, CaseIterable {
  /// What is trained on.
  case training
  /// What the loss is evaluated on.
  case evaluation
}

/// Where sequences come from: each a function of its number.
public protocol Corpus: Sendable {
  /// Tokens are in `0 ..< vocabularySize`.
  var vocabularySize: Int { get }

  /// A sequence of `count` tokens, its prompt and the response to it.
  func sequence(_ number: Int, of split: Split, count: Int) -> TokenSequence

  /// The same prompt with another response, which is to be less likely.
  func rejected(_ number: Int, of split: Split, count: Int) -> TokenSequence
}
