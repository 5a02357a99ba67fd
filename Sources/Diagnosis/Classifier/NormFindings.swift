extension RunSummary {
  /// A norm below this is that of gradients of which next to nothing is left.
  static var vanishingNorm: Double { 1e-6 }

  /// An observation of the gradients' norm, of which a record has the last step's alone.
  func normFinding(_ observation: Observation) -> Finding {
    let norms = self[.gradNorm]
    guard norms.count > 0 else { return .missing("grad_norm") }
    let holds: Bool?
    switch observation {
    case .normIsNeverFinite: holds = norms.finite == 0
    case .normIsAlwaysFinite: holds = norms.nonFinite == 0
    case .normIsAtTimesNotFinite: holds = norms.nonFinite > 0 && norms.finite > 0
    // Between 0 and next to nothing the log cannot decide.
    case .normIsZero: holds = norms.zeros == norms.count ? true : isVanishing ? nil : false
    case .normIsOrdinary:
      holds = norms.nonFinite == 0 && (norms.least?.value ?? 0) >= Self.vanishingNorm
    case .gradientsFlow: holds = norms.finite > norms.zeros
    default: return .missing("grad_norm")
    }
    return Finding(
      holds, "grad_norm", normText, normMeaning, line: (norms.firstNonFinite ?? norms.first)?.line)
  }

  private var isVanishing: Bool {
    self[.gradNorm].nonFinite == 0 && (self[.gradNorm].greatest?.value ?? 0) < Self.vanishingNorm
  }

  /// What the norms say, of all records.
  private var normMeaning: String {
    let norms = self[.gradNorm]
    if norms.finite == 0 { return "no gradient is usable" }
    if norms.nonFinite > 0 { return "gradients are not finite at some steps" }
    if norms.zeros == norms.count { return "every gradient is exactly 0" }
    return isVanishing
      ? "next to nothing is left of the gradients" : "finite gradients that are not all 0"
  }

  private var normText: String {
    let norms = self[.gradNorm]
    var parts: [String] = []
    if norms.nans > 0 { parts.append("nan in \(norms.nans)/\(norms.count)") }
    if norms.infinities > 0 { parts.append("inf in \(norms.infinities)/\(norms.count)") }
    if norms.zeros > 0 {
      parts.append("\(norms.firstZero?.text ?? "0") in \(norms.zeros)/\(norms.count)")
    }
    if parts.isEmpty, let least = norms.least, let greatest = norms.greatest {
      return least.value == greatest.value
        ? "\(least.text) in \(norms.count)/\(norms.count)"
        : "\(least.text) to \(greatest.text), \(norms.count) records"
    }
    return parts.joined(separator: ", ")
  }
}
