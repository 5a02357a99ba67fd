/// Why a tokenizer was not read, or a text not tokenized: one line that names the file, the field, its
/// value and what would be valid.
public struct TokenizerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path as it was given.
  public let file: String
  /// What is wrong in it: a field such as `model.type`, or a place.
  public let field: String
  /// What was found there; "missing" where there was nothing.
  public let value: String
  /// What would have been accepted.
  public let valid: String

  init(file: String, field: String, value: String, valid: String) {
    self.file = file
    self.field = field
    self.value = value
    self.valid = valid
  }

  /// `tokenizer.json: model.type is "Unigram"; valid: "BPE"`.
  public var description: String { "\(file): \(field) is \(value); valid: \(valid)" }
}
