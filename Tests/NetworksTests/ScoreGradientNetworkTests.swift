import Foundation
import Kernels
import RandomStreams
import Testing
import Theory

@testable import Networks

/// The law of score gradients against the backward pass of attention itself.
@Suite struct ScoreGradientNetworkTests {
  /// Unit-normal queries, keys, values and upstream gradients: the mean of some sequences.
  ///
  /// One of 32 tokens has a standard deviation of a tenth in energy, since each query has one length for all
  /// of its row and the first rows have most of the energy; longer ones less.
  @Test(arguments: [(32, 64), (128, 16), (512, 6), (2048, 1)])
  func causalAttention(context: Int, sequences: Int) throws {
    let core = AttentionCore(layer: 0, headDimension: 64, order: .eager)
    let engine = KernelEngine<Float>(
      policy: PolicyCatalogue.fp32, weights: GeneratedWeights(seed: 0))
    for sequence in 0..<sequences {
      func normal(_ name: String) -> Operand<Float> {
        let key = StreamKey(seed: UInt64(sequence), domain: .data, name: name)
        let numbers = RandomStream(key).normals(count: context * 64).map { Float($0) }
        return Operand(Matrix(rows: context, columns: 64, elements: numbers))
      }
      let (q, k, v) = (normal("q"), normal("k"), normal("v"))
      let (_, state) = core.forward(q: q, k: k, v: v, engine)
      _ = core.backward(normal("u").numbers, q: q, k: k, v: v, state, engine)
    }
    let observed = try #require(engine.record[core.scores.gradient]?.counts.rootMeanSquare)
    let predicted = try #require(ScoreGradient(headDimension: 64)).rms(context: context)
    #expect(
      (log2(observed) - log2(predicted)).magnitude <= 0.05, "\(context): \(observed), \(predicted)")
  }
}
