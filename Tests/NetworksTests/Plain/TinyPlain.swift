import ModelShapes
import Networks
import TestSupport

/// Small plain networks of every kind: all activations, with and without biases and residual connections,
/// of one width and of several.
enum TinyPlain {
  static func all() throws -> [PlainShape] {
    let initialisations =
      PlainInitialisationCatalogue.all + [
        .init(
          "he-biased", .normal, scale: 2, fan: .inputs, bias: .normal(variance: 0.1))
      ]
    var shapes: [PlainShape] = []
    for (index, activation) in Activation.allCases.enumerated() {
      let initialisation = initialisations[index % initialisations.count]
      shapes.append(
        try PlainShape(
          widths: [7, 12, 9, 5], activation: activation, initialisation: initialisation))
      let head = index % 2 == 0 ? nil : PlainHead(classes: 6, deviation: 0.5)
      let kind: Normalisation.Kind = index % 3 == 0 ? .layer : .rms
      shapes.append(
        try PlainShape(
          depth: 3, width: 8, activation: activation,
          initialisation: initialisations[initialisations.count - 1 - index],
          residual: PlainResidual(
            branchVariance: 0.5, normalisation: Normalisation(kind, epsilon: 1e-5), head: head)))
    }
    return shapes
  }

  static func batches(lossScale: Double = 1) -> [PlainBatch] {
    [PlainObjective.upstream(deviation: 0.25), .crossEntropy(examplesPerLoss: 6)].map {
      PlainBatch(examples: 5, seed: 4, objective: $0, lossScale: lossScale)
    }
  }

  /// All parameters, held; gains around 1.
  static func weights(_ network: PlainNetwork, seed: UInt64) -> [String: [Double]] {
    var generator = SeededGenerator(seed: seed)
    let source = network.weights(seed: seed)
    var weights: [String: [Double]] = [:]
    for parameter in network.parameters {
      var numbers = [Double](repeating: 0, count: parameter.count)
      numbers.withUnsafeMutableBufferPointer {
        source.elements(of: parameter).fill(
          $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns, transposed: false)
      }
      if parameter.path.contains("norm") {
        numbers = numbers.map { $0 + Double.random(in: -0.25...0.25, using: &generator) }
      }
      // Numbers that binary32 holds, so that every engine begins with the same.
      weights[parameter.path] = numbers.map { Double(Float($0)) }
    }
    return weights
  }
}
