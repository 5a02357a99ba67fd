import FloatFormats
import Kernels

/// What the study asks of a model beside its sums.
extension AccumulatorModel {
  /// The formats, each with its rounding, that sums are rounded to anywhere in the model; a tensor
  /// core's own are not among them.
  var targets: [AccumulatorFormat] {
    switch self {
    case .perOperation(let target), .fused(let target), .pairwise(let target), .kahan(let target),
      .exact(let target):
      [target]
    case .chunked(_, let inner, let outer): inner.targets + outer.targets
    case .promoted(let model, _): model.targets + [.binary32]
    case .tensorCore: []
    }
  }

  /// Whether sums are rounded to a format, or a tensor core takes it, anywhere in the model.
  func works(in format: String) -> Bool {
    targets.contains { $0.formatName == format }
      || tensorCores.contains { $0.input.formats.contains { $0.name == format } }
  }

  /// Whether any sum is rounded toward zero (a tensor core's truncation aside).
  var roundsTowardZero: Bool { targets.contains { $0.rounding == .mode(.towardZero) } }

  /// Whether it is one running sum whose roundings take no random bits: what is swamped there is lost.
  var isPlainRunningSum: Bool {
    switch self {
    case .perOperation, .fused: !isStochastic
    default: false
    }
  }
}
