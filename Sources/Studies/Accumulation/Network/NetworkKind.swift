/// The simulated networks whose gradients are terms, by their name in the column `terms`.
enum NetworkKind: String, CaseIterable, Sendable {
  /// ``SimulatedNetwork``.
  case perceptron = "network"
  /// ``FreshTransformer``.
  case transformer

  /// What a report calls one.
  var noun: String {
    switch self {
    case .perceptron: "perceptron"
    case .transformer: "transformer"
    }
  }

  /// What a report calls a part of it that has a row of its own.
  var partNoun: String {
    switch self {
    case .perceptron: "layer"
    case .transformer: "matrix"
    }
  }

  /// What a report calls the part with that name in the column `layer`.
  func label(_ part: String) -> String {
    switch self {
    case .perceptron: "\(part) layer"
    case .transformer: part
    }
  }
}
