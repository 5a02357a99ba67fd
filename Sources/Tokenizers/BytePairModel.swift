import JSON

/// The vocabulary and the merges of a file.
struct BytePairModel {
  /// The token of each text, as the file has it.
  let texts: [String: JSONValue]
  /// The token of each sequence of bytes that the byte alphabet writes.
  let vocabulary: [[UInt8]: Int]
  let merges: BytePairMerges
  /// Whether a word of the vocabulary is a token whatever the merges say.
  let ignoresMerges: Bool

  init(_ fields: TokenizerFields) throws(TokenizerError) {
    // Old files, GPT-2's among them, name no type.
    guard fields["type"] == nil || fields["type"] == .string("BPE") else {
      throw fields.error("type", valid: "\"BPE\"")
    }
    if let dropout = fields["dropout"], dropout.double != 0 {
      throw fields.error("dropout", valid: "0 or null")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      guard fields[key] == nil || fields[key] == .string("") else {
        throw fields.error(key, valid: "\"\" or null")
      }
    }
    ignoresMerges = try fields.flag("ignore_merges", standard: false)
    texts = try fields.value("vocab", valid: "an object of tokens and numbers") { $0.object }
    vocabulary = try Self.vocabulary(fields, texts)
    var bytes: [UInt32] = []
    for byte in UInt8.min...UInt8.max {
      guard let token = vocabulary[[byte]] else {
        throw fields.error(
          "vocab", value: "without \"\(ByteAlphabet.scalars[Int(byte)])\"",
          valid: "a byte-level vocabulary, with a token for each of the 256 bytes")
      }
      bytes.append(UInt32(token))
    }
    merges = BytePairMerges(bytes: bytes, merges: try Self.merges(fields, vocabulary))
  }

  private static func vocabulary(
    _ fields: TokenizerFields, _ texts: [String: JSONValue]
  ) throws(TokenizerError) -> [[UInt8]: Int] {
    if let (text, json) = texts.filter({ TokenizerFields.token($0.value) == nil }).min(by: {
      $0.key < $1.key
    }) {
      throw fields.error(
        "vocab[\(JSONValue.string(text).shown)]", value: json.shown, valid: TokenizerFields.tokens)
    }
    var vocabulary: [[UInt8]: Int] = [:]
    vocabulary.reserveCapacity(texts.count)
    for (text, json) in texts {
      // What the byte alphabet does not write no bytes can become.
      if let bytes = ByteAlphabet.bytes(of: text[...]) {
        vocabulary[bytes] = TokenizerFields.token(json)
      }
    }
    return vocabulary
  }

  /// The merges, whose ranks are their places in the list.
  private static func merges(
    _ fields: TokenizerFields, _ vocabulary: [[UInt8]: Int]
  ) throws(TokenizerError) -> [UInt64: BytePairMerges.Merge] {
    let list = try fields.value("merges", valid: "a list of pairs of tokens") { $0.array }
    var merges: [UInt64: BytePairMerges.Merge] = [:]
    merges.reserveCapacity(list.count)
    for (rank, json) in list.enumerated() {
      guard let (left, right) = pair(json),
        let first = vocabulary[left], let second = vocabulary[right],
        let merged = vocabulary[left + right]
      else {
        throw fields.error(
          "merges[\(rank)]", value: json.shown,
          valid: "two tokens of vocab, \"a b\" or [\"a\", \"b\"], which make a third")
      }
      merges[BytePairMerges.pair(UInt32(first), UInt32(second))] = BytePairMerges.Merge(
        rank: UInt32(rank), token: UInt32(merged))
    }
    return merges
  }

  private static func pair(_ json: JSONValue) -> ([UInt8], [UInt8])? {
    let parts: [Substring?] =
      json.array.map { list in list.map { $0.string?[...] } }
      ?? json.string.map { text in
        text.utf8.split(separator: 0x20, omittingEmptySubsequences: false).map { Substring($0) }
      } ?? []
    guard parts.count == 2, let first = parts[0], let second = parts[1],
      let left = ByteAlphabet.bytes(of: first),
      let right = ByteAlphabet.bytes(of: second)
    else { return nil }
    return (left, right)
  }
}
