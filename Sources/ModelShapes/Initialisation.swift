/// The distribution of a fresh model's weights: normal with mean 0, biases 0, gains 1.
public struct Initialisation: Hashable, Sendable {
  /// The standard deviation of every matrix, the residual projections excepted.
  public enum Weights: Hashable, Sendable {
    /// The same number at every width: Hugging Face's `initializer_range`.
    case constant(Double)
    /// √(2/(5d)) (Nguyen & Salazar 2019), GPT-NeoX's `small_init`.
    case small
  }

  /// The standard deviation of the two projections that write to the residual stream.
  public enum ResidualProjections: String, Hashable, Sendable {
    /// As every other matrix.
    case same
    /// Every other matrix's, divided by √(2L) (Radford et al. 2019, section 2.3).
    case depthScaled = "depth-scaled"
    /// 2/(L√d), GPT-NeoX's `wang_init`.
    case wang
  }

  /// The standard deviation of every matrix, the residual projections excepted.
  public var weights: Weights
  /// The standard deviation of the residual projections.
  public var residualProjections: ResidualProjections

  /// An initialisation of the given kinds.
  public init(_ weights: Weights, residualProjections: ResidualProjections = .same) {
    self.weights = weights
    self.residualProjections = residualProjections
  }

  /// The standard deviation of a matrix in a model of width `hiddenSize`.
  public func weightDeviation(hiddenSize: Int) -> Double {
    switch weights {
    case .constant(let deviation): deviation
    case .small: (2 / (5 * Double(hiddenSize))).squareRoot()
    }
  }

  /// The standard deviation of a residual projection in a model of that width and depth.
  public func residualProjectionDeviation(hiddenSize: Int, layers: Int) -> Double {
    switch residualProjections {
    case .same: weightDeviation(hiddenSize: hiddenSize)
    case .depthScaled:
      weightDeviation(hiddenSize: hiddenSize) / (2 * Double(layers)).squareRoot()
    case .wang: 2 / (Double(layers) * Double(hiddenSize).squareRoot())
    }
  }
}
