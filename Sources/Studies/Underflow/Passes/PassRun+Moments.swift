import ModelShapes
import Networks
import Theory

extension PassRun {
  /// The rms of streams and gradients, simulated and predicted.
  var momentRows: [UnderflowRow] {
    let record = passes.reference.record
    var rows: [UnderflowRow] = []
    /// A predicted row and the simulated one.
    func pair(
      _ quantity: String, _ predicted: Double?, _ site: Networks.Site, as name: String,
      _ layer: Int?
    ) {
      guard let rms = record[site]?.counts.rootMeanSquare else { return }
      var simulated = row(quantity, rms, "1", site)
      (simulated.site, simulated.layer) = (name, layer)
      if let predicted {
        var expected = simulated
        (expected.source, expected.value) = (.predicted, predicted)
        (expected.policy, expected.seed) = (UnderflowRow.storedGradients, nil)
        rows.append(expected)
      }
      rows.append(simulated)
    }
    let shape = cell.model.shape
    // A closed form is at hand for the network's own output.
    let prediction =
      work.outputLoss == nil
      ? ResidualPrediction(
        shape, profile: cell.profile, averaging: .softmax(context: work.context)) : nil
    let share = Double(work.simulatedTokens) / work.tokens
    let simulated = Double(work.simulatedTokens)
    if work.outputLoss == nil {
      pair(
        "rms", FreshHead(shape).logitGradientRms(tokens: work.tokens),
        Site("head.logits", .logits, .activationGradient), as: SiteName.logits, nil)
    }
    for layer in 0...shape.layers {
      let stream = model.streamSite(at: layer)
      pair("stream", prediction?.streamRms(at: layer), stream, as: "residual", layer)
      pair(
        "rms", prediction?.gradientRms(at: layer, tokens: work.tokens), stream.gradientSite,
        as: "residual", layer)
    }
    let shown = Set([0, shape.layers / 2, shape.layers - 1])
    let predicted = prediction?.sites ?? []
    for site in predicted where site.role == .parameter && site.layer != nil {
      guard let layer = site.layer, shown.contains(layer) else { continue }
      pair(
        "rms", site.rms(tokens: simulated) * share,
        Site(layer: layer, site.name + ".weight", .parameter, .parameterGradient),
        as: site.name, layer)
    }
    return rows
  }
}

extension Transformer {
  /// Where the residual stream is at a layer's input; at the number of layers, at the head's norm.
  func streamSite(at layer: Int) -> Networks.Site {
    layer == 0
      ? Site("embedding", .embedding) : Site(layer: layer - 1, "residual", .residual)
  }
}

extension Networks.Site {
  /// The gradient of what is written here.
  var gradientSite: Networks.Site {
    Site(layer: layer, name, role, .activationGradient)
  }
}
