import Testing

@testable import Training

/// Where sequences come from.
@Suite struct CorpusTests {
  private static func corpora() -> [any Corpus] {
    [
      CopyCorpus(vocabularySize: 11, seed: 1),
      MarkovCorpus(vocabularySize: 12, exponent: 1, seed: 1),
      TextCorpus((0..<4000).map { UInt8(truncatingIfNeeded: $0 * 7 % 251) }, seed: 1),
    ]
  }

  /// Tokens are of the vocabulary; the same number is the same sequence; a rejected one has the same prompt
  /// and another response.
  @Test func sequencesAreFunctionsOfTheirNumber() {
    for corpus in Self.corpora() {
      for number in 0..<20 {
        for split in Split.allCases {
          let chosen = corpus.sequence(number, of: split, count: 21)
          let rejected = corpus.rejected(number, of: split, count: 21)
          let prompt = chosen.prompt
          #expect(chosen.tokens.count == 21 && rejected.tokens.count == 21)
          #expect(chosen.tokens.allSatisfy { (0..<corpus.vocabularySize).contains($0) })
          #expect(chosen == corpus.sequence(number, of: split, count: 21))
          #expect(chosen.tokens[..<prompt] == rejected.tokens[..<prompt])
          #expect(chosen.tokens[prompt...] != rejected.tokens[prompt...], "\(corpus) \(number)")
        }
        #expect(
          corpus.sequence(number, of: .training, count: 21)
            != corpus.sequence(number, of: .evaluation, count: 21))
      }
    }
  }

  @Test func copiesAreCopies() {
    let sequence = CopyCorpus(vocabularySize: 11, seed: 2).sequence(3, of: .training, count: 21)
    #expect(sequence.tokens[10] == 0 && sequence.prompt == 11)
    #expect(Array(sequence.tokens[..<10]) == Array(sequence.tokens[11...].prefix(10)))
    #expect(sequence.isResponse == (1...20).map { $0 >= 11 })
  }

  /// What follows a token has as many kinds as the vocabulary, and the entropy of Zipf's law: of 4 tokens and
  /// exponent 1 by hand: .48, .24, .16 and .12.
  @Test func markovHasItsEntropy() {
    let corpus = MarkovCorpus(vocabularySize: 4, exponent: 1, seed: 3)
    let expected = 1.242_4
    #expect((corpus.entropy - expected).magnitude < 1e-3, "\(corpus.entropy)")
    var counts: [[Int]: Int] = [:]
    var total = 0
    for number in 0..<2000 {
      let tokens = corpus.sequence(number, of: .training, count: 21).tokens
      for (a, b) in zip(tokens, tokens.dropFirst()) { counts[[a, b], default: 0] += 1 }
      total += 20
    }
    for token in 0..<4 {
      let row = (0..<4).map { counts[[token, $0]] ?? 0 }.sorted(by: >)
      let sum = Double(row.reduce(0, +))
      for (rank, count) in row.enumerated() {
        let share = 12 / 25 / Double(rank + 1)
        // 4 standard errors of a share of about 10,000 transitions.
        let slack = 4 * (share * (1 - share) / sum).squareRoot()
        #expect((Double(count) / sum - share).magnitude < slack, "\(token), rank \(rank)")
      }
    }
    #expect(total == 40_000)
  }

  /// Training never sees the last tenth.
  @Test func textIsSplit() {
    let corpus = TextCorpus((0..<1000).map { UInt8($0 / 900) }, seed: 1)
    for number in 0..<200 {
      #expect(corpus.sequence(number, of: .training, count: 9).tokens.allSatisfy { $0 == 0 })
      #expect(corpus.sequence(number, of: .evaluation, count: 9).tokens.allSatisfy { $0 == 1 })
    }
  }
}
