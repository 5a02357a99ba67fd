import FloatFormats
import Kernels

/// What a policy does to one forward and backward pass of a model, and which loss scales it leaves.
///
/// Two passes of the same tokens: one under the policy, with the batch's loss scale, and one in binary32
/// without, whose gradients tell by their binades what other loss scales would do. Where the policy has
/// delayed scaling and the options bring no history, a pass of the same tokens before them makes it.
public struct ModelCheck: Sendable {
  /// The mean loss of the tokens under the policy.
  public let loss: Double
  /// The same in binary32.
  public let referenceLoss: Double
  /// What happened at every site under the policy.
  public let record: PassRecord
  /// The loss scales of every gradient's format, in the order of the backward pass.
  public let windows: [ScaleWindow]

  /// The powers of two by which a loss may be multiplied as far as one gradient is concerned.
  public struct ScaleWindow: Sendable {
    /// The gradient.
    public let site: Site
    /// Its format.
    public let format: NamedFormat
    /// From the least exponent that keeps the cosine at ``ModelCheck/cosine`` to the largest with which
    /// nothing overflows; nil where none does both.
    public let exponents: ClosedRange<Int>?
  }

  /// A gradient is usable where rounding keeps this cosine.
  public static var cosine: Double { 0.99 }

  /// Does both passes.
  /// - Throws: ``PolicyError`` where the policy cannot serve the model.
  public init(
    _ model: Transformer, _ weights: any WeightSource, _ policy: PrecisionPolicy,
    _ batch: TokenBatch, options: EngineOptions = EngineOptions(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(PolicyError) {
    var options = options
    if options.history == nil {
      options.history = try model.history(of: batch, policy, weights, options)
    }
    if policy.needsBinary64 {
      let engine = KernelEngine<Double>(policy: policy, weights: weights, options: options)
      loss = try model.pass(batch, engine) { progress($0, 2 * $1) }.loss
      record = engine.record
    } else {
      let engine = KernelEngine<Float>(policy: policy, weights: weights, options: options)
      loss = try model.pass(batch, engine) { progress($0, 2 * $1) }.loss
      record = engine.record
    }
    options.countsBinades = true
    let reference = KernelEngine<Float>(
      policy: PolicyCatalogue.fp32, weights: weights, options: options)
    let unscaled = TokenBatch(
      tokens: batch.tokens, labels: batch.labels, tokensPerLoss: batch.tokensPerLoss)
    referenceLoss = try model.pass(unscaled, reference) { progress($1 + $0, 2 * $1) }.loss
    var binades: [String: BinadeEnergies] = [:]
    for statistics in reference.record.sites {
      binades[Self.key(statistics.site)] = statistics.binades
    }
    var windows: [ScaleWindow] = []
    for site in record.sites.map(\.site) where site.pass != .forward {
      let binding = try policy.binding(at: site)
      guard binding.scaling == .none, let binades = binades[Self.key(site)], binades.nonzero > 0
      else { continue }
      windows.append(
        ScaleWindow(
          site: site, format: binding.format,
          exponents: binades.scales(in: binding.format.format, cosine: Self.cosine)))
    }
    self.windows = windows
  }

  /// What a gradient is called in a pass where it has no operand of its own.
  private static func key(_ site: Site) -> String { "\(site.path) \(site.pass.rawValue)" }

  /// The first site of the forward pass, in its order, where a finite number overflowed or a NaN arose.
  public var firstFailure: SiteStatistics? {
    record.sites.first { statistics in
      let counts = statistics.counts
      return statistics.site.pass == .forward
        && (counts.overflowed > 0 || counts.nans > 0 || counts.nansMade > 0
          || counts.infinities > 0)
    }
  }

  /// The loss scales that serve all gradients, as powers of two, and which gradients limit them; nil where
  /// no single scale serves all.
  public var scales: (exponents: ClosedRange<Int>, below: Site, above: Site)? {
    var (least, most): (ScaleWindow?, ScaleWindow?) = (nil, nil)
    for window in windows {
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
