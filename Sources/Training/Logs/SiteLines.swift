import Kernels
import Networks

extension StepRecord {
  /// What was counted in the step, a line of JSON each: the gradients of all parameters by binade, then every
  /// site in the order of the passes. Empty for a step in which nothing was counted.
  ///
  /// Counts are of the conversion to the site's format (``CastCounts``), gradients' times the loss scale but in
  /// the line of the gradients; `log2` is n, then how many magnitudes are in [2^n, 2^(n+1)) and the binades that
  /// follow. What is not known is left out.
  public var siteLines: String {
    guard let sites else { return "" }
    let lines = sites.sites.map { site -> String in
      let counts = site.counts
      let fields: [(String, String?)] = [
        ("step", "\(number)"), ("site", "\"\(site.site.path)\""),
        ("pass", "\"\(site.site.pass.rawValue)\""), ("elements", "\(counts.elements)"),
        ("zeros", "\(counts.zeros)"), ("nan", "\(counts.nans)"), ("inf", "\(counts.infinities)"),
        ("flushed", "\(counts.flushed)"), ("subnormal", "\(counts.subnormal)"),
        ("overflowed", "\(counts.overflowed)"), ("nan_made", "\(counts.nansMade)"),
        ("largest", counts.nonzero > 0 ? counts.largestMagnitude.pythonJSON : nil),
        ("least", counts.nonzero > 0 ? counts.leastMagnitude.pythonJSON : nil),
        ("rms", counts.rootMeanSquare?.pythonJSON), ("cosine", counts.cosine?.pythonJSON),
      ]
      return Self.line(fields)
    }
    return (gradients.map { [gradientLine($0)] } ?? []).joined() + lines.joined()
  }

  private func gradientLine(_ histogram: Log2Histogram) -> String {
    let counts = histogram.counts
    let used = counts.indices.filter { counts[$0] > 0 }
    var log2: [String] = []
    if let first = used.first, let last = used.last {
      log2 = ["\(first + Log2Histogram.leastExponent)"] + counts[first...last].map(String.init)
    }
    return Self.line([
      ("step", "\(number)"),
      ("gradients", "\(histogram.nonzero + histogram.zeros + histogram.nonfinite)"),
      ("zeros", "\(histogram.zeros)"), ("not_finite", "\(histogram.nonfinite)"),
      ("log2", "[\(log2.joined(separator: ", "))]"),
    ])
  }

  /// The fields that are known, as one line.
  static func line(_ fields: [(String, String?)]) -> String {
    let known = fields.compactMap { name, value in value.map { "\"\(name)\": \($0)" } }
    return "{\(known.joined(separator: ", "))}\n"
  }
}
