import JSON

/// Which tokens a file puts around a text.
enum PostProcessor {
  private static let valid =
    "ByteLevel, TemplateProcessing, a Sequence of these, or no post-processor"

  /// The tokens in front of a text and behind it.
  static func read(_ fields: TokenizerFields) throws(TokenizerError)
    -> (prefix: [Int], suffix: [Int])
  {
    guard fields["post_processor"] != nil else { return ([], []) }
    let whole = try fields.object("post_processor")
    let parts =
      try whole.text("type") == "Sequence" ? try whole.objects("processors") : [whole]
    var around: (prefix: [Int], suffix: [Int])?
    for part in parts {
      switch try part.text("type") {
      // It moves offsets, and no tokens.
      case "ByteLevel": break
      case "TemplateProcessing":
        // A second one would take what the first gives for two texts.
        guard around == nil else { throw part.error("type", valid: "one TemplateProcessing") }
        around = try template(part)
      default: throw part.error("type", valid: valid)
      }
    }
    return around ?? ([], [])
  }

  /// Of the template for one text.
  private static func template(_ fields: TokenizerFields) throws(TokenizerError)
    -> (prefix: [Int], suffix: [Int])
  {
    var sides: [[Int]] = [[]]
    for piece in try fields.objects("single") {
      if piece["Sequence"] != nil {
        let sequence = try piece.object("Sequence")
        guard try sequence.text("id") == "A" else { throw sequence.error("id", valid: "\"A\"") }
        sides.append([])
      } else {
        let name = try piece.object("SpecialToken").text("id")
        let special = try fields.object("special_tokens").object(name)
        let tokens = try special.value("ids", valid: "a list of token numbers") { json -> [Int]? in
          guard let list = json.array else { return nil }
          let tokens = list.compactMap(TokenizerFields.token)
          return tokens.count == list.count ? tokens : nil
        }
        sides[sides.count - 1] += tokens
      }
    }
    guard sides.count == 2 else {
      throw fields.error(
        "single", value: "a template with \(sides.count - 1) texts", valid: "one with one text")
    }
    return (sides[0], sides[1])
  }
}
