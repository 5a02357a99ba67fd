import Foundation
import ModelShapes
import Networks
import Testing
import Theory

/// Predictions against passes of the networks, in binary32.
@Suite struct PlainPredictionTests {
  private static let examples = 32

  /// The rms of a tensor as a pass recorded it.
  private static func observed(_ tensor: PlainTensor, _ l: Int, _ pass: SignalRecord) -> Double {
    let network = pass.network
    return switch tensor {
    case .signal: pass.signal(l)
    case .gradient: pass.gradient(l)
    case .inputGradient: pass.rms(network.inputGradientSite(of: l))
    case .weightGradient: pass.rms(network.weight(of: l).gradientSite)
    case .biasGradient: network.bias(of: l).map { pass.rms($0.gradientSite) } ?? .nan
    }
  }

  /// The largest |log2 of observed over predicted| of every tensor, after the mean over networks, in which
  /// squares are averaged: what the theory predicts.
  private static func worst(
    _ shape: PlainShape, _ objective: PlainObjective, seeds: ClosedRange<UInt64>
  ) throws -> (error: Double, name: String) {
    let prediction = PlainPrediction(shape, objective)
    let passes = try seeds.map {
      try SignalRecord(shape, objective, examples: examples, seed: $0)
    }
    var (worst, name) = (0.0, "")
    for tensor in PlainTensor.allCases {
      for l in 0...shape.depth {
        guard let expected = prediction.log2RMS(of: tensor, at: l, examples: examples) else {
          continue
        }
        let square = passes.reduce(0) {
          $0 + observed(tensor, l, $1) * observed(tensor, l, $1) / Double(passes.count)
        }
        let error = (log2(square) / 2 - expected).magnitude
        if !(error <= worst) {
          (worst, name) = (error, "\(tensor.rawValue) \(l): \(log2(square) / 2), not \(expected)")
        }
      }
    }
    return (worst, name)
  }

  /// Every activation with independent and orthogonal weights, with and without biases.
  @Test(
    arguments: Activation.allCases,
    ["lecun-uniform", "he-normal", "torch-linear", "orthogonal", "critical-tanh"])
  func tensorsOfOneWidth(_ activation: Activation, _ initialisation: String) throws {
    let shape = try PlainShape(
      depth: 10, width: 256, activation: activation,
      initialisation: PlainInitialisationCatalogue.initialisation(named: initialisation))
    try Self.check(shape, .upstream(deviation: 0.01))
  }

  /// Widths that differ: fans of inputs, of both, and of neither.
  @Test(
    arguments: [Activation.relu, .tanh],
    ["lecun-normal", "glorot-normal", "glorot-uniform", "normal(0.07)", "orthogonal"])
  func tensorsOfSeveralWidths(_ activation: Activation, _ initialisation: String) throws {
    let shape = try PlainShape(
      widths: [200, 400, 100, 300, 300, 600, 150], activation: activation,
      initialisation: PlainInitialisationCatalogue.initialisation(named: initialisation))
    try Self.check(shape, .upstream(deviation: 1))
    try Self.check(shape, .crossEntropy(examplesPerLoss: 1024))
  }

  @Test(
    arguments: Activation.allCases,
    [nil, PlainHead(classes: 500, deviation: 0.02), PlainHead(classes: 50, deviation: 0.0625)])
  func tensorsOfResidualNetworks(_ activation: Activation, _ head: PlainHead?) throws {
    let kind: Normalisation.Kind = head == nil ? .layer : .rms
    let shape = try PlainShape(
      depth: 12, width: 256, activation: activation,
      initialisation: PlainInitialisationCatalogue.initialisation(named: "he-normal"),
      residual: PlainResidual(
        branchVariance: 0.5, normalisation: Normalisation(kind, epsilon: 1e-6), head: head))
    try Self.check(
      shape, head == nil ? .upstream(deviation: 1) : .crossEntropy(examplesPerLoss: 32))
  }

