import ModelShapes
import Testing

/// Shapes as config.json files.
@Suite struct ConfigWritingTests {
  /// What is written reads back as the shape, but for its family and initialisation.
  @Test func knownModelsReadBack() throws {
    for name in ModelCatalogue.names {
      let shape = try ModelCatalogue.shape(named: name)
      let config = try #require(shape.config, "\(name)")
      let read = try ModelShape(configJSON: config.canonicalText.utf8, name: name)
      #expect(read.parameterCount == shape.parameterCount, "\(name)")
      #expect(read.position == shape.position && read.biases == shape.biases, "\(name)")
      #expect(read.normalisation == shape.normalisation, "\(name)")
      #expect(read.activation == shape.activation && read.residual == shape.residual, "\(name)")
      #expect(
        read.headDimension == shape.headDimension && read.contextLength == shape.contextLength
          && read.weightDeviation == shape.weightDeviation, "\(name)")
    }
  }

  @Test func shapesOfNoArchitectureHaveNone() throws {
    let shape = try ModelCatalogue.shape(named: "gpt2").replacing(residual: .postNorm)
    #expect(shape.config == nil)
  }
}
