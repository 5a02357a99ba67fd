import FloatFormats
import Networks
import Theory

extension DepthStudy {
  /// The rows of one cell.
  public func run(_ cell: Cell) throws(StudyError) -> [Row] {
    try DepthRun(DepthCell(cell)).rows().map(\.row)
  }
}

/// The passes of one network, and what the study says of them.
private struct DepthRun {
  /// A format that gradients are stored in, at a loss scale.
  private struct Variant {
    let format: NamedFormat
    let lossScale: Double
  }

  private let cell: DepthCell
  private let network: PlainNetwork
  private let prediction: PlainPrediction
  private let variants: [Variant]
  private let passes: ComparedPasses

  init(_ cell: DepthCell) throws(StudyError) {
    self.cell = cell
    let shape = try DepthNetwork(named: cell.network).shape(depth: cell.depth, width: cell.width)
    network = PlainNetwork(shape)
    prediction = PlainPrediction(shape, .upstream(deviation: cell.upstream))
    var variants: [Variant] = []
    for name in cell.formats {
      let format = try DepthStudy.format(name)
      // Formats with binary32's range take one loss scale, as the axis says.
      let scales = UnderflowStudy.isWide(format.format) ? Array(cell.scales.prefix(1)) : cell.scales
      variants += scales.map { Variant(format: format, lossScale: $0) }
    }
    self.variants = variants
    do {
      passes = try ComparedPasses(
        network, network.weights(seed: UInt64(cell.seed)),
        PlainBatch(
          examples: cell.examples, seed: UInt64(cell.seed),
          objective: .upstream(deviation: cell.upstream)),
        reference: PolicyCatalogue.fp32,
        of: variants.map { ComparedPasses.Variant(Self.policy($0.format), lossScale: $0.lossScale) }
      )
    } catch {
      throw .badValue(axis: error.field, value: error.value, reason: "valid: \(error.expected)")
    }
  }

  /// Gradients of signals in a format, all else in binary32: signals that shrink with depth would be zeros in
  /// a narrow format before any gradient was.
  private static func policy(_ format: NamedFormat) -> PrecisionPolicy {
    var policy = PolicyCatalogue.fp32
    policy.rules.append(PolicyRule(passes: [.activationGradient], format: format))
    return policy
  }

  func rows() -> [DepthRow] {
    var rows: [DepthRow] = []
    if cell.listsLayers {
      for back in listed {
        rows += pair(
          .signal, back, prediction.rms(of: .signal, at: cell.depth - 1 - back),
          rms(network.site(of: cell.depth - 1 - back)))
        rows += pair(
          .gradient, back, prediction.rms(of: .inputGradient, at: cell.depth - back),
          rms(gradient(back)))
      }
    }
    for (variant, member) in zip(variants, passes.members) {
      rows += self.rows(variant, member.record)
    }
    return rows
  }

  /// Thirty-two layers of the network, or all, the last among them.
  private var listed: [Int] {
    Array(stride(from: 0, to: cell.depth, by: max(1, cell.depth / 32)))
  }

  /// Where the gradient of what a layer's linear map takes in is written: behind the activation, where none
  /// of its elements is zero because the activation's derivative is.
  private func gradient(_ back: Int) -> Site { network.inputGradientSite(of: cell.depth - back) }

  /// The rms in binary32.
  private func rms(_ site: Site) -> Double? {
    passes.reference.record[site]?.counts.rootMeanSquare
  }

  private func rows(_ variant: Variant, _ record: PassRecord) -> [DepthRow] {
    let limits = FormatLimits(variant.format.format)
    func deviation(_ back: Int) -> Double {
      variant.lossScale * (prediction.rms(of: .inputGradient, at: cell.depth - back) ?? 0)
    }
    let layers = 0..<cell.depth
    let expected = layers.map {
      GaussianUnderflow.effect(deviation: deviation($0), in: limits).flushedShare
    }
    let found = layers.map { back -> Double in
      guard let counts = record[gradient(back)]?.counts, counts.elements > 0 else { return 0 }
      return Double(counts.zeros + counts.flushed) / Double(counts.elements)
    }
    var rows: [DepthRow] = []
    if cell.listsLayers {
      for back in listed { rows += pair(.zeros, back, expected[back], found[back]) }
    }
    rows += pair(.halfZeros, nil, Self.half(expected), Self.half(found))
    let keeps = prediction.inputGradientCosines(in: limits, lossScale: variant.lossScale).prefix {
      $0 >= Threshold.cosine
    }
    let kept = layers.prefix {
      record[gradient($0)]?.comparison?.cosine ?? -1 >= Threshold.cosine
    }
    rows += pair(.reach, nil, Double(keeps.count), Double(kept.count))
    let weights = Set((1...cell.depth).map { network.weight(of: $0).gradientSite })
    let cosine = record.sites.filter { weights.contains($0.site) }.together?.cosine
    rows.append(row(.cosine, nil, cosine, .simulated))
    return rows.map { row in
      var row = row
      (row.format, row.lossScale) = (variant.format.name, variant.lossScale)
      return row
    }
  }

  /// Where a share that grows from layer to layer reaches one half; nil where it does not.
  private static func half(_ shares: [Double]) -> Double? {
    guard let next = shares.firstIndex(where: { $0 >= 0.5 }) else { return nil }
    guard next > 0 else { return 0 }
    let (before, after) = (shares[next - 1], shares[next])
    return Double(next - 1) + (0.5 - before) / (after - before)
  }

  private func pair(
    _ quantity: DepthRow.Quantity, _ back: Int?, _ predicted: Double?, _ simulated: Double?
  ) -> [DepthRow] {
    [row(quantity, back, predicted, .predicted), row(quantity, back, simulated, .simulated)]
  }

  private func row(
    _ quantity: DepthRow.Quantity, _ back: Int?, _ value: Double?, _ source: DepthRow.Source
  ) -> DepthRow {
    var row = DepthRow()
    (row.network, row.depth, row.width) = (cell.network, cell.depth, cell.width)
    (row.examples, row.upstream, row.seed) = (cell.examples, cell.upstream, cell.seed)
    (row.back, row.quantity, row.value, row.source) = (back, quantity, value, source)
    return row
  }
}