  /// The means of 4 networks are right to three standard errors and a tenth of a binade: what the gradient
  /// of a bias, of a few hundred elements, is off by itself (three standard errors of 4 · 256 elements'
  /// rms are 6.6 %).
  private static func check(_ shape: PlainShape, _ objective: PlainObjective) throws {
    let (error, name) = try worst(shape, objective, seeds: 1...4)
    let spread = try #require(PlainPrediction(shape, objective).spread(at: 0))
    let tolerance = 3 * spread / 2 + 0.1
    #expect(error <= tolerance, "\(shape), \(objective): \(name), tolerance \(tolerance)")
  }

  /// What networks differ by, for one example: the sample deviation of 400 networks has a standard error of
  /// 3.5 %, and the first order in 1/width neglects a tenth.
  @Test(arguments: [
    (Activation.relu, "he-normal"), (.linear, "lecun-normal"), (.relu, "orthogonal"),
    (.linear, "he-uniform"),
  ])
  func networksDifferByTheSpread(_ activation: Activation, _ initialisation: String) throws {
    let shape = try PlainShape(
      depth: 10, width: 64, activation: activation,
      initialisation: PlainInitialisationCatalogue.initialisation(named: initialisation))
    let objective = PlainObjective.upstream(deviation: 1)
    let prediction = PlainPrediction(shape, objective)
    let mean = try #require(prediction.log2RMS(of: .gradient, at: 0))
    let spread = try #require(prediction.spread(at: 0))
    var (sum, squares) = (0.0, 0.0)
    let count = 400
    for seed in 1...UInt64(count) {
      let pass = try SignalRecord(shape, objective, examples: 1, seed: seed)
      // From the start: the upstream gradient's own length is no part of it.
      let fall = log2(pass.gradient(0) / pass.gradient(shape.depth)) - mean
      sum += fall
      squares += fall * fall
    }
    let observedMean = sum / Double(count)
    let observed = (squares / Double(count) - observedMean * observedMean).squareRoot()
    #expect(
      (observed / spread - 1).magnitude <= 0.2, "\(shape): \(observed), predicted \(spread)")
    let shift = -spread * spread * log(2)
    #expect(
      (observedMean - shift).magnitude <= 4 * spread / Double(count).squareRoot() + 0.1 * -shift,
      "\(shape): mean \(observedMean), predicted \(shift)")
  }

  /// The gradient of logits of variance 1, of few classes, against a mean of 32 networks of 32 examples, whose
  /// standard error is below 0.2 %.
  @Test(arguments: [50, 400])
  func gradientsOfLogits(classes: Int) throws {
    let shape = try PlainShape(
      widths: [300, classes], activation: .linear,
      initialisation: PlainInitialisationCatalogue.initialisation(named: "lecun-normal"))
    let objective = PlainObjective.crossEntropy(examplesPerLoss: 1)
    var sum = 0.0
    for seed in 1...32 as ClosedRange<UInt64> {
      let pass = try SignalRecord(shape, objective, examples: Self.examples, seed: seed)
      sum += pass.gradient(1) * pass.gradient(1) / 32
    }
    let expected = try #require(PlainPrediction(shape, objective).rms(of: .gradient, at: 1))
    let observed = sum.squareRoot()
    #expect((observed / expected - 1).magnitude <= 0.01, "\(observed), predicted \(expected)")
  }

  /// What a network does not have.
  @Test func absentTensors() throws {
    let shape = try PlainShape(
      depth: 3, width: 4, activation: .relu,
      initialisation: PlainInitialisationCatalogue.initialisation(named: "he-normal"))
    let prediction = PlainPrediction(shape, .upstream(deviation: 0))
    for tensor in PlainTensor.allCases {
      #expect(prediction.rms(of: tensor, at: 4) == nil && prediction.rms(of: tensor, at: -1) == nil)
    }
    #expect(prediction.rms(of: .biasGradient, at: 1) == nil)
    #expect(prediction.rms(of: .weightGradient, at: 0) == nil)
    #expect(prediction.log2RMS(of: .gradient, at: 0) == -.infinity)
  }
}
