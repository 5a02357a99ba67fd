import Foundation
import ModelShapes
import Networks
import Testing
import Theory

/// The mean field of tanh at its critical point, as deep networks have it.
@Suite struct MeanFieldNetworkTests {
  private static let bias = 0.05

  /// σ_w² = 1.76095 and q* = 0.57005 at σ_b² = 0.05; the table's row has them.
  @Test func criticalPoint() throws {
    let critical = try #require(MeanField.critical(.tanh, biasVariance: Self.bias))
    #expect((critical.weightVariance - 1.76095).magnitude <= 1e-4)
    #expect((critical.variance - 0.57005).magnitude <= 1e-4)
    let row = PlainInitialisationCatalogue.criticalTanh
    #expect((row.scale - critical.weightVariance).magnitude <= 1e-6)
    #expect(row.bias == .normal(variance: Self.bias))
  }

  /// From σ_w² + σ_b² = 1.81 in the first layer lengths come to q*, layer by layer as the map says, and
  /// gradients neither grow nor shrink.
  @Test func lengthsConverge() throws {
    let (width, depth, seed) = (1024, 60, UInt64(1))
    let critical = try #require(MeanField.critical(.tanh, biasVariance: Self.bias))
    let field = MeanField(
      .tanh, weightVariance: critical.weightVariance, biasVariance: Self.bias)
    let pass = try SignalRecord(
      PlainShape(
        depth: depth, width: width, activation: .tanh,
        initialisation: PlainInitialisationCatalogue.criticalTanh),
      .upstream(deviation: 1), examples: 16, seed: seed)
    // The mean square of `width` normal numbers has a standard error of √(2/width) = 4.4 %; what an
    // earlier layer was off by is passed on in part.
    let error = (2 / Double(width)).squareRoot()
    var (q, sum) = (critical.weightVariance + Self.bias, 0.0)
    for l in 1...depth {
      let square = pass.signal(l) * pass.signal(l)
      #expect((square / q - 1).magnitude <= 5 * error, "q_\(l): \(square), not \(q), seed \(seed)")
      q = field.nextVariance(q)
      if l > 10 { sum += square }
      let growth = log2(pass.gradient(l))
      // Var ln g² of 60 layers: 60 · (3E φ′⁴/(E φ′²)² − 1)/1024 = 0.18: a deviation of 0.3
      // binades.
      #expect(growth.magnitude <= 0.75, "g_\(l): 2^\(growth), seed \(seed)")
    }
    // Fifty layers; each passes on 0.52 of what it was off by, the map's slope at q*.
    let mean = sum / Double(depth - 10)
    let tolerance = 3 * error / 50.0.squareRoot() / (1 - 0.52)
    #expect(
      (mean / critical.variance - 1).magnitude <= tolerance,
      "mean \(mean), q* = \(critical.variance), seed \(seed)")
  }
}
