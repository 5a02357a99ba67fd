import ModelShapes
import Networks
import RandomStreams

/// A small transformer at initialisation, and the gradients of some of its weights, micro-batch by
/// micro-batch, computed in binary32.
///
/// Of Qwen's architecture with an untied head. All matrices are normal with variance 1/width, as the
/// 0.02 of full-size models is at a width of 2500. A sample is a sequence whose tokens are drawn by Zipf's
/// law (the r-th most frequent has a probability in proportion to 1/r), independently of one another: the
/// frequencies are there to be learned, and nothing else is. Nothing is trained. Everything is a function of
/// seed and indices.
struct FreshTransformer {
  static let layers = 2
  static let width = 64
  static let vocabulary = 256
  /// Tokens of a sequence.
  static let length = 8

  /// The weights whose gradients are asked for, in the order of the forward pass.
  let sites: [Site]
  private let model: Transformer
  private let weights: StoredWeights
  private let tokens: RandomStream

  /// A matrix, and some of its weights.
  struct Site {
    let parameter: Parameter
    /// The place of each weight; repeats are possible.
    let weights: [(row: Int, column: Int)]

    /// `layers.0.attention.query.weight`.
    var name: String { parameter.path }
  }

  /// The matrices that are looked at.
  static let matrices = [
    "embedding.weight", "layers.0.attention.query.weight",
    "layers.\(layers - 1).mlp.down.weight", "head.weight",
  ]

  /// - Parameter sampled: weights of each matrix.
  init(seed: Int, sampled: Int) throws(StudyError) {
    model = Transformer(try Self.shape(), length: Self.length)
    weights = StoredWeights(holding: model.parameters, seed: UInt64(seed))
    func stream(_ name: String) -> RandomStream {
      RandomStream(
        StreamKey(
          seed: UInt64(seed), domain: .data, name: "accumulation.transformer.\(name)"))
    }
    tokens = stream("tokens")
    sites = model.parameters.filter { Self.matrices.contains($0.path) }.map { parameter in
      let places = stream("\(parameter.path).sampled")
      return Site(
        parameter: parameter,
        weights: (0..<sampled).map {
          let pair = places.draws(UInt32($0))
          return (
            (Int(pair.0.uint32) * parameter.rows) >> 32,
            (Int(pair.1.uint32) * parameter.columns) >> 32
          )
        })
    }
  }

  /// The shape.
  static func shape() throws(StudyError) -> ModelShape {
    do {
      return try ModelShape(
        name: NetworkKind.transformer.rawValue, hiddenSize: width, layers: layers,
        attentionHeads: 4, keyValueHeads: 2, intermediateSize: 4 * width,
        vocabularySize: vocabulary, tiedHead: false, biases: .queryKeyValue,
        normalisation: Normalisation(.rms, epsilon: 1e-6), activation: .silu, gated: true,
        residual: .preNorm, position: .rotary(theta: 1e6, fraction: 1), contextLength: length,
        initialisation: Initialisation(.constant((1 / Double(width)).squareRoot())))
    } catch {
      throw .badValue(
        axis: "terms", value: NetworkKind.transformer.rawValue, reason: "\(error)")
    }
  }

  /// The gradients of every site's sampled weights: site by site, `count` micro-batches × weights, each
  /// that of the mean loss over the tokens of `microBatch` sequences.
  func gradients(count: Int, microBatch: Int) throws(StudyError) -> [[Double]] {
    var results = sites.map { [Double](repeating: 0, count: count * $0.weights.count) }
    var term = 0
    let engine = KernelEngine<Float>(policy: PolicyCatalogue.fp32, weights: weights)
    engine.onGradient { [sites] parameter, rows, gradient in
      guard let index = sites.firstIndex(where: { $0.parameter == parameter }) else { return }
      let weights = sites[index].weights
      for (w, weight) in weights.enumerated() {
        for (place, row) in rows.enumerated() where row == weight.row {
          results[index][term * weights.count + w] += Double(gradient[place, weight.column])
        }
      }
    }
    while term < count {
      do {
        _ = try model.pass(batch(from: term * microBatch, microBatch), engine)
      } catch {
        throw .badValue(
          axis: "terms", value: NetworkKind.transformer.rawValue, reason: error.description)
      }
      term += 1
    }
    return results
  }

  /// Sequences `first` and following: a sequence has a row of the stream, and each of its tokens but
  /// the first is what the one before it is to predict.
  private func batch(from first: Int, _ sequences: Int) -> TokenBatch {
    var (inputs, labels): ([Int], [Int]) = ([], [])
    for sequence in first..<first + sequences {
      let row = tokens.row(UInt32(sequence))
      let drawn = (0...Self.length).map { Self.token(row.uniform(at: UInt32($0))) }
      inputs += drawn.dropLast()
      labels += drawn.dropFirst()
    }
    return TokenBatch(tokens: inputs, labels: labels)
  }

  /// The token of a uniform number in [0, 1): 0 is the most frequent.
  static func token(_ uniform: Double) -> Int {
    let place = uniform * (harmonic.last ?? 0)
    return harmonic.firstIndex { place < $0 } ?? vocabulary - 1
  }

  /// Σ 1/r for r up to 1, 2, …, the size of the vocabulary.
  private static let harmonic: [Double] = {
    var sum = 0.0
    return (1...vocabulary).map { rank in
      sum += 1 / Double(rank)
      return sum
    }
  }()
}
