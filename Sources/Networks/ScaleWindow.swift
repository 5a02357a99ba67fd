import FloatFormats

/// The powers of two by which a loss may be multiplied as far as one gradient is concerned.
public struct ScaleWindow: Sendable {
  /// The gradient.
  public let site: Site
  /// Its format.
  public let format: NamedFormat
  /// From the least exponent that keeps the cosine to the largest with which nothing overflows; nil where
  /// none does both.
  public let exponents: ClosedRange<Int>?
  /// Where the cosine is reached, between two whole exponents; nil where that is not known.
  public let needed: Double?

  /// A gradient is usable where rounding keeps this cosine.
  public static var cosine: Double { 0.99 }

  /// The windows of every gradient that a policy rounds without a scale of its own.
  ///
  /// - Parameters:
  ///   - sites: of a pass under the policy, in its order.
  ///   - reference: a pass without a loss scale that counted binades.
  ///   - vanishing: gradients to leave out.
  ///   - cosine: what rounding must keep.
  public static func windows(
    of policy: PrecisionPolicy, at sites: [Site], binades reference: PassRecord,
    except vanishing: Set<Site>, cosine: Double = cosine
  ) throws(PolicyError) -> [ScaleWindow] {
    // What a gradient is called in a pass where it has no operand of its own.
    func key(_ site: Site) -> String { "\(site.path) \(site.pass.rawValue)" }
    var binades: [String: BinadeEnergies] = [:]
    for statistics in reference.sites { binades[key(statistics.site)] = statistics.binades }
    var windows: [ScaleWindow] = []
    for site in sites where site.pass != .forward && !vanishing.contains(site) {
      let binding = try policy.binding(at: site)
      guard binding.scaling == .none, let binades = binades[key(site)], binades.nonzero > 0
      else { continue }
      windows.append(
        ScaleWindow(
          site: site, format: binding.format,
          exponents: binades.scales(in: binding.format.format, cosine: cosine),
          needed: binades.neededExponent(in: binding.format.format, cosine: cosine)))
    }
    return windows
  }
}

extension Transformer {
  /// Gradients that are 0 in exact arithmetic, so that what a pass has there is rounding errors: those of
  /// key biases where keys are not rotated. Such a bias moves all scores of a query by the same, which
  /// softmax does not see.
  public var vanishingGradients: Set<Site> {
    guard case .learned = shape.position else { return [] }
    return Set(blocks.compactMap { $0.attention.key.base.bias?.gradientSite })
  }
}

extension [ScaleWindow] {
  /// The loss scales that serve all of the gradients, as powers of two, and which of them limit them; nil
  /// where no single scale serves all.
  public var common: (exponents: ClosedRange<Int>, below: Site, above: Site)? {
    var (least, most): (ScaleWindow?, ScaleWindow?) = (nil, nil)
    for window in self {
      guard let exponents = window.exponents else { return nil }
      if least?.exponents.map({ $0.lowerBound < exponents.lowerBound }) ?? true { least = window }
      if most?.exponents.map({ $0.upperBound > exponents.upperBound }) ?? true { most = window }
    }
    guard let least, let most, let from = least.exponents?.lowerBound,
      let to = most.exponents?.upperBound, from <= to
    else { return nil }
    return (from...to, least.site, most.site)
  }
}
