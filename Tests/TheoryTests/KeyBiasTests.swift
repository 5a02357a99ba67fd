import FloatFormats
import Testing
import Theory

/// When raw products of queries and keys overflow.
@Suite struct KeyBiasTests {
  /// Just below the norm that the condition names the product is finite in binary16, and at it it is not.
  @Test(arguments: [(605.0, 1.0), (921, 1), (921, 0.5), (22, 0.1)])
  func productsOverflowFromTheConditionOn(keyNorm: Double, alignment: Double) {
    let query = TrainedResidual.queryNormThatOverflows(keyNorm: keyNorm, alignment: alignment)
    func overflows(_ query: Double) -> Bool {
      FloatFormat.binary16.encode(query * keyNorm * alignment).flags.contains(.overflow)
    }
    #expect(overflows(query * (1 + 0x1p-40)), "|q| \(query)")
    #expect(!overflows(query * (1 - 0x1p-40)), "|q| \(query)")
  }

  /// The published norms of Qwen2.5-7B: queries of 108 and 71.
  @Test func publishedNorms() {
    let norms = TrainedResidual.qwen25Of7B.keyBiasNorms
    #expect(norms.map(\.layer) == [0, 27])
    let queries = norms.map {
      TrainedResidual.queryNormThatOverflows(keyNorm: $0.value, alignment: 1).rounded()
    }
    #expect(queries == [108, 71])
  }
}
