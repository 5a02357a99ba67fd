import JSON
import SystemFiles

extension Tokenizer {
  /// The most bytes that are read.
  public static let largestFileSize = 1 << 25

  /// The tokenizer in a file `tokenizer.json`.
  ///
  /// What changes the tokens of a text is taken as it is or refused; padding, truncation and the decoder are
  /// not looked at.
  ///
  /// - Throws: ``TokenizerError`` for a file that cannot be read, and for a tokenizer of another kind.
  public init(file: String) throws(TokenizerError) {
    let bytes: [UInt8]
    do throws(SmallFileError) {
      bytes = try SmallFile.contents(of: file, limit: Self.largestFileSize)
    } catch {
      throw TokenizerError(
        file: file, field: "file", value: "\(error)",
        valid: "a tokenizer.json of at most \(Self.largestFileSize) bytes")
    }
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: bytes) } catch {
      throw TokenizerError(file: file, field: "file", value: "not JSON: \(error)", valid: "JSON")
    }
    let fields = try TokenizerFields(json, file: file)
    self.file = file
    needsNFC = try Self.needsNFC(fields)
    (splitter, addsPrefixSpace) = try PreTokenizer.read(fields)
    let model = try BytePairModel(fields.object("model"))
    merges = model.merges
    wholeWords = model.ignoresMerges ? model.vocabulary : [:]
    added = try Self.added(fields, model, needsNFC: needsNFC)
    (prefix, suffix) = try PostProcessor.read(fields)
  }

  private static func needsNFC(_ fields: TokenizerFields) throws(TokenizerError) -> Bool {
    guard fields["normalizer"] != nil else { return false }
    let normalizer = try fields.object("normalizer")
    guard try normalizer.text("type") == "NFC" else {
      throw normalizer.error("type", valid: "\"NFC\", or no normalizer")
    }
    return true
  }

  private static func added(
    _ fields: TokenizerFields, _ model: BytePairModel, needsNFC: Bool
  ) throws(TokenizerError) -> [AddedTokens] {
    var numbers = AddedTokenNumbers(model)
    var (exact, normalized): ([(bytes: [UInt8], token: Int)], [(bytes: [UInt8], token: Int)]) =
      ([], [])
    for token in try fields.objects("added_tokens") {
      for key in ["single_word", "lstrip", "rstrip"] where try token.flag(key, standard: false) {
        throw token.error(key, valid: "false")
      }
      let content = try token.text("content")
      let isNormalized = try token.flag("normalized")
      guard let text = UTF8Text(content),
        !needsNFC || !isNormalized || text.firstBeyondNFC == nil
      else {
        throw token.error("content", valid: "a text that is not empty, in normalisation form C")
      }
      let entry = (text.bytes, try token.token("id"))
      let number = numbers.number(of: content)
      guard entry.1 == number else {
        throw token.error("id", valid: "\(number), by vocab and the tokens added before")
      }
      if isNormalized { normalized.append(entry) } else { exact.append(entry) }
    }
    return [AddedTokens(exact), AddedTokens(normalized)]
  }
}
