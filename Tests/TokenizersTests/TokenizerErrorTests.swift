import Foundation
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct TokenizerErrorTests {
  private static func changed(_ value: JSONObject, _ key: String, _ other: any Sendable)
    -> JSONObject
  {
    value.merging([key: other]) { $1 }
  }

  private static var split: JSONObject {
    TinyTokenizer.split(WordSplitter.qwen2.pattern)
  }

  private static func template(_ text: String) -> JSONObject {
    ["type": "TemplateProcessing", "single": [["Sequence": ["id": text]]]]
  }

  /// Files that are not read, and what the line names.
  private static let wrong: [(TinyTokenizer, [String])] = [
    (TinyTokenizer(model: ["type": "Unigram"]), ["model.type is \"Unigram\"", "\"BPE\""]),
    (TinyTokenizer(model: ["vocab": ["a": 1]]), ["model.vocab", "Ā", "256"]),
    (TinyTokenizer(model: ["vocab": ["a": -1]]), ["model.vocab[\"a\"] is -1", "4294967295"]),
    (TinyTokenizer(model: ["vocab": [1]]), ["model.vocab is a list of 1"]),
    (TinyTokenizer(model: ["merges": ["a b"]]), ["model.merges[0] is \"a b\""]),
    (TinyTokenizer(model: ["merges": ["a"]]), ["model.merges[0] is \"a\""]),
    (TinyTokenizer(model: ["merges": [["a", "b", "c"]]]), ["model.merges[0]"]),
    (TinyTokenizer(model: ["merges": [["a", 1, "b"] as [any Sendable]]]), ["model.merges[0]"]),
    (TinyTokenizer(model: ["vocab": ["a\nb": -1]]), [#"model.vocab["a\nb"] is -1"#]),
    (TinyTokenizer(model: ["merges": NSNull()]), ["model.merges is missing"]),
    (TinyTokenizer(model: ["dropout": 0.1]), ["model.dropout is 0.1"]),
    (TinyTokenizer(model: ["end_of_word_suffix": "</w>"]), ["model.end_of_word_suffix", "</w>"]),
    (TinyTokenizer(model: ["ignore_merges": 1]), ["model.ignore_merges is 1", "true or false"]),
    (TinyTokenizer(fields: ["model": [String]()]), ["model is a list of 0", "object"]),
    (TinyTokenizer(fields: ["normalizer": ["type": "NFKC"]]), ["normalizer.type is \"NFKC\""]),
    (
      TinyTokenizer(fields: ["pre_tokenizer": NSNull()]), ["pre_tokenizer is missing", "ByteLevel"]
    ),
    (TinyTokenizer(fields: ["pre_tokenizer": ["type": "Metaspace"]]), ["\"Metaspace\"", "Split"]),
    (
      TinyTokenizer(fields: ["pre_tokenizer": ["type": "ByteLevel"]]),
      ["pre_tokenizer.add_prefix_space is missing"]
    ),
    (
      TinyTokenizer(fields: ["pre_tokenizer": TinyTokenizer.split(#"\w+"#)]),
      ["pre_tokenizer.pretokenizers[0].pattern.Regex", #"\\w+"#, "Llama 3's"]
    ),
    (
      TinyTokenizer(fields: ["pre_tokenizer": changed(split, "pretokenizers", [JSONObject]())]),
      ["pretokenizers is a list of 0"]
    ),
    (
      TinyTokenizer(fields: [
        "pre_tokenizer": changed(
          split, "pretokenizers", [TinyTokenizer.byteLevel, TinyTokenizer.byteLevel])
      ]), ["pretokenizers[1].use_regex is true"]
    ),
    (
      TinyTokenizer(fields: [
        "added_tokens": [changed(TinyTokenizer.added(3, "x"), "lstrip", true)]
      ]), ["added_tokens[0].lstrip is true", "false"]
    ),
    (
      TinyTokenizer(fields: ["added_tokens": [TinyTokenizer.added(-3, "x")]]),
      ["added_tokens[0].id is -3"]
    ),
    (
      TinyTokenizer(fields: ["added_tokens": [TinyTokenizer.added(3, "")]]),
      ["added_tokens[0].content is \"\""]
    ),
    // The package would give it another number: the next, or the vocabulary's.
    (
      TinyTokenizer(fields: ["added_tokens": [TinyTokenizer.added(300, "<a>")]]),
      ["added_tokens[0].id is 300", "256"]
    ),
    (
      TinyTokenizer(fields: ["added_tokens": [TinyTokenizer.added(256, "a")]]),
      ["added_tokens[0].id is 256", "97"]
    ),
    (
      TinyTokenizer(fields: [
        "added_tokens": [TinyTokenizer.added(256, "<a>"), TinyTokenizer.added(256, "<b>")]
      ]), ["added_tokens[1].id is 256", "257"]
    ),
    (
      TinyTokenizer(fields: [
        "post_processor": [
          "type": "Sequence", "processors": [template("A"), template("A")],
        ] as JSONObject
      ]), ["post_processor.processors[1].type", "one TemplateProcessing"]
    ),
    (
      TinyTokenizer(fields: ["post_processor": template("B")]),
      ["post_processor.single[0].Sequence.id is \"B\"", "\"A\""]
    ),
    (
      TinyTokenizer(fields: ["post_processor": ["type": "BertProcessing"]]),
      ["post_processor.type is \"BertProcessing\""]
    ),
    (
      TinyTokenizer(fields: [
        "post_processor": ["type": "TemplateProcessing", "single": [String]()] as JSONObject
      ]),
      ["post_processor.single", "0 texts"]
    ),
  ]

  @Test(arguments: wrong.indices)
  func otherTokenizersAreRefused(index: Int) throws {
    let (tiny, words) = Self.wrong[index]
    let error = #expect(throws: TokenizerError.self) { try tiny.tokenizer() }
    let line = error?.description ?? ""
    #expect(line.contains("tokenizer.json: ") && !line.contains("\n"), "\(line)")
    for word in words { #expect(line.contains(word), "\(line)") }
  }

  @Test func filesThatAreNone() throws {
    let folder = try TemporaryFolder()
    try folder.write("{", to: "cut.json")
    for (name, word) in [("cut.json", "not JSON"), ("missing.json", "missing"), ("", "a folder")] {
      let error = #expect(throws: TokenizerError.self) { try Tokenizer(file: folder[name]) }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test func textsThatAreNotUTF8() throws {
    let folder = try TemporaryFolder()
    for (bytes, place) in [
      ([0x61, 0xFF], "byte 1 is 0xFF"), ([0xC3, 0xA9, 0xE2, 0x82], "byte 2 is 0xE2"),
      ([0xED, 0xA0, 0x80], "byte 0 is 0xED"), ([0xC0, 0x80], "byte 0 is 0xC0"), ([], "empty"),
    ] as [([UInt8], String)] {
      try folder.put(bytes, in: "t")
      let error = #expect(throws: TokenizerError.self) { try UTF8Text(file: folder["t"]) }
      #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
    }
  }

  /// What is not in form C: a letter and a mark that make one, marks out of order, a singleton, jamo.
  @Test func textsThatAreNotNormalised() throws {
    let tiny = TinyTokenizer(fields: ["normalizer": ["type": "NFC"]])
    let tokenizer = try tiny.tokenizer()
    for (text, place) in [
      ("añ e\u{301} e\u{301}", "byte 5 is U+301"), ("x\u{301}\u{327}", "byte 3 is U+327"),
      ("ab\u{212B}", "byte 2 is U+212B"), ("가\u{1100}\u{1161}", "byte 6 is U+1161"),
    ] {
      let text = try #require(UTF8Text(text))
      let error = #expect(throws: TokenizerError.self) { try tokenizer.encode(text, most: 9) }
      #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
    }
    for text in ["añ é 가", "x\u{327}\u{301}", "\u{301}", "日本語 😀"] {
      #expect(try tiny.tokens(text) == text.utf8.map(Int.init), "\(text)")
    }
    #expect(try TinyTokenizer().tokens("e\u{301}") == [0x65, 0xCC, 0x81])
  }
}
