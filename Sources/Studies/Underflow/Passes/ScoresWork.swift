import JSON
import Networks
import Theory

/// Heads of attention alone, so that contexts can be long: what a cell carries of them.
struct ScoresWork: Hashable, Sendable {
  /// Heads that are simulated.
  var heads: Int
  /// Tokens of their sequence.
  var context: Int
  /// Of queries, keys, values and the gradient from above.
  var seed: Int
  /// Formats whose flushing is reported.
  var formats: [String]

  var json: [String: JSONValue] {
    [
      "heads": .integer(heads), "context": .integer(context), "seed": .integer(seed),
      "formats": .array(formats.map { .string($0) }),
    ]
  }

  init(heads: Int, context: Int, seed: Int, formats: [String]) {
    (self.heads, self.context, self.seed, self.formats) = (heads, context, seed, formats)
  }

  /// What a cell carries.
  init(_ fields: CellFields) throws(StudyError) {
    self.init(
      heads: try fields.integer("heads"), context: try fields.integer("context"),
      seed: try fields.integer("seed"), formats: try fields.texts("formats"))
  }
}

extension UnderflowStudy {
  /// The rms of the scores' gradient, for a gradient from above of rms 1, and the binades in which it
  /// lies below that.
  func scoreRows(_ cell: UnderflowCell, _ work: ScoresWork) throws(StudyError) -> [UnderflowRow] {
    let shape = cell.model.shape
    var options = EngineOptions()
    options.countsBinades = true
    options.seed = UInt64(work.seed)
    let engine = KernelEngine<Float>(
      policy: PolicyCatalogue.fp32, weights: GeneratedWeights(seed: UInt64(work.seed)),
      options: options)
    // Of a normalised input: σ√d.
    let deviation = Double(shape.hiddenSize).squareRoot() * shape.weightDeviation
    let heads = AttentionHeads(
      heads: work.heads, headDimension: shape.headDimension, context: work.context)
    heads.pass(deviation: deviation, seed: UInt64(work.seed), engine)
    if let failure = engine.failure {
      throw .badValue(axis: "policy", value: failure.policy, reason: failure.description)
    }
    guard let scores = engine.record[heads.scoreGradient] else { return [] }
    func row(_ quantity: String, _ value: Double?, _ unit: String, _ format: String = "")
      -> UnderflowRow
    {
      var row = cell.row(quantity, value, unit)
      row.source = .simulated
      row.policy = PolicyCatalogue.fp32.name
      (row.simulatedTokens, row.context, row.seed) = (work.context, work.context, work.seed)
      (row.site, row.role) = (heads.scoreGradient.name, heads.scoreGradient.pass.rawValue)
      row.format = format
      return row
    }
    var rows: [UnderflowRow] = []
    let law = ScoreGradient(
      headDimension: shape.headDimension,
      scoreVariance: deviation * deviation * deviation * deviation)
    if let law {
      var predicted = row("scores", law.rms(context: work.context, values: deviation), "1")
      (predicted.source, predicted.policy) = (.predicted, UnderflowRow.storedGradients)
      rows.append(predicted)
    }
    rows.append(row("scores", scores.counts.rootMeanSquare, "1"))
    for name in work.formats {
      let format = try Self.format(name)
      let least = scores.binades?.scales(in: format.format, cosine: Threshold.cosine)?.lowerBound
      rows.append(row("scale_min", least.map(powerOfTwo), "scale", format.name))
    }
    return rows
  }
}
