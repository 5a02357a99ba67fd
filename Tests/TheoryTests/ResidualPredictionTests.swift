import ModelShapes
import Testing
import Theory

/// The shape of a simulated stack.
private func shape(_ stack: SimulatedStack) throws -> ModelShape {
  try ModelShape(
    name: "simulated", hiddenSize: stack.hidden, layers: stack.layers,
    attentionHeads: stack.heads, keyValueHeads: stack.keyValueHeads,
    headDimension: stack.headDimension, intermediateSize: stack.intermediate,
    vocabularySize: 1000, tiedHead: false, biases: .none,
    normalisation: Normalisation(.rms, epsilon: 1e-6), activation: stack.gated ? .silu : .relu,
    gated: stack.gated, residual: .preNorm, position: .rotary(theta: 10_000, fraction: 1),
    contextLength: stack.context, initialisation: Initialisation(.constant(stack.deviation)))
}

struct ResidualPredictionTests {
  /// Every predicted rms against a simulated forward and backward pass of 2⁸ tokens (seed 1), tokens taken
  /// alike and independent, or pair by pair.
  @Test(arguments: [true, false], [true, false])
  func againstSimulation(gated: Bool, followsPairs: Bool) throws {
    var stack = SimulatedStack()
    stack.gated = gated
    let simulated = stack.run()
    let tokens = Double(stack.context * stack.sequences)
    let prediction = try #require(
      ResidualPrediction(
        try shape(stack),
        averaging: followsPairs
          ? .tokenPairs(context: stack.context) : .softmax(context: stack.context)))
    var compared = 0
    func compare(_ name: String, _ predicted: Double, within tolerance: Double) throws {
      let measured = try #require(simulated[name], "\(name)")
      #expect(
        isClose(predicted, measured, tolerance),
        "\(name): predicted \(predicted), simulated \(measured)"
      )
      compared += 1
    }
    for layer in 0...stack.layers {
      try compare(
        "stream.\(layer)", try #require(prediction.streamRms(at: layer)),
        within: followsPairs ? 0.05 : 0.08)
    }
    for site in prediction.sites {
      guard let layer = site.layer else { continue }
      let isResidual = site.name == "residual"
      try compare(
        isResidual ? "gradient.\(layer)" : "\(layer).\(site.name)",
        site.rms(tokens: tokens),
        within: isResidual ? (followsPairs ? 0.08 : 0.15) : site.name.hasPrefix("mlp") ? 0.2 : 0.33)
    }
    #expect(compared == simulated.count)
  }

  /// With a ReLU MLP and one token of attention each branch passes back what it adds, so the general
  /// law is the telescoping one.
  @Test func branchGainsTelescopeForHomogeneousBranches() throws {
    var stack = SimulatedStack()
    stack.gated = false
    stack.layers = 24
    let shape = try shape(stack)
    let gains = try #require(ResidualPrediction(shape, averaging: .retention(1)))
    let telescoping = try #require(
      ResidualPrediction(shape, averaging: .retention(1), law: .telescoping))
    for layer in 0...24 {
      let a = try #require(gains.gradientRms(at: layer, tokens: 64))
      let b = try #require(telescoping.gradientRms(at: layer, tokens: 64))
      // ε makes the first branch smaller than its gain.
      #expect(isClose(a, b, layer == 0 ? 0.01 : 0.001), "layer \(layer): \(a) and \(b)")
    }
  }

  /// g_l = σ_U/(T · rms x_l) at every layer of every model.
  @Test func telescopingLaw() throws {
    for shape in ModelCatalogue.shapes {
      let prediction = try #require(ResidualPrediction(shape, law: .telescoping))
      for layer in 0...shape.layers {
        let stream = try #require(prediction.streamRms(at: layer))
        let gradient = try #require(prediction.gradientRms(at: layer, tokens: 4096))
        let expected = shape.weightDeviation / (4096 * stream)
        #expect(isClose(gradient, expected, 1e-3), "\(shape.name) layer \(layer)")
      }
    }
  }

  /// Unscaled binary16 at rms x = 1 and σ_U = 0.02.
  @Test(arguments: [
    (10, 0.0012, 0.00005), (14, 0.0195, 0.00005), (17, 0.155, 0.0005), (20, 0.88, 0.005),
  ])
  func flushedSharesByTokens(exponent: Int, share: Double, tolerance: Double) {
    let site = GradientSite(
      layer: nil, name: "residual", role: .activation, rmsAtOneToken: 0.02,
      tokenLaw: .perToken, elements: 1)
    let s = site.rms(tokens: Double(1 << exponent))
    let computed = GaussianUnderflow.effect(deviation: s, in: binary16).flushedShare
    #expect((computed - share).magnitude <= tolerance, "T = 2^\(exponent): \(computed)")
  }

  @Test func everyModelHasItsSites() throws {
    for shape in ModelCatalogue.shapes {
      let prediction = try #require(ResidualPrediction(shape))
      let sites = prediction.sites
      let perLayer = shape.gated ? 8 : 7
      let tables = shape.position == .learned ? 2 : 1
      #expect(sites.count == perLayer * shape.layers + 4 + tables, "\(shape.name)")
      let finite = sites.allSatisfy { $0.rmsAtOneToken > 0 && $0.rmsAtOneToken.isFinite }
      #expect(finite, "\(shape.name)")
      let correlations = (0...shape.layers).compactMap { prediction.tokenCorrelation(at: $0) }
      #expect(correlations.count == shape.layers + 1)
      #expect(correlations.allSatisfy { (0...1).contains($0) }, "\(shape.name): \(correlations)")
      #expect(prediction.streamRms(at: shape.layers + 1) == nil)
      #expect(prediction.gradientRms(at: -1, tokens: 1) == nil)
      // The matrices are the parameters that the counts know.
      let count = shape.parameterCount
      let matrices = sites.filter { $0.layer != nil && $0.role == .parameter }
      #expect(Int(matrices.reduce(0) { $0 + $1.elements }) == count.attention + count.mlp)
    }
  }

  /// A post-norm stack has no growth of the stream to spread gradients: Xiong et al., "On layer
  /// normalization in the transformer architecture", 2020.
  @Test func postNormKeepsTheStreamAtOne() throws {
    let shape = try ModelCatalogue.shape(named: "gpt2").replacing(residual: .postNorm)
    let prediction = try #require(ResidualPrediction(shape))
    for layer in 1...shape.layers {
      #expect(isClose(try #require(prediction.streamRms(at: layer)), 1, 1e-4))
    }
    #expect(prediction.gradientRms(at: shape.layers, tokens: 1) == 0.02)
  }

  @Test func trainedProfile() throws {
    let shape = try ModelCatalogue.shape(named: "qwen2.5-7b")
    let prediction = try #require(
      ResidualPrediction(shape, profile: .trained(.qwen25Of7B)))
    #expect(prediction.law == .telescoping)
    #expect(prediction.streamRms(at: 0) == nil)
    #expect(isClose(try #require(prediction.streamRms(at: 1)), 0.22, 1e-14))
    #expect(isClose(try #require(prediction.streamRms(at: 28)), 11.86, 1e-14))
    #expect(
      isClose(try #require(prediction.gradientRms(at: 4, tokens: 1024)), 0.02 / 1024 / 3.15, 1e-6))
    // Layer 1 lies half-way between 0.22 and 0.41.
    let interpolated = try #require(TrainedResidual.qwen25Of7B.rms(after: 1))
    #expect(interpolated.interpolated && isClose(interpolated.rms, 0.315, 1e-12))
    #expect(TrainedResidual.qwen25Of7B.rms(after: 13)?.interpolated == false)
    #expect(TrainedResidual.qwen25Of7B.rms(after: 28) == nil)
    #expect(!prediction.sites.contains { $0.name == "embedding" })
    let other = try ModelCatalogue.shape(named: "qwen2.5-3b")
    #expect(ResidualPrediction(other, profile: .trained(.qwen25Of7B)) == nil)
  }

  @Test func averagingOverTokens() {
    // H_4/4 and Σ(1/t)(1 − 1/t)/4.
    let four = AttentionAveraging.uniform(context: 4).shares(scoreVariance: 1)
    #expect(isClose(four.retention, (25.0 / 12) / 4, 1e-15))
    #expect(isClose(four.scoreFactor, (25.0 / 12 - 205.0 / 144) / 4, 1e-14))
    #expect(AttentionAveraging.uniform(context: 1).shares(scoreVariance: 1).scoreFactor == 0)
    // The series against the sum, where one gives way to the other.
    let sum = (1...5000).reduce(0.0) { $0 + 1 / Double($1) } / 5000
    let squares = (1...5000).reduce(0.0) { $0 + 1 / Double($1 * $1) } / 5000
    let long = AttentionAveraging.uniform(context: 5000).shares(scoreVariance: 1)
    #expect(isClose(long.retention, sum, 1e-13))
    #expect(isClose(long.scoreFactor, sum - squares, 1e-13))
  }
}
