import Reporting

/// The findings of the depth study, computed from its rows.
struct DepthHeadlines {
  let results: DepthResults

  var lines: [String] { [onset, never, precision, width].compactMap { $0 } }

  private var format: String? { results.formats.first }

  /// Where gradients come to be zeros.
  private var onset: String? {
    guard let format, let first = results.scales.first else { return nil }
    let parts = results.networks.compactMap { network -> String? in
      let series = DepthResults.Series(network: network, format: format, lossScale: first)
      let half = results.halfZeros(series)
      guard half.simulated != nil, let predicted = half.predicted else { return nil }
      let scaled = results.scales.dropFirst().compactMap { scale -> String? in
        let moved = results.halfZeros(
          DepthResults.Series(network: network, format: format, lossScale: scale))
        return moved.simulated.map { _ in
          "\(DepthTables.halfText(moved)) at loss scale \(NumberText.powerOfTwo(scale))"
        }
      }
      return
        "\(network) \(DepthTables.halfText(half)) (predicted \(NumberText.fixed(predicted, places: 1)))"
        + scaled.map { ", \($0)" }.joined()
    }
    guard !parts.isEmpty else { return nil }
    return
      "Layers back at which half of the gradients are zeros in \(format), mean (least – greatest): "
      + parts.joined(separator: "; ") + "."
  }

  /// Where they do not.
  private var never: String? {
    guard let format, let first = results.scales.first else { return nil }
    let kept = results.networks.filter { network in
      let series = DepthResults.Series(network: network, format: format, lossScale: first)
      let counts = results.values(series, .reach, .simulated).values
      return !counts.isEmpty && counts.allSatisfy { Int($0) >= results.deepest }
    }
    guard !kept.isEmpty else { return nil }
    return
      "Through \(ReportWords.counted(results.deepest, "layer")) and at every width, each gradient keeps cosine "
      + "\(Threshold.cosineText) in \(format) at loss scale \(NumberText.powerOfTwo(first)) with "
      + kept.joined(separator: ", ") + "."
  }

  /// Where directions are lost although nothing underflows.
  private var precision: String? {
    let parts = results.networks.flatMap { results.series($0) }.compactMap { series -> String? in
      let half = results.halfZeros(series)
      let counts = results.values(series, .reach, .simulated).values
      guard half.simulated == nil, half.predicted == nil, series.lossScale == results.scales.last,
        let least = counts.min(), Int(least) < results.deepest,
        let predicted = results.values(series, .reach, .predicted).values.first
      else { return nil }
      return
        "\(results.reachText(series)) (predicted \(results.layers(predicted))) with \(series.network) in "
        + "\(series.format)"
    }
    guard !parts.isEmpty, let scale = results.scales.last else { return nil }
    return
      "Rounding alone bends gradients, layer by layer, where none comes to be zero: at loss scale "
      + "\(NumberText.powerOfTwo(scale)) cosine \(Threshold.cosineText) is kept for so many layers: "
      + parts.joined(separator: "; ") + "."
  }

  /// What the width does.
  private var width: String? {
    guard let format, let scale = results.scales.first, let narrow = results.widths.first,
      let wide = results.widths.last, narrow < wide
    else { return nil }
    let parts = results.networks.compactMap { network -> String? in
      let series = DepthResults.Series(network: network, format: format, lossScale: scale)
      guard let least = results.halfZeros(series, width: narrow).simulated,
        let most = results.halfZeros(series, width: wide).simulated
      else { return nil }
      return "\(ReportWords.signed(most.mean - least.mean)) (\(network))"
    }
    guard !parts.isEmpty else { return nil }
    return
      "From width \(narrow) to \(wide) these places move by " + parts.joined(separator: ", ")
      + " layers; the theory of wide networks has no width in it."
  }
}
