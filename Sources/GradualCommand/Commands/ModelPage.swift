import JSON
import ModelShapes

/// What `show` says of a model.
enum ModelPage {
  /// Shape, and parameters by role.
  static func text(_ shape: ModelShape) -> String {
    let aliases = ModelCatalogue.aliases(of: shape.name)
    var text = "\(shape.name): \(shape.family.rawValue)\n"
    if !aliases.isEmpty { text += Help.wrap("also: " + aliases.joined(separator: ", "), indent: 0) }
    var table = TextTable([.left, .left])
    for (label, value) in shapeRows(shape) { table.append([label, value]) }
    text += "\n" + table.text()

    var counts = TextTable([("parameters", .left), ("count", .right), ("share", .right)])
    let total = shape.parameterCount.total
    for (role, count) in shape.parameterCount.byRole + [("total", total)] {
      counts.append([role, grouped(count), percent(count, of: total)])
    }
    return text + "\n" + counts.text()
  }

  /// The same for programs.
  static func json(_ shape: ModelShape) -> String {
    var parameters: [String: JSONValue] = ["total": .integer(shape.parameterCount.total)]
    for (role, count) in shape.parameterCount.byRole { parameters[role] = .integer(count) }
    let value: JSONValue = [
      "name": .string(shape.name), "family": .string(shape.family.rawValue),
      "aliases": .array(ModelCatalogue.aliases(of: shape.name).map { .string($0) }),
      "hiddenSize": .integer(shape.hiddenSize), "layers": .integer(shape.layers),
      "attentionHeads": .integer(shape.attentionHeads),
      "keyValueHeads": .integer(shape.keyValueHeads),
      "headDimension": .integer(shape.headDimension),
      "intermediateSize": .integer(shape.intermediateSize),
      "vocabularySize": .integer(shape.vocabularySize),
      "contextLength": .integer(shape.contextLength), "tiedHead": .bool(shape.tiedHead),
      "weightDeviation": .number(shape.weightDeviation),
      "residualProjectionDeviation": .number(shape.residualProjectionDeviation),
      "parameters": .object(parameters),
    ]
    return value.indentedText + "\n"
  }

  private static func shapeRows(_ shape: ModelShape) -> [(String, String)] {
    [
      ("layers", "\(shape.layers), \(shape.residual.rawValue)"),
      ("hidden size", "\(shape.hiddenSize)"),
      (
        "attention",
        "\(shape.attentionHeads) heads of \(shape.headDimension), "
          + "\(shape.keyValueHeads) of keys and values"
      ),
      (
        "MLP",
        "\(shape.intermediateSize), \(shape.activation.rawValue)\(shape.gated ? ", gated" : "")"
      ),
      ("vocabulary", "\(shape.vocabularySize)" + (shape.tiedHead ? ", head tied to it" : "")),
      ("context", "\(shape.contextLength) tokens"),
      ("positions", position(shape.position)),
      ("normalisation", "\(shape.normalisation.kind.rawValue), ε = \(shape.normalisation.epsilon)"),
      (
        "fresh weights",
        "standard deviation \(shape.weightDeviation); residual projections "
          + "\(shape.residualProjectionDeviation)"
      ),
    ]
  }

  private static func position(_ position: PositionEncoding) -> String {
    switch position {
    case .rotary(let theta, let fraction):
      "rotary, θ = \(theta)" + (fraction == 1 ? "" : ", \(fraction) of each head")
    case .learned: "learned"
    }
  }

  /// To a tenth of a percent, rounded half up.
  private static func percent(_ part: Int, of total: Int) -> String {
    let (product, overflow) = part.multipliedReportingOverflow(by: 2000)
    guard total > 0, !overflow else { return "" }
    let tenths = (product / total + 1) / 2
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
