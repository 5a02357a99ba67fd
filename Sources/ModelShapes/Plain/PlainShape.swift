/// The shape of a plain network, as data: signals x_0, …, x_L of given widths, each a linear map of the one
/// before it.
///
/// Without residual connections it is the multilayer perceptron of mean-field theory,
///
///     x_1 = W_1 x_0 + b_1          x_l = W_l φ(x_{l−1}) + b_l, l = 2 … L:
///
/// signals are pre-activations, and the last are the network's outputs. With residual connections it is the
/// pre-activation residual network x_l = x_{l−1} + W_l φ(norm x_{l−1}) + b_l, with or without a head.
/// Weights have outputs as rows and inputs as columns.
public struct PlainShape: Hashable, Sendable, CustomStringConvertible {
  /// The widths of x_0, …, x_L: one more than there are layers.
  public let widths: [Int]
  /// φ.
  public let activation: Activation
  /// How parameters are drawn.
  public let initialisation: PlainInitialisation
  /// Nil without residual connections.
  public let residual: PlainResidual?

  /// A shape made of its parts, checked.
  /// - Throws: `ShapeError` naming the first field out of its range or at odds with another.
  public init(
    widths: [Int], activation: Activation, initialisation: PlainInitialisation,
    residual: PlainResidual? = nil
  ) throws(ShapeError) {
    self.widths = widths
    self.activation = activation
    self.initialisation = initialisation
    self.residual = residual
    try validate()
  }

  /// The same with one width throughout.
  public init(
    depth: Int, width: Int, activation: Activation, initialisation: PlainInitialisation,
    residual: PlainResidual? = nil
  ) throws(ShapeError) {
    guard Self.depths.contains(depth) else { throw Self.wrongDepth(depth) }
    try self.init(
      widths: [Int](repeating: width, count: depth + 1), activation: activation,
      initialisation: initialisation, residual: residual)
  }

  /// The number L of layers.
  public var depth: Int { widths.count - 1 }

  /// What a weight's variance in a layer, counted from 0, is; of a residual branch with its factor c.
  public func weightVariance(layer: Int) -> Double {
    branchVariance
      * initialisation.weightVariance(inputs: widths[layer], outputs: widths[layer + 1])
  }

  /// What a bias' variance in a layer, counted from 0, is; of a residual branch with its factor c.
  public func biasVariance(layer: Int) -> Double {
    branchVariance * initialisation.biasVariance(inputs: widths[layer])
  }

  private var branchVariance: Double { residual?.branchVariance ?? 1 }

  /// One line: `relu, 64 layers of width 256, he-normal`.
  public var description: String {
    let distinct = Set(widths)
    let width =
      distinct.count == 1 ? "\(widths[0])" : "\(distinct.min() ?? 0) to \(distinct.max() ?? 0)"
    let form = residual.map { ", residual of branch variance \($0.branchVariance)" } ?? ""
    return
      "\(activation.rawValue), \(depth) layers of width \(width), \(initialisation.name)\(form)"
  }
}

/// What makes a plain network residual.
public struct PlainResidual: Hashable, Sendable {
  /// c: what the variance of weights and biases is multiplied by. A branch adds a mean square of c where the
  /// initialisation keeps that of a normalised signal: LeCun's for linear maps, He's for ReLU.
  public var branchVariance: Double
  /// The normalisation before each branch, and before the head.
  public var normalisation: Normalisation
  /// Nil where x_L itself is the output.
  public var head: PlainHead?

  /// Residual connections.
  public init(
    branchVariance: Double, normalisation: Normalisation = Normalisation(.rms, epsilon: 1e-6),
    head: PlainHead? = nil
  ) {
    self.branchVariance = branchVariance
    self.normalisation = normalisation
    self.head = head
  }
}

/// A linear map of the normalised last signal to logits, without biases.
public struct PlainHead: Hashable, Sendable {
  /// Logits.
  public var classes: Int
  /// The standard deviation σ_U of its weights, which are normal.
  public var deviation: Double

  /// A head.
  public init(classes: Int, deviation: Double) {
    self.classes = classes
    self.deviation = deviation
  }
}

extension PlainShape {
  /// The numbers of layers that are accepted.
  public static let depths = 1...(1 << 14)

  /// The widths that are accepted.
  public static let widthRange = 1...(1 << 20)

  /// The widths of orthogonal matrices, which are held in memory and take a cube of operations.
  public static let orthogonalWidths = 1...(1 << 12)

  private static func wrongDepth(_ depth: Int) -> ShapeError {
    ShapeError(
      field: "depth", value: "\(depth)",
      expected: "an integer from \(depths.lowerBound) to \(depths.upperBound)")
  }

  private func validate() throws(ShapeError) {
    func fail(_ field: String, _ value: String, _ expected: String) -> ShapeError {
      ShapeError(field: field, value: value, expected: expected)
    }
    guard Self.depths.contains(depth) else { throw Self.wrongDepth(depth) }
    let range = initialisation.distribution == .orthogonal ? Self.orthogonalWidths : Self.widthRange
    for width in widths where !range.contains(width) {
      throw fail(
        "width", "\(width)", "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    guard initialisation.scale > 0, initialisation.scale <= 100 else {
      throw fail("initialisation scale", "\(initialisation.scale)", "a number in (0, 100]")
    }
    if case .normal(let variance) = initialisation.bias {
      guard variance >= 0, variance <= 100 else {
        throw fail("bias variance", "\(variance)", "a number in [0, 100]")
      }
    }
    guard let residual else { return }
    guard let first = widths.first, widths.allSatisfy({ $0 == first }) else {
      throw fail("widths", "\(Set(widths).sorted())", "one width in a residual network")
    }
    guard residual.branchVariance > 0, residual.branchVariance <= 100 else {
      throw fail("branch variance", "\(residual.branchVariance)", "a number in (0, 100]")
    }
    guard residual.normalisation.epsilon >= 0, residual.normalisation.epsilon < 1 else {
      throw fail(
        "normalisation epsilon", "\(residual.normalisation.epsilon)", "a number in [0, 1)")
    }
    if let head = residual.head {
      guard ShapeField.vocabularySize.range.contains(head.classes) else {
        throw fail("classes", "\(head.classes)", ShapeField.vocabularySize.expectation)
      }
      guard head.deviation > 0, head.deviation <= 10 else {
        throw fail("head deviation", "\(head.deviation)", "a number in (0, 10]")
      }
    }
  }
}
