import Testing

@testable import Tokenizers

@Suite struct WordSplitterTests {
  /// By the regular expressions, alternative by alternative; | stands between words.
  static let cases: [(WordSplitter, String)] = [
    (.gpt2, "Hello| world|!"), (.gpt2, "don|'t| DON|'|T"), (.gpt2, "'s|'t|'re|'ve|'m|'ll|'d|'|x"),
    (.gpt2, "x|12345| 678|y"), (.gpt2, "a|  | b"), (.gpt2, "a|  "), (.gpt2, "a|\n| b"),
    (.gpt2, "a| \n\n|\n|b"), (.gpt2, "\t|x|=|1|;|\n"), (.gpt2, "a|\u{A0}|b|\u{2003}|\u{2003}|c"),
    (.gpt2, "naïve| 日本語| ½|😀👩\u{200D}"), (.gpt2, " ...|abc"), (.gpt2, "\u{301}|a"),
    (.llama3, "Hello| world|!"), (.llama3, "don|'t| DON|'T|'LL|'ſ|t"), (.llama3, "123|456|7| |89"),
    (.llama3, "\tx|\u{A0}y|(z|)!\n\n|a"), (.llama3, "a|  \n \n|  |\tb"), (.llama3, "a|\r\n|b| \n"),
    (.llama3, "a|  | b|   | |1"), (.llama3, "__|init|__(|self|):\n|   | return|_x"),
    (.llama3, "x|\u{3000}|\u{3000}y"), (.llama3, "  "), (.qwen2, "1|2|3| |4|½"),
    (.qwen2, "a| =| |1|.|5|;\n"), (.qwen2, "\n|x|'\n"),
  ]

  @Test(arguments: cases.indices)
  func wordsAreThePatterns(index: Int) {
    let (splitter, written) = Self.cases[index]
    let expected = written.split(separator: "|").map(String.init)
    let text = Array(expected.joined().utf8)
    var words: [String] = []
    var start = 0
    while start < text.count {
      let end = splitter.end(ofWordAt: start, in: text, before: text.count)
      words.append(String(decoding: text[start..<end], as: UTF8.self))
      start = end
    }
    #expect(words == expected, "\(splitter)")
  }
}
