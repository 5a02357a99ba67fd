import ModelShapes
import PortableMath

/// A tensor of one layer of a plain network, in the notation of `PlainShape`.
public enum PlainTensor: String, Hashable, Sendable, CaseIterable {
  /// x_l, l = 0 … L.
  case signal
  /// The gradient of x_l, l = 0 … L.
  case gradient
  /// The gradient of what the linear map that gives x_l takes in, l = 1 … L.
  case inputGradient = "input-gradient"
  /// The gradient of W_l, l = 1 … L.
  case weightGradient = "weight-gradient"
  /// The gradient of b_l, l = 1 … L.
  case biasGradient = "bias-gradient"
}

/// The rms of every tensor of a fresh plain network, layer by layer, by the mean-field theory of wide
/// networks: for every activation, initialisation and width, with residual connections or without.
///
/// With v_l the variance of W_l's elements, N_l the width of x_l, q_l = E x_l², g_l the gradient of x_l, and
/// all moments of φ at N(0, q_{l−1}), or at N(0, 1) behind a norm,
///
///     q_l = N_{l−1} v_l E φ² + σ_b²                  E g_{l−1}² = N_l v_l E φ′² · E g_l²
///
/// (Poole et al. 2016; Schoenholz et al. 2017), and in a residual network, where c is part of v_l and σ_b²,
///
///     q_l = q_{l−1} + N v_l E φ² + σ_b²              E g_{l−1}² = (1 + N v_l E φ′²/(q_{l−1} + ε)) · E g_l².
///
/// Over B examples E dW_l² = B · E g_l² · E φ² and E db_l² = B · E g_l².
///
/// Assumes that weights are independent of each other, or orthogonal, and of what they are multiplied with
/// in either pass (for the backward pass "gradient independence"), that pre-activations are normal, as they
/// become with width, that the gradients of different examples are uncorrelated (upstream gradients are
/// independent; labels are drawn), and that a norm's projection onto its input, a share 1/N, is negligible.
/// Mean squares are means over networks. One network's differ, by `spread(at:)`.
///
/// Of cross-entropy E ‖p − e‖² = 1 − 2/V + V·E p² over V logits of variance τ² is taken with
/// E p² = e^(τ²)/V², which is what many logits have (`FreshHead`), or 1/V if that is less: within 1 % in rms
/// for V ≥ 50 and τ² ≤ 1.
public struct PlainPrediction: Hashable, Sendable {
  /// The network.
  public let shape: PlainShape
  /// What the backward pass starts from.
  public let objective: PlainObjective
  /// E x_l², l = 0 … L.
  private var signals: [Double]
  /// E g_l², l = 0 … L, of one example at a loss scale of 1.
  private var gradients: [Double]
  /// E φ² of what the map of layer l takes in, at l − 1.
  private var inputs: [Double] = []
  /// The mean square of its gradient, at l − 1.
  private var inputGradients: [Double]
  /// Var ln ‖g_l‖², l = 0 … L.
  private var logVariances: [Double]

  /// The prediction for a network.
  public init(_ shape: PlainShape, _ objective: PlainObjective) {
    self.shape = shape
    self.objective = objective
    signals = [1]
    gradients = [Double](repeating: 0, count: shape.depth + 1)
    inputGradients = [Double](repeating: 0, count: shape.depth)
    logVariances = gradients
    let moments = climb()
    gradients[shape.depth] = startSquare
    descend(moments)
  }

  /// The rms of a tensor; nil where the network has none: outside its layers, and of biases without any.
  /// - Parameters:
  ///   - l: as `PlainTensor` counts.
  ///   - examples: B, over which gradients of parameters are summed.
  ///   - lossScale: what gradients are multiplied by.
  public func rms(
    of tensor: PlainTensor, at l: Int, examples: Int = 1, lossScale: Double = 1
  ) -> Double? {
    let batch = Double(examples)
    guard signals.indices.contains(l) else { return nil }
    let isOfMap = tensor != .signal && tensor != .gradient
    if isOfMap && l == 0 { return nil }
    let square: Double
    switch tensor {
    case .signal: return signals[l].squareRoot()
    case .gradient: square = gradients[l]
    case .inputGradient: square = inputGradients[l - 1]
    case .weightGradient: square = batch * gradients[l] * inputs[l - 1]
    case .biasGradient:
      guard shape.initialisation.bias != .none else { return nil }
      square = batch * gradients[l]
    }
    return square.squareRoot() * lossScale
  }

