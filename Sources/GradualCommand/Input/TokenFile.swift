import TensorFiles
import Tokenizers

/// Token numbers, in sequences of one length.
struct TokenFile {
  /// Sequence after sequence.
  let tokens: [Int]
  /// Tokens of a sequence.
  let length: Int
  /// Whether they are the first of more.
  let isCut: Bool

  init(tokens: [Int], length: Int, isCut: Bool = false) {
    self.tokens = tokens
    self.length = length
    self.isCut = isCut
  }

  /// The numbers in an .npy file of one axis, or of sequences × length.
  /// - Throws: `FileError` for other shapes, no tokens, and numbers that are not of the vocabulary.
  init(_ path: String, vocabularySize: Int) throws(FileError) {
    let array = try NPYFile.read(path)
    guard (1...2).contains(array.shape.count), let length = array.shape.last, array.count > 0 else {
      throw FileError(
        file: path, field: "shape", value: array.shapeText,
        valid: "one axis, or sequences × length, with at least one token")
    }
    var tokens: [Int] = []
    for (index, number) in try array.doubles().enumerated() {
      guard let token = Int(exactly: number), (0..<vocabularySize).contains(token) else {
        throw FileError(
          file: path, field: "element \(index)", value: "\(number)",
          valid: "a token number from 0 to \(vocabularySize - 1)")
      }
      tokens.append(token)
    }
    self.init(tokens: tokens, length: length)
  }

  /// The tokens of a text by the tokenizer.json of a model's folder, as one sequence: what the tokenizer
  /// puts around every text, and the text's first tokens.
  ///
  /// - Parameter count: the most tokens.
  /// - Throws: `TokenizerError`, and `FileError` for numbers that are not of the vocabulary.
  init(text path: String, folder: String, most count: Int, vocabularySize: Int) throws {
    let tokenizer = try Tokenizer(file: folder + "/tokenizer.json")
    let around = tokenizer.prefix.count + tokenizer.suffix.count
    guard count > around else {
      throw UsageError(
        "--length '\(count)': valid: \(around + 1) or more, as the tokenizer puts \(around) tokens "
          + "around every text")
    }
    let encoding = try tokenizer.encode(UTF8Text(file: path), most: count)
    for token in encoding.tokens where token >= vocabularySize {
      throw FileError(
        file: tokenizer.file, field: "a token of \(path)", value: "\(token)",
        valid: "a token number from 0 to \(vocabularySize - 1), as the model's vocab_size is")
    }
    self.init(
      tokens: encoding.tokens, length: encoding.tokens.count, isCut: encoding.isCut)
  }

  /// What each token is to predict: the next of its sequence, the last the first.
  var labels: [Int] {
    tokens.indices.map { index in
      let start = index / length * length
      return tokens[start + (index - start + 1) % length]
    }
  }
}
