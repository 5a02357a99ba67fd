import TestSupport
import Testing

@testable import Tokenizers

@Suite struct BytePairTests {
  /// The least rank first, whatever stands to its left; of one rank the leftmost first.
  @Test func mergesAreMadeByRank() throws {
    let tiny = TinyTokenizer(merges: ["b c", "a b", "a bc", "d d", "dd dd"])
    #expect(try tiny.tokens("abc") == [258])
    #expect(try tiny.tokens("ab") == [257])
    #expect(try tiny.tokens("ddd") == [259, 100])
    #expect(try tiny.tokens("ddddd") == [260, 100])
    #expect(try tiny.tokens("bab") == [98, 257])
  }

  /// Against the definition, step by step: of all pairs side by side the least rank, then the leftmost.
  @Test func mergesAreThoseOfTheDefinition() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      var table: [UInt64: BytePairMerges.Merge] = [:]
      for rank in 0..<40 {
        let known = UInt32(4 + rank)
        let pair = BytePairMerges.pair(
          .random(in: 0..<known, using: &generator), .random(in: 0..<known, using: &generator))
        table[pair] = BytePairMerges.Merge(rank: UInt32(rank), token: known)
      }
      let merges = BytePairMerges(bytes: Array(0..<256), merges: table)
      let word = (0..<60).map { _ in UInt8.random(in: 0..<4, using: &generator) }
      var tokens: [Int] = []
      merges.append(word[...], to: &tokens)

      var symbols = word.map { UInt32($0) }
      while true {
        let places = symbols.indices.dropLast().compactMap { place in
          table[BytePairMerges.pair(symbols[place], symbols[place + 1])].map { ($0, place) }
        }
        guard let (merge, place) = places.min(by: { ($0.0.rank, $0.1) < ($1.0.rank, $1.1) }) else {
          break
        }
        symbols.replaceSubrange(place...place + 1, with: [merge.token])
      }
      #expect(tokens == symbols.map(Int.init), "\(word), seed 3")
    }
  }

  @Test func bytesHaveGPT2sCharacters() {
    let written = ByteAlphabet.scalars.map { String(Character($0)) }
    #expect(written == TinyTokenizer.alphabet)
    for (byte, text) in [(0x20, "Ġ"), (0x0A, "Ċ"), (0, "Ā"), (0x7F, "ġ"), (0xAD, "Ń"), (0xE9, "é")]
    {
      #expect(written[byte] == text, "\(byte)")
    }
    #expect(ByteAlphabet.bytes(of: "Ġt") == [0x20, 0x74] && ByteAlphabet.bytes(of: "a b") == nil)
  }
}
