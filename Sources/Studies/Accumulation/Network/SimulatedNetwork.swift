import RandomStreams

/// A perceptron with ReLU at initialisation, and the gradients of some of its weights, sample by
/// sample.
///
/// `depth` weight matrices without biases: `width` inputs, `depth` − 1 hidden layers of `width`, then
/// `outputs`. Weights are normal with variance 2/fan-in before a ReLU (He et al. 2015), 1/fan-in in the
/// last layer. Inputs are standard normal, and so are the targets, which no teacher made: the loss
/// ½‖f(x) − y‖² has gradients with a mean (outputs are too large to be right) and noise. Nothing is
/// trained. Everything is a function of seed, shape and indices.
struct SimulatedNetwork {
  static let outputs = 16

  let depth: Int
  let width: Int
  private let seed: UInt64
  private let weights: [[Float]]
  /// Each matrix the other way round, for the backward pass.
  private let transposed: [[Float]]
  /// The weights whose gradients are asked for.
  let sites: [Site]

  /// A layer, and some of its weights.
  struct Site {
    /// `first`, `middle` or `last`.
    let name: String
    let layer: Int
    /// (output, input) of each weight; repeats are possible.
    let weights: [(output: Int, input: Int)]
  }

  /// - Parameters:
  ///   - depth: 2 or more weight matrices.
  ///   - width: a multiple of 4.
  ///   - sampled: weights per site.
  init(depth: Int, width: Int, seed: Int, sampled: Int) {
    self.depth = depth
    self.width = width
    self.seed = UInt64(seed)
    func name(_ layer: Int) -> String {
      "accumulation.network.depth=\(depth).width=\(width).layer=\(layer)"
    }
    weights = (0..<depth).map { layer in
      let isLast = layer == depth - 1
      let stream = RandomStream(
        StreamKey(seed: UInt64(seed), domain: .weight, name: name(layer)))
      let deviation = ((isLast ? 1.0 : 2.0) / Double(width)).squareRoot()
      return stream.normals(count: (isLast ? Self.outputs : width) * width).map {
        Float($0 * deviation)
      }
    }
    transposed = weights.map { matrix in
      let rows = matrix.count / width
      return (0..<matrix.count).map { matrix[$0 % rows * width + $0 / rows] }
    }
    let layers = [("first", 0), ("middle", depth / 2), ("last", depth - 1)]
    sites = layers.filter { $0.0 != "middle" || depth > 2 }.map { site, layer in
      let outputs = layer == depth - 1 ? Self.outputs : width
      let stream = RandomStream(
        StreamKey(seed: UInt64(seed), domain: .data, name: name(layer) + ".sampled"))
      return Site(
        name: site, layer: layer,
        weights: (0..<sampled).map {
          let pair = stream.draws(UInt32($0))
          return (
            (Int(pair.0.uint32) * outputs) >> 32, (Int(pair.1.uint32) * width) >> 32
          )
        })
    }
  }

  /// The gradients of every site's sampled weights: site by site, `count` micro-batches × weights, each
  /// the mean over `microBatch` samples, added up in binary64 in the order of the samples.
  func gradients(count: Int, microBatch: Int) -> [[Double]] {
    var results = sites.map { [Double](repeating: 0, count: count * $0.weights.count) }
    let samples = count * microBatch
    let share = 1 / Double(microBatch)
    var pass = Pass(depth: depth, width: width)
    for start in stride(from: 0, to: samples, by: SampleBatch.samples) {
      forwardAndBackward(&pass, from: start)
      let batch = min(SampleBatch.samples, samples - start)
      for (s, site) in sites.enumerated() {
        for (w, weight) in site.weights.enumerated() {
          for sample in 0..<batch {
            let gradient =
              Double(pass.gradients[site.layer][sample, weight.output])
              * Double(pass.inputs[site.layer][sample, weight.input])
            results[s][(start + sample) / microBatch * site.weights.count + w] += gradient * share
          }
        }
      }
    }
    return results
  }

  /// What a pass leaves behind, a batch of samples: each layer's input, and the gradient at its output
  /// before the ReLU.
  private struct Pass {
    var inputs: [SampleBatch]
    var gradients: [SampleBatch]
    var targets = SampleBatch(width: outputs)

    init(depth: Int, width: Int) {
      inputs = (0..<depth).map { _ in SampleBatch(width: width) }
      gradients = (0..<depth).map { SampleBatch(width: $0 == depth - 1 ? outputs : width) }
    }
  }

  private func forwardAndBackward(_ pass: inout Pass, from start: Int) {
    let stream = RandomStream(
      StreamKey(seed: seed, domain: .data, name: "accumulation.network.inputs.width=\(width)"))
    for sample in 0..<SampleBatch.samples {
      let inputs = stream.row(UInt32(start + sample))
      let targets = stream.row(UInt32(start + sample), slot: 1)
      for index in 0..<width {
        pass.inputs[0][sample, index] = Float(inputs.normal(at: UInt32(index)))
      }
      for index in 0..<Self.outputs {
        pass.targets[sample, index] = Float(targets.normal(at: UInt32(index)))
      }
    }
    for layer in 0..<(depth - 1) {
      pass.inputs[layer].multiplied(by: weights[layer], into: &pass.inputs[layer + 1])
      pass.inputs[layer + 1].rectify()
    }
    pass.inputs[depth - 1].multiplied(by: weights[depth - 1], into: &pass.gradients[depth - 1])
    for index in pass.targets.values.indices {
      pass.gradients[depth - 1].values[index] -= pass.targets.values[index]
    }
    for layer in stride(from: depth - 1, to: 0, by: -1) {
      pass.gradients[layer].multiplied(by: transposed[layer], into: &pass.gradients[layer - 1])
      pass.gradients[layer - 1].mask(by: pass.inputs[layer])
    }
  }
}
