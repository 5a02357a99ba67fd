import Kernels

/// A forward and backward pass of one draw: what ``ComparedPasses`` has engines do side by side.
protocol NetworkPass: Sendable {
  /// Does the pass, the loss multiplied by a scale before the backward pass.
  /// - Returns: the mean loss, not scaled; NaN where the network has none.
  func run<Number: Carrier>(
    lossScale: Double, _ engine: KernelEngine<Number>, progress: (_ done: Int, _ of: Int) -> Void
  ) throws(PolicyError) -> Double
}

/// Tokens through a transformer.
struct TransformerPass: NetworkPass {
  let model: Transformer
  /// Its loss scale is not used.
  let batch: TokenBatch

  func run<Number: Carrier>(
    lossScale: Double, _ engine: KernelEngine<Number>, progress: (_ done: Int, _ of: Int) -> Void
  ) throws(PolicyError) -> Double {
    try model.pass(batch.scaled(by: lossScale), engine, progress: progress).loss
  }
}

/// Examples through a plain network.
struct PlainPass: NetworkPass {
  let network: PlainNetwork
  /// Its loss scale is not used.
  let batch: PlainBatch

  func run<Number: Carrier>(
    lossScale: Double, _ engine: KernelEngine<Number>, progress: (_ done: Int, _ of: Int) -> Void
  ) throws(PolicyError) -> Double {
    try network.pass(batch.scaled(by: lossScale), engine).loss ?? .nan
  }
}

extension TokenBatch {
  /// The same with another loss scale.
  func scaled(by lossScale: Double) -> TokenBatch {
    TokenBatch(
      tokens: tokens, labels: labels, tokensPerLoss: tokensPerLoss, lossScale: lossScale,
      lossOfToken: lossOfToken)
  }
}

extension PlainBatch {
  /// The same with another loss scale.
  func scaled(by lossScale: Double) -> PlainBatch {
    PlainBatch(examples: examples, seed: seed, objective: objective, lossScale: lossScale)
  }
}
