/// Where a prediction takes the residual stream from.
public enum ResidualProfile: Hashable, Sendable {
  /// A fresh model, computed from its shape.
  case initialisation
  /// A trained model's stream, as published.
  case trained(TrainedResidual)

  /// For labels: `initialisation`, or the trained profile's name.
  public var name: String {
    switch self {
    case .initialisation: "initialisation"
    case .trained(let residual): residual.name
    }
  }
}

/// The rms of a trained model's residual stream after each of its layers, as measured by others.
///
/// What it does not know: the trained weights (their norms, the norms' gains, the attention's
/// patterns), how unevenly the stream's energy lies (a few dimensions and the first tokens carry most
/// of it), how alike tokens are, the embedding's rms, and how sure the output is. A prediction made from it takes the growth
/// of the stream from the measurement and everything inside a branch from a fresh model, and it holds
/// for a gradient at the head as large as a fresh model's.
public struct TrainedResidual: Hashable, Sendable {
  /// For labels.
  public let name: String
  /// The model, by its name in `ModelCatalogue`.
  public let model: String
  /// Where the numbers are from.
  public let source: String
  /// The measured values: the layer, counted from 0, and the rms after it.
  public let measured: [Measurement]
  /// The Euclidean norms of key biases, over all key heads together, by layer; how a norm is shared among
  /// heads is not known.
  public let keyBiasNorms: [Measurement]

  /// A value at one layer.
  public struct Measurement: Hashable, Sendable {
    /// The layer, counted from 0.
    public let layer: Int
    /// The rms of the stream after it, or the norm.
    public let value: Double

    /// One value.
    public init(layer: Int, _ value: Double) {
      self.layer = layer
      self.value = value
    }
  }

  /// A profile; `measured` ascends by layer, starts at layer 0 and has positive values.
  public init(
    name: String, model: String, source: String, measured: [Measurement],
    keyBiasNorms: [Measurement] = []
  ) {
    self.name = name
    self.model = model
    self.source = source
    self.measured = measured
    self.keyBiasNorms = keyBiasNorms
  }

  /// The least norm of a query at which its raw product with a key overflows binary16, where the key is a
  /// bias of this norm and nothing else: 65,520/(norm · alignment), 65,520 being the least magnitude that
  /// rounds to infinity.
  ///
  /// Where a key has more than its bias, that adds to the product or takes from it; where the norm is that of
  /// several heads' biases, a head's own is less, and a longer query is needed.
  ///
  /// - Parameter alignment: the cosine of the angle between query and key, above 0 and at most 1.
  public static func queryNormThatOverflows(keyNorm: Double, alignment: Double) -> Double {
    65_520 / (keyNorm * alignment)
  }

  /// The rms after a layer, and whether it is interpolated.
  ///
  /// Between measured layers the rms is taken to grow linearly with the layer's index.
  /// - Returns: `nil` outside the measured layers.
  public func rms(after layer: Int) -> (rms: Double, interpolated: Bool)? {
    guard let next = measured.firstIndex(where: { $0.layer >= layer }) else { return nil }
    let above = measured[next]
    if above.layer == layer { return (above.value, false) }
    guard next > 0 else { return nil }
    let below = measured[next - 1]
    let share = Double(layer - below.layer) / Double(above.layer - below.layer)
    return (below.value + share * (above.value - below.value), true)
  }

  /// Qwen2.5-7B: layers 0, 2, 3, 4, 13 and 24–27 measured, the others interpolated.
  ///
  /// The jump at layer 3 is its down projection's, in dimensions 458 and 2570.
  public static let qwen25Of7B = TrainedResidual(
    name: "trained-qwen2.5-7b", model: "qwen2.5-7b",
    source: "Max_act_llm, arXiv 2605.15572",
    measured: [
      Measurement(layer: 0, 0.22), Measurement(layer: 2, 0.41),
      Measurement(layer: 3, 3.15), Measurement(layer: 4, 3.90),
      Measurement(layer: 13, 4.39), Measurement(layer: 24, 6.49),
      Measurement(layer: 25, 7.25), Measurement(layer: 26, 7.55),
      Measurement(layer: 27, 11.86),
    ],
    keyBiasNorms: [Measurement(layer: 0, 605), Measurement(layer: 27, 921)])
}
