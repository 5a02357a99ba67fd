import Foundation
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct TokenizerTests {
  @Test func wordsAndBytes() throws {
    let tiny = TinyTokenizer(merges: ["Ġ a", "Ã ©"])
    #expect(try tiny.tokens("a a é") == [97, 256, 32, 257])
    #expect(try tiny.tokens("\n\u{0}") == [10, 0])
  }

  @Test func bothSpellingsOfMergesAreRead() throws {
    let merges = ["Ġ a", "Ġa b"]
    let (texts, pairs) = (
      TinyTokenizer(merges: merges), TinyTokenizer(merges: merges, mergesArePairs: true)
    )
    #expect(try texts.tokens("x ab") == [120, 257])
    #expect(try pairs.tokens("x ab") == [120, 257])
  }

  /// A word of the vocabulary that the merges do not reach: they leave "bc" no way to "abc".
  @Test func wholeWordsAreTakenWhereMergesAreIgnored() throws {
    var tiny = TinyTokenizer(merges: ["b c", "a b", "ab c"])
    #expect(try tiny.tokens("abc abc") == [97, 256, 32, 97, 256])
    tiny.model["ignore_merges"] = true
    #expect(try tiny.tokens("abc abc") == [258, 32, 97, 256])
  }

  /// The leftmost, then the longest; those that are not normalised before the others.
  @Test func addedTokensAreFoundFirst() throws {
    let tiny = TinyTokenizer(fields: [
      "added_tokens": [
        TinyTokenizer.added(256, "<a>"), TinyTokenizer.added(257, "<a><b>"),
        TinyTokenizer.added(258, "<b>c"), TinyTokenizer.added(259, "  ", normalized: true),
        TinyTokenizer.added(260, "x<", normalized: true),
      ]
    ])
    #expect(try tiny.tokens("<a><b>c") == [257, 99])
    #expect(try tiny.tokens("<a><b<b>c<a>") == [256, 60, 98, 258, 256])
    #expect(try tiny.tokens("a   <a>") == [97, 259, 32, 256])
    #expect(try tiny.tokens("x<a>x<") == [120, 256, 260])
  }

  /// Of the vocabulary's texts the number is the vocabulary's; the number of others counts what there is.
  @Test func addedTokensAreNumberedOn() throws {
    var vocabulary: JSONObject = TinyTokenizer.vocabulary(first: [])
    vocabulary["<v>"] = 900
    let tiny = TinyTokenizer(
      fields: [
        "added_tokens": [
          TinyTokenizer.added(257, "<a>"), TinyTokenizer.added(65, "A"),
          TinyTokenizer.added(258, "<b>"), TinyTokenizer.added(900, "<v>"),
          TinyTokenizer.added(259, "<c>"), TinyTokenizer.added(257, "<a>", normalized: true),
        ]
      ], model: ["vocab": vocabulary])
    #expect(try tiny.tokens("<a>A<b><v><c>") == [257, 65, 258, 900, 259])
  }

  @Test func aSpaceIsPutInFrontOfWhatBeginsWithNone() throws {
    var level = TinyTokenizer.byteLevel
    level["add_prefix_space"] = true
    let tiny = TinyTokenizer(
      merges: ["Ġ a"],
      fields: ["pre_tokenizer": level, "added_tokens": [TinyTokenizer.added(257, "<s>")]])
    #expect(try tiny.tokens("a<s>a<s> a") == [256, 257, 256, 257, 256])
  }

  private static let template: JSONObject = [
    "type": "TemplateProcessing",
    "single": [
      ["SpecialToken": ["id": "<s>"]], ["Sequence": ["id": "A"]], ["SpecialToken": ["id": "</s>"]],
    ],
    "special_tokens": ["<s>": ["ids": [300, 301]], "</s>": ["ids": [302]]],
  ]

  @Test func textsAreCutBetweenWhatStandsAroundThem() throws {
    let level: JSONObject = ["type": "ByteLevel"]
    let both: JSONObject = ["type": "Sequence", "processors": [level, Self.template]]
    let tokenizer = try TinyTokenizer(fields: ["post_processor": both]).tokenizer()
    let text = try #require(UTF8Text("a b c"))
    for (count, tokens, isCut) in [
      (9, [300, 301, 97, 32, 98, 32, 99, 302], false),
      (8, [300, 301, 97, 32, 98, 32, 99, 302], false),
      (7, [300, 301, 97, 32, 98, 32, 302], true), (4, [300, 301, 97, 302], true),
    ] {
      let encoding = try tokenizer.encode(text, most: count)
      #expect(encoding.tokens == tokens && encoding.isCut == isCut, "\(count): \(encoding)")
    }
  }
}
