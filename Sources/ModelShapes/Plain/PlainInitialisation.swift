/// How a plain network's parameters are drawn: of independent weights of mean 0 the distribution and the
/// variance, or orthogonal matrices; and the biases.
public struct PlainInitialisation: Hashable, Sendable {
  /// How a weight of a given variance is drawn.
  public enum Distribution: String, Hashable, Sendable, CaseIterable {
    /// Independent normal numbers.
    case normal
    /// Independent numbers, uniform between ±√3 standard deviations.
    case uniform
    /// A multiple of a matrix whose rows or columns, whichever are fewer, are orthonormal, uniformly
    /// distributed among these (Saxe et al. 2014; torch's `orthogonal_`).
    case orthogonal
  }

  /// What the variance of a weight is divided by.
  public enum Fan: String, Hashable, Sendable, CaseIterable {
    /// Inputs of the map.
    case inputs
    /// The mean of inputs and outputs.
    case average
    /// The larger of inputs and outputs: an orthogonal matrix' mean square.
    case larger
    /// 1: the same variance at every width.
    case one
  }

  /// What biases are.
  public enum Bias: Hashable, Sendable {
    /// There are none.
    case none
    /// Independent normal numbers of this variance σ_b² ≥ 0.
    case normal(variance: Double)
    /// Independent numbers, uniform between ±1/√inputs: torch's default.
    case uniformByInputs
  }

  /// For labels: the name in `PlainInitialisationCatalogue`, unless something was changed.
  public var name: String
  /// How weights are drawn.
  public var distribution: Distribution
  /// The variance of a weight times the fan, above 0: σ_w² where the fan is of inputs, and a squared gain.
  public var scale: Double
  /// What `scale` is divided by.
  public var fan: Fan
  /// The biases.
  public var bias: Bias

  /// An initialisation; see the properties.
  public init(
    _ name: String, _ distribution: Distribution, scale: Double, fan: Fan, bias: Bias = .none
  ) {
    self.name = name
    self.distribution = distribution
    self.scale = scale
    self.fan = fan
    self.bias = bias
  }

  /// The variance of a weight of a map, which is its mean square.
  public func weightVariance(inputs: Int, outputs: Int) -> Double {
    switch fan {
    case .inputs: scale / Double(inputs)
    case .average: 2 * scale / Double(inputs + outputs)
    case .larger: scale / Double(max(inputs, outputs))
    case .one: scale
    }
  }

  /// The variance of a bias of a map; 0 without biases.
  public func biasVariance(inputs: Int) -> Double {
    switch bias {
    case .none: 0
    case .normal(let variance): variance
    case .uniformByInputs: 1 / (3 * Double(inputs))
    }
  }
}
