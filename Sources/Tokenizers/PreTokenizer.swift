import JSON

/// How a file says that a text is cut into words.
enum PreTokenizer {
  private static let valid =
    "ByteLevel, or a Sequence of a Split by Llama 3's or Qwen2's pattern and a ByteLevel without one"

  /// The words' pattern, and whether a space is put in front of a text.
  static func read(_ fields: TokenizerFields) throws(TokenizerError)
    -> (splitter: WordSplitter?, addsPrefixSpace: Bool)
  {
    guard fields["pre_tokenizer"] != nil else { throw fields.error("pre_tokenizer", valid: valid) }
    let whole = try fields.object("pre_tokenizer")
    let isSequence = try whole.text("type") == "Sequence"
    let parts = isSequence ? try whole.objects("pretokenizers") : [whole]
    guard let last = parts.last, parts.count <= 2 else {
      throw whole.error(
        "pretokenizers", value: "a list of \(parts.count)", valid: valid)
    }
    guard try last.text("type") == "ByteLevel" else { throw last.error("type", valid: valid) }
    let addsPrefixSpace = try last.flag("add_prefix_space")
    let hasPattern = try last.flag("use_regex", standard: true)
    guard parts.count == 2 else { return (hasPattern ? .gpt2 : nil, addsPrefixSpace) }
    // Another order of things would need every word cut twice, or a space in front of each.
    guard !hasPattern else { throw last.error("use_regex", valid: "false behind a Split") }
    guard !addsPrefixSpace else {
      throw last.error("add_prefix_space", valid: "false behind a Split")
    }
    return (try split(parts[0]), false)
  }

  private static func split(_ fields: TokenizerFields) throws(TokenizerError) -> WordSplitter {
    guard try fields.text("type") == "Split" else { throw fields.error("type", valid: valid) }
    guard try fields.text("behavior") == "Isolated" else {
      throw fields.error("behavior", valid: "\"Isolated\"")
    }
    guard try !fields.flag("invert", standard: false) else {
      throw fields.error("invert", valid: "false")
    }
    let pattern = try fields.object("pattern")
    let text = try pattern.text("Regex")
    guard let splitter = WordSplitter.allCases.first(where: { $0.pattern == text }) else {
      throw pattern.error("Regex", valid: "GPT-2's, Llama 3's or Qwen2's pattern")
    }
    return splitter
  }
}
