import Kernels
import ModelShapes

/// A decoder-only transformer of a shape, with its forward and backward pass.
///
///     let model = Transformer(shape, length: 32, order: .eager)
///     let engine = KernelEngine<Float>(policy: policy, weights: GeneratedWeights(seed: 1))
///     let result = model.pass(batch, engine)
///     print(result.loss)
public struct Transformer: Sendable {
  /// The shape.
  public let shape: ModelShape
  /// Tokens of a sequence.
  public let length: Int
  let embedding: Parameter
  /// Learned positions.
  let positions: Parameter?
  let blocks: [Block]
  /// Nil where nothing is normalised before the head, or the last block has done it.
  let norm: Norm?
  let head: Linear

  /// A model for sequences of `length` tokens, which the shape's context holds.
  /// - Parameter adapters: the low-rank maps beside the layers' linear maps; nil without any.
  public init(
    _ shape: ModelShape, length: Int, order: AttentionOrder = .eager, adapters: LowRank? = nil
  ) {
    self.shape = shape
    self.length = length
    let (width, vocabulary) = (shape.hiddenSize, shape.vocabularySize)
    let initial = InitialValues.normal(deviation: shape.weightDeviation)
    embedding = Parameter("embedding.weight", rows: vocabulary, columns: width, initial)
    var rotary: Rotary?
    switch shape.position {
    case .learned:
      positions = Parameter(
        "positions.weight", rows: shape.contextLength, columns: width, initial)
    case .rotary(let theta, let fraction):
      positions = nil
      rotary = Rotary(
        headDimension: shape.headDimension, theta: theta, fraction: fraction, length: length)
    }
    blocks = (0..<shape.layers).map { [rotary] in
      Block(layer: $0, shape, rotary: rotary, order: order, adapters: adapters)
    }
    norm =
      shape.residual.hasHeadNorm
      ? Norm(layer: nil, "head.norm", width: width, shape.normalisation) : nil
    head = Linear(
      site: Site("head.logits", .logits),
      weight: shape.tiedHead
        ? embedding : Parameter("head.weight", rows: vocabulary, columns: width, initial),
      bias: nil)
  }

  /// Every parameter once, in the order of the forward pass.
  public var parameters: [Parameter] {
    [embedding] + (positions.map { [$0] } ?? []) + blocks.flatMap(\.parameters)
      + (norm.map { $0.parameters } ?? []) + (shape.tiedHead ? [] : [head.weight])
  }

  /// A forward and backward pass of the mean loss over tokens.
  ///
  /// - Parameters:
  ///   - batch: tokens and labels of whole sequences.
  ///   - progress: is told how many of the layers' passes are done.
  /// - Throws: ``PolicyError`` where the engine's policy cannot serve the model.
  public func pass<E: Engine>(
    _ batch: TokenBatch, _ engine: E, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(PolicyError) -> PassResult {
    let total = 2 * blocks.count + 2
    let forward = try forward(
      batch.tokens, labels: batch.labels, lossOfToken: batch.lossOfToken, engine
    ) { progress($0, total) }
    let weight = batch.lossScale / batch.tokensPerLoss
    try backward(
      forward.activations, weights: [Double](repeating: weight, count: batch.tokens.count), engine
    ) { progress(blocks.count + 1 + $0, total) }
    let sum = forward.losses.reduce(0, +)
    return PassResult(loss: sum / Double(batch.tokens.count))
  }

  /// What delayed scaling takes its scales from: the record of a pass of the same batch in which every
  /// tensor is scaled by its own largest magnitude; nil for a policy that needs none.
  public func history(
    of batch: TokenBatch, _ policy: PrecisionPolicy, _ weights: any WeightSource,
    _ options: EngineOptions
  ) throws(PolicyError) -> PassRecord? {
    guard policy.needsHistory else { return nil }
    if policy.needsBinary64 {
      let engine = KernelEngine<Double>(
        policy: policy.withoutHistory, weights: weights, options: options)
      _ = try pass(batch, engine)
      return engine.record
    }
    let engine = KernelEngine<Float>(
      policy: policy.withoutHistory, weights: weights, options: options)
    _ = try pass(batch, engine)
    return engine.record
  }
}
