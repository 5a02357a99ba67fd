/// A tokenizer of byte-level byte-pair encoding, as Hugging Face's `tokenizer.json` describes GPT-2's,
/// Llama 3's, Qwen2's and GPT-NeoX's.
///
/// A text is cut at the added tokens in it, what lies between into words, and the bytes of each word are
/// merged to tokens. The numbers are those that the package `tokenizers` 0.23.3 gives.
public struct Tokenizer: Sendable {
  /// The path of its file, as it was given.
  public let file: String
  /// Tokens that stand in front of every text, such as one that marks its beginning.
  public let prefix: [Int]
  /// Tokens that stand behind every text.
  public let suffix: [Int]

  /// Whether a text must be in Unicode's normalisation form C.
  let needsNFC: Bool
  /// Added tokens that are found in the text as it is, and those found in what these leave.
  let added: [AddedTokens]
  /// Whether a space is put in front of what begins with none.
  let addsPrefixSpace: Bool
  /// Nil where what lies between added tokens is one word.
  let splitter: WordSplitter?
  let merges: BytePairMerges
  /// Words that are a token whatever the merges say.
  let wholeWords: [[UInt8]: Int]

  /// A text's tokens.
  public struct Encoding: Hashable, Sendable {
    /// The numbers of the tokens: prefix, text, suffix.
    public let tokens: [Int]
    /// Whether the text has more tokens than these.
    public let isCut: Bool
  }

  /// The tokens of a text, of which as many are left out at its end as are beyond `count` with prefix and
  /// suffix. No more of the text is tokenized than it takes.
  ///
  /// - Parameter count: more than prefix and suffix have.
  /// - Throws: ``TokenizerError`` for a text that is not in normalisation form C where the tokenizer would
  ///   bring it there.
  public func encode(_ text: UTF8Text, most count: Int) throws(TokenizerError) -> Encoding {
    if needsNFC, let (offset, scalar) = text.firstBeyondNFC {
      throw TokenizerError(
        file: text.file, field: "byte \(offset)",
        value: "U+" + String(scalar.value, radix: 16, uppercase: true)
          + ", which is not in normalisation form C",
        valid: "text in this form, into which \(file) would bring it")
    }
    let room = max(0, count - prefix.count - suffix.count)
    var tokens: [Int] = []
    append(text.bytes, 0..<text.bytes.count, added[...], to: &tokens, until: room)
    return Encoding(
      tokens: prefix + tokens.prefix(room) + suffix, isCut: tokens.count > room)
  }

  /// Appends tokens of a part of a text until there are more than `most`.
  private func append(
    _ text: [UInt8], _ range: Range<Int>, _ added: ArraySlice<AddedTokens>, to tokens: inout [Int],
    until most: Int
  ) {
    guard let found = added.first else {
      guard addsPrefixSpace, text[range.lowerBound] != 0x20 else {
        return appendWords(text, range, to: &tokens, until: most)
      }
      let spaced = [0x20] + text[range]
      return appendWords(spaced, 0..<spaced.count, to: &tokens, until: most)
    }
    for piece in found.pieces(of: text, in: range) {
      switch piece {
      case .token(let token): tokens.append(token)
      case .text(let range): append(text, range, added.dropFirst(), to: &tokens, until: most)
      }
      if tokens.count > most { return }
    }
  }

  private func appendWords(
    _ text: [UInt8], _ range: Range<Int>, to tokens: inout [Int], until most: Int
  ) {
    var start = range.lowerBound
    while start < range.upperBound, tokens.count <= most {
      let end =
        splitter?.end(ofWordAt: start, in: text, before: range.upperBound) ?? range.upperBound
      let word = text[start..<end]
      if !wholeWords.isEmpty, let token = wholeWords[Array(word)] {
        tokens.append(token)
      } else {
        merges.append(word, to: &tokens)
      }
      start = end
    }
  }
}
