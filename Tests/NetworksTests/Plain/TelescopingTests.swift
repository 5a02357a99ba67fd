import ModelShapes
import Networks
import Testing

/// The pre-norm residual stack: rms x_l = √(1 + c·l), and rms x_l times rms g_l the same at all layers.
@Suite struct TelescopingTests {
  private static let depth = 32
  private static let deviation = 0.02
  private static let examples = 64

  private static func shape(_ branchVariance: Double) throws -> PlainShape {
    try PlainShape(
      depth: depth, width: 256, activation: .linear,
      initialisation: PlainInitialisationCatalogue.initialisation(named: "lecun-normal"),
      residual: PlainResidual(
        branchVariance: branchVariance, head: PlainHead(classes: 512, deviation: deviation)))
  }

  @Test(arguments: [1, 0.25], 1...4 as ClosedRange<UInt64>)
  func gradientTimesSignalIsConstant(branchVariance: Double, seed: UInt64) throws {
    let pass = try SignalRecord(
      Self.shape(branchVariance), .upstream(deviation: 1), examples: Self.examples, seed: seed)
    let invariant = pass.gradient(Self.depth) * pass.signal(Self.depth)
    for l in 0...Self.depth {
      let expected = (1 + branchVariance * Double(l)).squareRoot()
      let (signal, gradient) = (pass.signal(l), pass.gradient(l))
      #expect(
        (signal / expected - 1).magnitude <= 0.08, "x_\(l): \(signal), \(expected), seed \(seed)")
      #expect(
        (gradient * signal / invariant - 1).magnitude <= 0.08,
        "g_\(l)·x_\(l): \(gradient * signal), expected \(invariant), seed \(seed)")
    }
  }

  /// rms g_l = σ_U/(T · rms x_l) under cross-entropy over T examples: at the head's norm within 3 %, below
  /// it within the 8 % of the stack, and within 3 % in the mean of the seeds.
  @Test(arguments: [1, 0.25])
  func headGivesTheGradientItsSize(branchVariance: Double) throws {
    let seeds = 1...8 as ClosedRange<UInt64>
    var means = [Double](repeating: 0, count: Self.depth + 1)
    let tokens = 4096.0
    for seed in seeds {
      let pass = try SignalRecord(
        Self.shape(branchVariance), .crossEntropy(examplesPerLoss: tokens),
        examples: Self.examples, seed: seed)
      for l in 0...Self.depth {
        let expected = Self.deviation / (tokens * pass.signal(l))
        let ratio = pass.gradient(l) / expected
        let tolerance = l == Self.depth ? 0.03 : 0.08
        #expect(
          (ratio - 1).magnitude <= tolerance,
          "g_\(l): \(pass.gradient(l)), expected \(expected), seed \(seed)")
        means[l] += ratio / Double(seeds.count)
      }
    }
    for (l, mean) in means.enumerated() {
      #expect((mean - 1).magnitude <= 0.03, "g_\(l): \(mean) of what was expected, seeds \(seeds)")
    }
  }
}