  /// log2 of `rms`, −∞ where that is 0.
  public func log2RMS(
    of tensor: PlainTensor, at l: Int, examples: Int = 1, lossScale: Double = 1
  ) -> Double? {
    rms(of: tensor, at: l, examples: examples, lossScale: lossScale).map {
      $0 > 0 ? Portable.log2($0) : -.infinity
    }
  }

  /// By how much log2 of the gradient's rms at x_l differs from network to network, as a standard deviation
  /// in binades, for one example; its mean lies ln 2 times the square of that below `log2RMS`. A batch whose
  /// upstream gradients are independent averages a part of it away.
  ///
  /// To first order in 1/width a layer adds (3E φ′⁴/(E φ′²)² − 1)/N to Var ln ‖g‖², 5/N for ReLU (Hanin and
  /// Rolnick, "How to start training", 2018) and 2/N without φ; orthogonal weights 2/N less. What signals
  /// differ by is left out.
  public func spread(at l: Int) -> Double? {
    guard logVariances.indices.contains(l) else { return nil }
    return (logVariances[l].squareRoot() / 2) * 1.442_695_040_888_963_4  // 1/ln 2
  }
}

extension PlainPrediction {
  /// What a layer's φ does.
  private struct Step {
    let derivativeSquare: Double
    let derivativeFourth: Double
    /// 1/(q + ε) behind a norm, else 1.
    let normFactor: Double
  }

  private mutating func climb() -> [Step] {
    var steps: [Step] = []
    for layer in 0..<shape.depth {
      let q = signals[layer]
      let epsilon = shape.residual?.normalisation.epsilon
      let normFactor = epsilon.map { 1 / (q + $0) } ?? 1
      let isFirst = layer == 0 && shape.residual == nil
      let moments = ActivationMoments(
        isFirst ? .linear : shape.activation, variance: q * normFactor)
      inputs.append(isFirst ? q : moments.square)
      steps.append(
        Step(
          derivativeSquare: isFirst ? 1 : moments.derivativeSquare,
          derivativeFourth: isFirst ? 1 : moments.derivativeFourth, normFactor: normFactor))
      let added =
        Double(shape.widths[layer]) * shape.weightVariance(layer: layer) * inputs[layer]
        + shape.biasVariance(layer: layer)
      signals.append(shape.residual == nil ? added : q + added)
    }
    return steps
  }

  private mutating func descend(_ steps: [Step]) {
    for layer in (0..<shape.depth).reversed() {
      let (taken, given) = (Double(shape.widths[layer]), Double(shape.widths[layer + 1]))
      let above = gradients[layer + 1]
      inputGradients[layer] = given * shape.weightVariance(layer: layer) * above
      let step = steps[layer]
      let branch = inputGradients[layer] * step.derivativeSquare * step.normFactor
      gradients[layer] = shape.residual == nil ? branch : above + branch
      guard step.derivativeSquare > 0, gradients[layer] > 0 else { continue }
      let kurtosis =
        3 * step.derivativeFourth / (step.derivativeSquare * step.derivativeSquare)
      let isOrthogonal = shape.initialisation.distribution == .orthogonal
      let ofBranch = (kurtosis - 1) / taken - (isOrthogonal ? 2 / max(taken, given) : 0)
      // Of the stream and a branch, with a share s of the energy, also their product: 4s(1 − s)/N.
      let share = branch / gradients[layer]
      logVariances[layer] =
        logVariances[layer + 1] + share * share * max(0, ofBranch)
        + 4 * share * (1 - share) / taken
    }
  }

  /// E g_L².
  private var startSquare: Double {
    let last = signals[shape.depth]
    let head = shape.residual?.head
    switch objective {
    case .upstream(let deviation):
      guard let residual = shape.residual, let head else { return deviation * deviation }
      let ofHidden = Double(head.classes) * head.deviation * head.deviation
      return deviation * deviation * ofHidden / (last + residual.normalisation.epsilon)
    case .crossEntropy(let examplesPerLoss):
      guard let residual = shape.residual, let head else {
        let classes = Double(shape.widths[shape.depth])
        return Self.errorSquare(classes, variance: last) / classes
          / (examplesPerLoss * examplesPerLoss)
      }
      let weight = head.deviation * head.deviation
      let normed = last / (last + residual.normalisation.epsilon)
      let error = Self.errorSquare(
        Double(head.classes), variance: Double(shape.widths[shape.depth]) * weight * normed)
      return error * weight / (last + residual.normalisation.epsilon)
        / (examplesPerLoss * examplesPerLoss)
    }
  }

  /// E ‖p − e‖² of one example.
  private static func errorSquare(_ classes: Double, variance: Double) -> Double {
    1 - 2 / classes + min(1, Portable.exp(variance) / classes)
  }
}
