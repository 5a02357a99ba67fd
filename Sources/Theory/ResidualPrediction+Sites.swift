import ModelShapes

extension ResidualPrediction {
  /// The predicted gradients of every tensor of the model, from the head down; the logits' own, which
  /// are not Gaussian, are `FreshHead`'s.
  ///
  /// Of activations: `head.input`, and `residual` at every layer's input and at the head's norm (layer
  /// L). Of parameters, each layer's matrices under the independent-tokens law
  /// √T · rms(gradient at the output) · rms(input). Of tables, the rows that occur: `head` (rows that
  /// are targets), `embedding`, `positions`; the head's other rows are `GradientSite.unseenRows`. With a tied head
  /// `head` and `embedding` are the two terms of one table's gradient. Biases and norm gains are left
  /// out. A trained profile has no `residual` at layer 0 and no `embedding`: it does not know the
  /// stream there. What is exactly zero (queries and keys where tokens see only themselves, and all of a
  /// ReZero model's branches) is left out; a ReZero model has its `residual.weight` instead.
  public var sites: [GradientSite] {
    let layers = (0..<shape.layers).reversed().flatMap { layerSites($0) }
    return (headSites + layers + tableSites).filter { $0.rmsAtOneToken > 0 }
  }

  /// The whole tensors among `sites`: without the head's rows that are no targets, whose table has next
  /// to all its energy in the others.
  public var tensors: [GradientSite] { sites.filter { $0.name != GradientSite.unseenRows } }

  private var headSites: [GradientSite] {
    let head = FreshHead(shape)
    let table = Double(shape.vocabularySize) * Double(shape.hiddenSize)
    return [
      GradientSite(
        layer: nil, name: "head.input", role: .activation,
        rmsAtOneToken: head.hiddenGradientRms(tokens: 1), tokenLaw: .perToken,
        elements: Double(shape.hiddenSize)),
      GradientSite(
        layer: nil, name: "head", role: .parameter,
        rmsAtOneToken: head.inputSquare.squareRoot(),
        tokenLaw: .occurringRows(shape.vocabularySize), elements: table),
      GradientSite(
        layer: nil, name: GradientSite.unseenRows, role: .parameter,
        rmsAtOneToken: head.inputSquare.squareRoot() * head.probabilityRms,
        tokenLaw: .independentTokens, elements: table),
    ] + residualSite(shape.layers)
  }

  private var tableSites: [GradientSite] {
    guard let bottom = gradientSquare[0]?.squareRoot() else { return [] }
    func table(_ name: String, rows: Int) -> GradientSite {
      GradientSite(
        layer: nil, name: name, role: .parameter, rmsAtOneToken: bottom,
        tokenLaw: .occurringRows(rows), elements: Double(rows) * Double(shape.hiddenSize))
    }
    let positions =
      shape.position == .learned ? [table("positions", rows: shape.contextLength)] : []
    return [table("embedding", rows: shape.vocabularySize)] + positions
  }

  private func residualSite(_ layer: Int) -> [GradientSite] {
    guard let square = gradientSquare[layer] else { return [] }
    return [
      GradientSite(
        layer: layer, name: "residual", role: .activation, rmsAtOneToken: square.squareRoot(),
        tokenLaw: .perToken, elements: Double(shape.hiddenSize))
    ]
  }

  private func layerSites(_ layer: Int) -> [GradientSite] {
    let squares = matrices[layer]
    func weight(
      _ name: String, _ square: Double, _ outputs: Int, _ inputs: Int
    ) -> GradientSite {
      GradientSite(
        layer: layer, name: name, role: .parameter,
        rmsAtOneToken: square.squareRoot(), tokenLaw: .independentTokens,
        elements: Double(outputs) * Double(inputs))
    }
    let width = shape.hiddenSize
    let inner = shape.intermediateSize
    // What there is not has a gradient of 0, and is left out.
    return [
      weight("mlp.down", squares.down, width, inner),
      weight("mlp.up", squares.up, inner, width),
      weight("mlp.gate", squares.gate, inner, width),
      weight("attention.output", squares.output, width, shape.queryWidth),
      weight("attention.value", squares.value, shape.keyValueWidth, width),
      weight("attention.key", squares.key, shape.keyValueWidth, width),
      weight("attention.query", squares.query, shape.queryWidth, width),
      weight("residual.weight", squares.weight, 1, 1),
    ] + residualSite(layer)
  }
}
