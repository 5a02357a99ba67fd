import ModelShapes
import Testing

/// What making a shape says when one size of a good one is replaced.
private func complaint(_ change: (ModelShape) throws(ShapeError) -> ModelShape) -> String? {
  do {
    _ = try change(ModelCatalogue.shape(named: "qwen2.5-0.5b"))
    return nil
  } catch { return "\(error)" }
}

struct ShapeErrorTests {
  @Test func sizesOutOfRange() {
    #expect(
      complaint { (s) throws(ShapeError) in try s.replacing(layers: 0) }
        == "layers is 0; expected an integer from 1 to 16384")
    #expect(
      complaint { (s) throws(ShapeError) in try s.replacing(hiddenSize: -896) }
        == "hidden size is -896; expected an integer from 1 to 1048576")
    #expect(
      complaint { (s) throws(ShapeError) in try s.replacing(vocabularySize: .max) }
        == "vocabulary size is 9223372036854775807; expected an integer from 1 to 16777216")
  }

  @Test func headsThatDoNotFit() {
    #expect(
      complaint { (s) throws(ShapeError) in try s.replacing(keyValueHeads: 4) }
        == "key-value heads is 4; expected a divisor of attention heads, which is 14")
    #expect(
      complaint { (s) throws(ShapeError) in
        try ModelShape(
          name: "odd", hiddenSize: 100, layers: 1, attentionHeads: 3, keyValueHeads: 3,
          intermediateSize: 100, vocabularySize: 10, tiedHead: true, biases: .none,
          normalisation: s.normalisation, activation: .relu, gated: false, residual: .preNorm,
          position: .learned, contextLength: 8, initialisation: s.initialisation)
      } == "attention heads is 3; expected a divisor of hidden size, which is 100")
  }

  /// The largest value of every range at once must be refused, not overflow.
  @Test func productsThatWouldOverflow() {
    #expect(
      complaint { (s) throws(ShapeError) in
        try s.replacing(attentionHeads: 1 << 14, keyValueHeads: 1, headDimension: 1 << 14)
      }
        == "head dimension is 16384; expected at most 4194304 (2^22) when multiplied by "
        + "attention heads, which is 16384")
    #expect(
      complaint { (s) throws(ShapeError) in
        try s.replacing(
          hiddenSize: 1 << 20, layers: 1 << 14, attentionHeads: 1 << 14,
          keyValueHeads: 1 << 14, headDimension: 1 << 8, intermediateSize: 1 << 22,
          vocabularySize: 1 << 24, contextLength: 1 << 30)
      }?.hasPrefix("parameter count is ") == true)
  }
}
