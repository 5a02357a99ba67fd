import FloatFormats
import Kernels

/// What a policy does to one forward and backward pass of a model, and which loss scales it leaves.
///
/// Two passes of the same tokens: one under the policy, with the batch's loss scale, and one in binary32
/// (or binary64) without, with which it is compared site by site, and whose gradients tell by their
/// binades what other loss scales would do. Where the policy has delayed scaling and the options bring no
/// history, a pass of the same tokens before them makes it.
public struct ModelCheck: Sendable {
  /// The mean loss of the tokens under the policy.
  public let loss: Double
  /// The same in the reference pass.
  public let referenceLoss: Double
  /// What happened at every site under the policy.
  public let record: PassRecord
  /// What happened at every site of the reference pass, with the binades of its numbers.
  public let reference: PassRecord
  /// The loss scales of every gradient's format, in the order of the backward pass.
  public let windows: [ScaleWindow]
  private let vanishing: Set<Site>
  private let policy: PrecisionPolicy

  /// Does both passes, side by side: the memory is that of two.
  ///
  /// - Parameter reference: what the policy is compared with: binary32, or binary64, which takes longer.
  /// - Throws: ``PolicyError`` where the policy cannot serve the model.
  public init(
    _ model: Transformer, _ weights: any WeightSource, _ policy: PrecisionPolicy,
    _ batch: TokenBatch, reference: PrecisionPolicy = PolicyCatalogue.fp32,
    options: EngineOptions = EngineOptions(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(PolicyError) {
    let history =
      if let known = options.history { known } else {
        try model.history(of: batch, policy, weights, options)
      }
    var options = options
    options.countsBinades = true
    let passes = try ComparedPasses(
      model, weights, batch, reference: reference,
      of: [ComparedPasses.Variant(policy, lossScale: batch.lossScale, history: history)],
      options: options, progress: progress)
    let member = passes.members[0]
    (loss, record) = (member.loss, member.record)
    (referenceLoss, self.reference) = (passes.reference.loss, passes.reference.record)
    vanishing = model.vanishingGradients
    self.policy = policy
    windows = try ScaleWindow.windows(
      of: policy, at: record.sites.map(\.site), binades: passes.reference.record,
      except: vanishing)
  }

  /// Gradients that were compared with the reference's.
  public var comparedGradients: [SiteStatistics] { record.comparedGradients(except: vanishing) }

  /// The gradients of all parameters as one vector, against the reference's; nil where there are none.
  public var wholeGradient: SiteComparison? {
    comparedGradients.filter { $0.site.pass == .parameterGradient }.together
  }

  /// The first site of the forward pass, in its order, where a finite number overflowed or a NaN arose. That
  /// the largest numbers of a block saturate is no failure: its scale is meant so.
  public var firstFailure: SiteStatistics? {
    record.sites.first { statistics in
      let counts = statistics.counts
      let overflowed = counts.overflowed - (isInBlocks(statistics.site) ? counts.saturated : 0)
      return statistics.site.pass == .forward
        && (overflowed > 0 || counts.nans > 0 || counts.nansMade > 0
          || counts.infinities > 0)
    }
  }

  /// Whether the policy scales a site's numbers in blocks.
  public func isInBlocks(_ site: Site) -> Bool {
    // The pass has bound every site.
    do { return try policy.binding(at: site).scaling.isInBlocks } catch { return false }
  }

  /// The loss scales that serve all gradients; see ``ScaleWindow``.
  public var scales: (exponents: ClosedRange<Int>, below: Site, above: Site)? { windows.common }
}
