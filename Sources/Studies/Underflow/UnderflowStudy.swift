import FloatFormats
import JSON
import ModelShapes
import Reporting
import Theory

/// Where gradient underflow sets in by model scale, by prediction and sampling.
///
/// For each model, format, loss scale and tokens per loss: the rms of the gradients at the logits, at
/// every layer's input and of every layer's weights, from closed forms; what storing them does, from
/// closed forms and by casting a draw; the onset, the window of loss scales, the headroom. Where axis
/// `simulate` asks for it, forward and backward passes of the models, too, under policies and without.
public struct UnderflowStudy: Study {
  /// `underflow`.
  public let name = "underflow"
  /// One line for people.
  public let summary =
    "Where gradient underflow sets in by model scale: closed forms, checked against casts of a draw."
  /// Raised with every change that moves a result.
  public let numericsVersion = 4
  /// Normal numbers in the draw of a sampled row.
  let samples: Int

  /// The study; its sampled rows each come from a draw of `samples` normal numbers.
  public init(samples: Int = 1_000_000) { self.samples = samples }

  /// The model whose sizes are varied one at a time.
  static let base = "qwen2.5-7b"

  /// What can be varied.
  public var axes: [Axis] {
    [
      Axis(
        name: "model", kind: .text, defaults: ModelCatalogue.names,
        help: "Known models, or paths of Hugging Face config.json files."),
      Axis(
        name: "profile", kind: .name(known: ResidualProfile.known.map(\.name)),
        defaults: ResidualProfile.known.map(\.name),
        help: "Where the residual stream is taken from; a trained one serves its own model only."),
      Axis(
        name: "format", kind: .text, defaults: ["binary16", "bfloat16", "e5m2", "e4m3fn"],
        help: "Signed formats that gradients are stored in."),
      Axis(
        name: "loss_scale", kind: .positive, defaults: ["1", "2^16"],
        help: "What the loss is multiplied by. Formats with binary32's range take only the first."),
      Axis(
        name: "tokens_per_loss", kind: .integer(1...1 << 40), defaults: ["2^8", "2^14", "2^20"],
        help: "Tokens that the loss is averaged over."),
      Axis(
        name: "vary", kind: .name(known: ["none"] + UnderflowModel.Factor.allCases.map(\.rawValue)),
        defaults: UnderflowModel.Factor.allCases.map(\.rawValue),
        help: "Sizes of \(Self.base) that are varied one at a time, in the first format."),
      Axis(
        name: "seed", kind: .integer(0...Int.max), defaults: ["1"],
        help: "The seed of the draw; one value."),
    ] + Self.passAxes
  }

  /// The columns of results.csv.
  public var columns: [ResultColumn] { UnderflowRow.columns }

  /// Model by model: its gradients, then format by format the windows, onsets and stored gradients;
  /// then the grids.
  public func plan(_ configuration: Configuration) throws(StudyError) -> [Cell] {
    let models = try configuration.texts("model").map { name throws(StudyError) in
      try UnderflowModel(naming: name)
    }
    for (place, model) in models.enumerated() {
      if let earlier = models[..<place].first(where: { $0.name == model.name }) {
        throw .badValue(
          axis: "model", value: model.name,
          reason: earlier == model
            ? "given twice"
            : "two models of this name; a config.json is named by its _name_or_path, else by its "
              + "folder")
      }
    }
    var formats: [NamedFormat] = []
    var writtenAs: [String: String] = [:]
    for text in configuration.texts("format") {
      let format = try Self.format(text)
      if let earlier = writtenAs.updateValue(text, forKey: format.name) {
        throw .badValue(
          axis: "format", value: text,
          reason: "the same format as \"\(earlier)\", \(format.name); one of the two is enough")
      }
      formats.append(format)
    }
    let seeds = configuration.integers("seed")
    guard seeds.count == 1, let seed = seeds.first else {
      throw .badValue(
        axis: "seed", value: seeds.map(\.description).joined(separator: ", "),
        reason: "one value, not \(seeds.count)")
    }
    let scales = configuration.numbers("loss_scale")
    let tokens = configuration.numbers("tokens_per_loss")
    var cells: [UnderflowCell] = []
    for model in models {
      for profile in ResidualProfile.known
      where profile.covers(model.name) && configuration.texts("profile").contains(profile.name) {
        func add(_ work: UnderflowCell.Work) {
          cells.append(UnderflowCell(model: model, profile: profile, work: work))
        }
        add(.gradients(tokens: tokens[0]))
        for format in formats {
          let scales = Self.isWide(format.format) ? Array(scales.prefix(1)) : scales
          for count in tokens { add(.window(format: format.name, tokens: count)) }
          for scale in scales { add(.onset(format: format.name, lossScale: scale)) }
          for scale in scales {
            for count in tokens {
              add(
                .stored(
                  format: format.name, lossScale: scale, tokens: count, seed: seed,
                  samples: samples))
            }
          }
        }
      }
    }
    cells += try grids(configuration.texts("vary"), formats[0].name, scales[0], tokens)
    cells += try passes(configuration, models, formats.map(\.name))
    return cells.map(\.cell)
  }

  private func grids(_ names: [String], _ format: String, _ scale: Double, _ tokens: [Double])
    throws(StudyError) -> [UnderflowCell]
  {
    let base: ModelShape
    do { base = try ModelCatalogue.shape(named: Self.base) } catch { throw .unknownName(error) }
    var cells: [UnderflowCell] = []
    for factor in names.compactMap(UnderflowModel.Factor.init) {
      for model in try UnderflowModel.grid(base, factor) {
        let works: [UnderflowCell.Work] =
          [.sizes] + tokens.map { .window(format: format, tokens: $0) } + [
            .onset(format: format, lossScale: scale)
          ]
        cells += works.map { UnderflowCell(model: model, profile: .initialisation, work: $0) }
      }
    }
    return cells
  }

  /// The format of that name, if gradients can be stored in it.
  static func format(_ name: String) throws(StudyError) -> NamedFormat {
    let found: NamedFormat
    do { found = try FormatCatalogue.format(named: name) } catch {
      throw .badValue(axis: "format", value: name, reason: error.reason)
    }
    guard found.format.isSigned, found.format.hasZero else {
      throw .badValue(axis: "format", value: name, reason: "gradients need a sign and a zero")
    }
    // Products of two numbers stay in binary64's range with room for the sums.
    guard found.format.maximumExponent <= 400, found.format.quantumExponent >= -400 else {
      throw .badValue(
        axis: "format", value: name,
        reason: "the closed forms serve formats whose numbers lie within 2^-400 and 2^400")
    }
    return found
  }

  /// Whether a format reaches binary32's largest values, so that nobody scales a loss for it.
  static func isWide(_ format: FloatFormat) -> Bool { format.greatestFiniteMagnitude >= 0x1p127 }
}
