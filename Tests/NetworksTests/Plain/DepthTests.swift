import FloatFormats
import Foundation
import Kernels
import ModelShapes
import Networks
import Testing
import Theory

/// What depth does to the gradients of plain networks, as the closed forms say.
@Suite struct DepthTests {
  private static let width = 256

  private static func relu(_ initialisation: String, depth: Int) throws -> PlainShape {
    try PlainShape(
      depth: depth, width: width, activation: .relu,
      initialisation: PlainInitialisationCatalogue.initialisation(named: initialisation))
  }

  /// Signals in binary32, gradients in binary16: LeCun's signals shrink with depth as the gradients do, and
  /// in binary16 the last layers' would be zero before any gradient was.
  private static let gradientsInBinary16: PrecisionPolicy = {
    var policy = PolicyCatalogue.fp32
    policy.rules.append(PolicyRule(passes: [.activationGradient], format: .binary16))
    return policy
  }()

  /// k layers back from an upstream gradient of rms 2^-12: 2^(−12 − k/2) with LeCun's variance; with He's
  /// twice that mean square before the first ReLU, and the same in all layers.
  ///
  /// A network's own rms wanders: Var ln g² = 5k/width for one example (Hanin and Rolnick, "How to start
  /// training", 2018), which at k = 39 is a deviation of 0.63 binades; 64 examples share a part of it.
  @Test(
    arguments: [("lecun-normal", 0.0, -0.5), ("he-normal", 0.5, 0.0)], 1...4 as ClosedRange<UInt64>)
  func gradientsByLayer(law: (name: String, first: Double, slope: Double), seed: UInt64) throws {
    let depth = 40
    let pass = try SignalRecord(
      Self.relu(law.name, depth: depth), .upstream(deviation: 0x1p-12), seed: seed)
    for k in 0..<depth {
      let observed = log2(pass.rms(pass.network.inputGradientSite(of: depth - k)))
      let expected = -12 + law.first + law.slope * Double(k)
      #expect(
        (observed - expected).magnitude <= 0.7,
        "\(law.name), \(k) back: \(observed), expected \(expected), seed \(seed)")
    }
  }

  /// How many layers back half of the gradients are zeros in binary16, between whole layers.
  private static func onset(lossScale: Double, seed: UInt64) throws -> Double? {
    let depth = 72
    let pass = try SignalRecord(
      relu("lecun-normal", depth: depth), .upstream(deviation: 0x1p-12), seed: seed,
      lossScale: lossScale, policy: gradientsInBinary16)
    let shares = (0..<depth).map { pass.zeroShare(pass.network.inputGradientSite(of: depth - $0)) }
    guard let k = shares.firstIndex(where: { $0 >= 0.5 }), k > 0 else { return nil }
    return Double(k - 1) + (0.5 - shares[k - 1]) / (shares[k] - shares[k - 1])
  }

  /// Half of the gradients are zeros 24.9 layers back, and a loss scale of 2^16 puts 32 layers before that.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func onsetOfUnderflow(seed: UInt64) throws {
    let half = GaussianUnderflow.deviation(flushedShare: 0.5, in: FormatLimits(.binary16))
    let predicted = MeanField.layers(
      from: 0x1p-12, to: half,
      factor: MeanField(.relu, weightVariance: 1).gradientFactor(variance: 1))
    #expect((predicted - 24.87).magnitude < 0.01)
    let onset = try #require(try Self.onset(lossScale: 1, seed: seed))
    #expect((onset - predicted).magnitude <= 2, "\(onset), predicted \(predicted), seed \(seed)")
    let scaled = try #require(try Self.onset(lossScale: 0x1p16, seed: seed))
    // Twice as many layers for the network's rms to wander.
    #expect(
      (scaled - onset - 32).magnitude <= 2, "\(scaled) and \(onset), seed \(seed)")
  }
}
