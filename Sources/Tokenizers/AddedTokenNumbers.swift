/// The numbers that the package `tokenizers` gives added tokens, whatever number their file has: the
/// vocabulary's, and of texts that it has not the count of all tokens so far.
struct AddedTokenNumbers {
  private let model: BytePairModel
  private var given: [String: Int] = [:]
  private var next: Int

  /// - Parameter model: to whose vocabulary tokens are added.
  init(_ model: BytePairModel) {
    self.model = model
    next = model.texts.count
  }

  /// The number of the text that is added next.
  mutating func number(of text: String) -> Int {
    if let number = given[text] ?? model.texts[text].flatMap(TokenizerFields.token) {
      return number
    }
    defer { next += 1 }
    given[text] = next
    return next
  }
}
