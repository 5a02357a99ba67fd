import Networks
import RandomStreams
import Testing

@testable import Studies

@Suite struct FreshTransformerTests {
  static let seed = 2

  /// The tokens of a sequence by Zipf's law, written down again: from the shares of the tokens.
  private func sequence(_ index: Int) -> [Int] {
    let row = RandomStream(
      StreamKey(seed: UInt64(Self.seed), domain: .data, name: "accumulation.transformer.tokens")
    ).row(UInt32(index))
    let total = (1...256).reduce(0) { $0 + 1 / Double($1) }
    return (0...8).map { place in
      var left = row.uniform(at: UInt32(place)) * total
      return (1...256).first { rank in
        left -= 1 / Double(rank)
        return left < 0
      }.map { $0 - 1 } ?? 255
    }
  }

  /// A fresh model in binary64 with one of its weights moved.
  private func loss(
    _ model: Transformer, _ batch: TokenBatch, moving parameter: Parameter, at place: Int,
    by step: Double
  ) throws -> Double {
    let fresh = GeneratedWeights(seed: UInt64(Self.seed))
    var elements = [Double](repeating: 0, count: parameter.count)
    elements.withUnsafeMutableBufferPointer {
      fresh.elements(of: parameter).fill(
        $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns, transposed: false)
    }
    elements[place] += step
    let engine = KernelEngine<Double>(
      policy: try PolicyCatalogue.policy(named: "fp64"),
      weights: StoredWeights([parameter.path: elements], others: fresh))
    return try model.pass(batch, engine).loss
  }

  /// Gradients against differences of the loss, which no backward pass made.
  @Test func gradientsAreThoseOfTheLoss() throws {
    let (sampled, microBatch) = (3, 2)
    let transformer = try FreshTransformer(seed: Self.seed, sampled: sampled)
    let gradients = try transformer.gradients(count: 3, microBatch: microBatch)
    let model = Transformer(try FreshTransformer.shape(), length: FreshTransformer.length)
    var wrong: [String] = []
    var largest = [Double](repeating: 0, count: transformer.sites.count)
    for term in [0, 2] {
      let sequences = (term * microBatch..<(term + 1) * microBatch).map(sequence)
      let batch = TokenBatch(
        tokens: sequences.flatMap { $0.dropLast() }, labels: sequences.flatMap { $0.dropFirst() })
      for (s, site) in transformer.sites.enumerated() {
        for (w, weight) in site.weights.enumerated() {
          let place = weight.row * site.parameter.columns + weight.column
          let step = 1e-5
          let above = try loss(model, batch, moving: site.parameter, at: place, by: step)
          let below = try loss(model, batch, moving: site.parameter, at: place, by: -step)
          let expected = (above - below) / (2 * step)
          let found = gradients[s][term * sampled + w]
          largest[s] = max(largest[s], expected.magnitude)
          // A sum of binary32 numbers, some of which are larger than it.
          if (found - expected).magnitude > 1e-6 + 1e-4 * expected.magnitude {
            wrong.append("\(site.name) \(weight) term \(term): \(found), not \(expected)")
          }
        }
      }
    }
    #expect(wrong == [], "seed \(Self.seed)")
    #expect(transformer.sites.map(\.name) == FreshTransformer.matrices)
    // The embedding's are 0 where none of the tokens occurs.
    #expect(largest.dropFirst().allSatisfy { $0 > 1e-5 }, "\(largest), seed \(Self.seed)")
  }

  /// The share of a token's range of uniform numbers is 1/rank of all.
  @Test func tokensFollowZipfsLaw() {
    let count = 1 << 20
    var counts = [Int](repeating: 0, count: FreshTransformer.vocabulary)
    for index in 0..<count {
      counts[FreshTransformer.token(Double(index) / Double(count))] += 1
    }
    let total = (1...counts.count).reduce(0) { $0 + 1 / Double($1) }
    let wrong = counts.indices.filter {
      // The ends of a range may each fall between two of the numbers.
      (Double(counts[$0]) - Double(count) / (total * Double($0 + 1))).magnitude > 1
    }
    #expect(wrong == [])
  }
}
