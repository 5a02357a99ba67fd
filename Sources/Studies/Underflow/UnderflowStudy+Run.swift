import FloatFormats
import ModelShapes
import Networks
import Theory

extension UnderflowStudy {
  /// The rows of one cell.
  public func run(_ cell: Cell) throws(StudyError) -> [Row] {
    let cell = try UnderflowCell(cell)
    let rows =
      switch cell.work {
      case .gradients(let tokens):
        sizeRows(cell) + gradientRows(cell, try prediction(cell), tokens)
      case .sizes: sizeRows(cell)
      case .stored(let format, let lossScale, let tokens, let seed, let samples):
        try storedRows(
          cell, prediction(cell), format, lossScale, tokens,
          NormalDraw.shared(seed: seed, count: samples))
      case .window(let format, let tokens):
        windowRows(cell, try prediction(cell), try Self.format(format), tokens)
      case .onset(let format, let lossScale):
        onsetRows(cell, try prediction(cell), try Self.format(format), lossScale)
      case .pass(let work): try PassRun(cell, work).rows()
      case .scores(let work): try scoreRows(cell, work)
      }
    return rows.map(\.row)
  }

  /// About how long a cell takes: a closed form is 1.
  public func cost(_ cell: Cell) -> Double {
    guard let cell = try? UnderflowCell(cell) else { return 1 }
    let parameters = Double(cell.model.shape.parameterCount.total)
    switch cell.work {
    case .pass(let work):
      // A pass makes every weight twice and reads it thrice, and each token multiplies by it thrice.
      let pass = parameters * (60 + 3 * Double(work.simulatedTokens)) / 1e9
      let isWide = work.reference == PolicyCatalogue.fp64.name
      return 1 + pass * (Double(work.variants.count) + (isWide ? 2 : 1))
    case .scores(let work):
      return 1 + Double(work.heads * work.context * work.context) / 1e6
    default: return 1
    }
  }

  private func prediction(_ cell: UnderflowCell) throws(StudyError) -> ResidualPrediction {
    guard let prediction = ResidualPrediction(cell.model.shape, profile: cell.profile) else {
      throw .badValue(
        axis: "profile", value: cell.profile.name,
        reason: "does not have the layers of \(cell.model.name)")
    }
    return prediction
  }

  private func sizeRows(_ cell: UnderflowCell) -> [UnderflowRow] {
    let shape = cell.model.shape
    let sizes: [(String, Double, String)] = [
      ("parameters", Double(shape.parameterCount.total), "parameters"),
      ("width", Double(shape.hiddenSize), "elements"),
      ("layers", Double(shape.layers), "layers"),
      ("vocabulary", Double(shape.vocabularySize), "tokens"),
      ("loss", FreshHead(shape).crossEntropy, "nats"),
    ]
    return sizes.map { quantity, value, unit in
      var row = cell.row(quantity, value, unit)
      row.role = "shape"
      return row
    }
  }

  /// The logits, the head, the tables, and for each layer its input and the matrix whose gradients
  /// are the smallest; unscaled, at T tokens.
  private func gradientRows(
    _ cell: UnderflowCell, _ prediction: ResidualPrediction, _ tokens: Double
  ) -> [UnderflowRow] {
    let head = FreshHead(cell.model.shape)
    func row(_ site: String, _ role: GradientSite.Role, _ layer: Int?, _ rms: Double)
      -> UnderflowRow
    {
      var row = cell.row("rms", rms, "1")
      (row.site, row.role, row.layer) = (site, role.rawValue, layer)
      (row.tokens, row.lossScale) = (tokens, 1)
      return row
    }
    let logits = [
      row(SiteName.logits, .activation, nil, head.logitGradientRms(tokens: tokens)),
      row(SiteName.nonTarget, .activation, nil, head.probabilityRms / tokens),
    ]
    let sites = prediction.sites
    let outside = sites.filter { $0.layer == nil }
    let streams = sites.filter { $0.layer != nil && $0.role == .activation }
    let matrices = Dictionary(
      grouping: sites.filter { $0.layer != nil && $0.role == .parameter }, by: { $0.layer ?? 0 })
    let layers = streams.sorted { ($0.layer ?? 0) < ($1.layer ?? 0) }
    let smallest = matrices.keys.sorted().compactMap { layer in
      matrices[layer]?.min { $0.rms(tokens: tokens) < $1.rms(tokens: tokens) }
    }
    return logits
      + (outside + layers + smallest).map {
        row($0.name, $0.role, $0.layer, $0.rms(tokens: tokens))
      }
  }

  private func onsetRows(
    _ cell: UnderflowCell, _ prediction: ResidualPrediction, _ format: NamedFormat,
    _ lossScale: Double
  ) -> [UnderflowRow] {
    let limits = FormatLimits(format.format)
    let flushed = GaussianUnderflow.deviation(
      flushedShare: Threshold.flushedShare, in: limits)
    let cosine = GaussianUnderflow.deviation(cosine: Threshold.cosine, in: limits)
    func row(_ quantity: String, _ site: String, _ role: String, _ layer: Int?, _ value: Double?)
      -> UnderflowRow
    {
      var row = cell.row(quantity, value, "tokens")
      (row.site, row.role, row.layer) = (site, role, layer)
      (row.format, row.lossScale) = (format.name, lossScale)
      return row
    }
    /// The site where the onset is first, and its tokens.
    func first(_ quantity: String, _ role: GradientSite.Role, _ deviation: Double?)
      -> UnderflowRow
    {
      let onsets = prediction.tensors.filter { $0.role == role }.map { site in
        (site, deviation.map { site.onsetTokens(deviation: $0, lossScale: lossScale) })
      }
      guard let (site, tokens) = onsets.min(by: { ($0.1 ?? 0) < ($1.1 ?? 0) }) else {
        return row(quantity, "", role.rawValue, nil, nil)
      }
      return row(quantity, site.name, role.rawValue, site.layer, tokens)
    }
    let head = FreshHead(cell.model.shape)
    return [
      row(
        "onset_flushed", SiteName.nonTarget, SiteName.logitsRole, nil,
        head.nonTargetOnset(
          flushedShare: Threshold.flushedShare, lossScale: lossScale, in: limits)),
      first("onset_flushed", .activation, flushed),
      first("onset_cosine", .activation, cosine),
      first("onset_cosine", .parameter, cosine),
    ]
  }
}

/// Names of sites that are the study's own; the others are `GradientSite`'s.
enum SiteName {
  /// dL/dlogits, targets included.
  static let logits = "logits"
  /// The logits' role.
  static let logitsRole = GradientSite.Role.activation.rawValue
  /// dL/dlogits without the targets: a part of a tensor.
  static let nonTarget = "logits.non-target"
  /// The worst of all tensors.
  static let all = "all"
}

extension UnderflowCell {
  /// A row of this cell's model and profile.
  func row(_ quantity: String, _ value: Double?, _ unit: String) -> UnderflowRow {
    var row = UnderflowRow()
    (row.model, row.profile) = (model.name, profile.name)
    (row.quantity, row.value, row.unit) = (quantity, value, unit)
    return row
  }
}
