import ModelShapes

/// A kind of plain network without its sizes, as the axis spells it: `ACTIVATION/INITIALISATION`, and
/// `/residual` behind that for one with residual connections.
struct DepthNetwork: Hashable, Sendable {
  /// The spelling that reads back as the same kind.
  let name: String
  private let activation: Activation
  private let initialisation: PlainInitialisation
  private let isResidual: Bool

  /// A kind of network.
  /// - Throws: `StudyError` naming the axis, the text and what is valid.
  init(named text: String) throws(StudyError) {
    func fail(_ reason: String) -> StudyError {
      .badValue(axis: "network", value: text, reason: reason)
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || (parts.count == 3 && parts[2] == Self.residual) else {
      throw fail(
        "is not ACTIVATION/INITIALISATION or ACTIVATION/INITIALISATION/\(Self.residual), for example "
          + "relu/he-normal")
    }
    guard let activation = Activation(rawValue: parts[0]) else {
      throw fail(
        "unknown activation; valid: "
          + Activation.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.activation = activation
    do { initialisation = try PlainInitialisationCatalogue.initialisation(named: parts[1]) } catch {
      throw fail(error.description)
    }
    isResidual = parts.count == 3
    name = text
  }

  private static let residual = "residual"

  /// The network of these sizes. A residual branch takes the normalised stream, and has the weights of the
  /// initialisation as they are.
  func shape(depth: Int, width: Int) throws(StudyError) -> PlainShape {
    do {
      return try PlainShape(
        depth: depth, width: width, activation: activation, initialisation: initialisation,
        residual: isResidual ? PlainResidual(branchVariance: 1) : nil)
    } catch {
      throw .badValue(
        axis: error.field, value: error.value, reason: "valid: \(error.expected)")
    }
  }
}
