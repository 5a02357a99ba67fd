import TensorFiles

/// Token numbers, in sequences of one length.
struct TokenFile {
  /// Sequence after sequence.
  let tokens: [Int]
  /// Tokens of a sequence.
  let length: Int

  init(tokens: [Int], length: Int) {
    self.tokens = tokens
    self.length = length
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

  /// What each token is to predict: the next of its sequence, the last the first.
  var labels: [Int] {
    tokens.indices.map { index in
      let start = index / length * length
      return tokens[start + (index - start + 1) % length]
    }
  }
}
