import FloatFormats
import JSON
import ModelShapes
import Networks
import Theory

/// One unit of work of the underflow study.
struct UnderflowCell: Sendable {
  /// What is computed.
  enum Work: Hashable, Sendable {
    /// The rms of every gradient at T tokens, unscaled; and the model's sizes.
    case gradients(tokens: Double)
    /// The sizes alone.
    case sizes
    /// What storing the gradients does, predicted and sampled.
    case stored(format: String, lossScale: Double, tokens: Double, seed: Int, samples: Int)
    /// The window of loss scales and the headroom.
    case window(format: String, tokens: Double)
    /// The tokens per loss at which harm sets in.
    case onset(format: String, lossScale: Double)
    /// A forward and backward pass, and what policies do to it.
    case pass(PassWork)
    /// Heads of attention alone, at one length of context.
    case scores(ScoresWork)
  }

  let model: UnderflowModel
  let profile: ResidualProfile
  let work: Work

  /// The cell as the store keeps it.
  var cell: Cell {
    var values: [String: JSONValue] = [
      "model": model.json, "profile": .string(profile.name),
    ]
    switch work {
    case .gradients(let tokens):
      values["work"] = "gradients"
      values["tokens_per_loss"] = .number(tokens)
    case .sizes: values["work"] = "sizes"
    case .stored(let format, let lossScale, let tokens, let seed, let samples):
      values["work"] = "stored"
      values["format"] = .string(format)
      values["loss_scale"] = .number(lossScale)
      values["tokens_per_loss"] = .number(tokens)
      values["seed"] = .integer(seed)
      values["samples"] = .integer(samples)
    case .window(let format, let tokens):
      values["work"] = "window"
      values["format"] = .string(format)
      values["tokens_per_loss"] = .number(tokens)
    case .onset(let format, let lossScale):
      values["work"] = "onset"
      values["format"] = .string(format)
      values["loss_scale"] = .number(lossScale)
    case .pass(let work):
      values["work"] = "pass"
      values.merge(work.json) { _, new in new }
    case .scores(let work):
      values["work"] = "scores"
      values.merge(work.json) { _, new in new }
    }
    return Cell(values)
  }

  init(model: UnderflowModel, profile: ResidualProfile, work: Work) {
    self.model = model
    self.profile = profile
    self.work = work
  }

  /// The cell that the store gave back.
  init(_ cell: Cell) throws(StudyError) {
    let fields = CellFields(cell)
    model = try UnderflowModel(json: fields.value("model") { $0 })
    profile = try fields.value("profile") { name in
      ResidualProfile.known.first { .string($0.name) == name }
    }
    switch fields["work"] {
    case "gradients": work = .gradients(tokens: try fields.number("tokens_per_loss"))
    case "sizes": work = .sizes
    case "stored":
      work = .stored(
        format: try fields.text("format"), lossScale: try fields.number("loss_scale"),
        tokens: try fields.number("tokens_per_loss"), seed: try fields.integer("seed"),
        samples: try fields.integer("samples"))
    case "window":
      work = .window(
        format: try fields.text("format"), tokens: try fields.number("tokens_per_loss"))
    case "onset":
      work = .onset(format: try fields.text("format"), lossScale: try fields.number("loss_scale"))
    case "pass": work = .pass(try PassWork(fields))
    case "scores": work = .scores(try ScoresWork(fields))
    default: throw fields.broken("work")
    }
  }
}

extension ResidualProfile {
  /// What generated weights are in place of their own: for a trained profile, the two matrices of each
  /// layer that write to the residual stream, so that its rms follows the profile; each of the two adds
  /// half of what the layer adds. Everything else is that of a fresh model, the embedding, too.
  func initialValues(of shape: ModelShape) -> [String: InitialValues] {
    guard case .trained(let residual) = self,
      let fresh = ResidualPrediction(shape, averaging: .uniform(context: 1))
    else { return [:] }
    var values: [String: InitialValues] = [:]
    var before = shape.weightDeviation * shape.weightDeviation
    for layer in 0..<shape.layers {
      guard let rms = residual.rms(after: layer)?.rms else { continue }
      let added = max(rms * rms - before, 0) / 2
      before = rms * rms
      for (name, square) in fresh.branchSquares(at: layer) {
        values["layers.\(layer).\(name).weight"] = .normal(
          deviation: shape.residualProjectionDeviation * (added / square).squareRoot())
      }
    }
    return values
  }

  /// The profiles of the study's axis.
  static let known: [ResidualProfile] = [.initialisation, .trained(.qwen25Of7B)]

  /// Whether the profile says something about a model: a trained one is one model's own.
  func covers(_ model: String) -> Bool {
    switch self {
    case .initialisation: true
    case .trained(let residual): residual.model == model
    }
  }
}
