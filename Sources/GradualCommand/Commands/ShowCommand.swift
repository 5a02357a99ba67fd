import BlockFormats
import FloatFormats
import JSON
import Kernels
import ModelShapes
import NearestNames
import Networks
import PolicyFiles
import Studies
import SystemFiles
import TensorFiles

/// `gradual show NAME`.
enum ShowCommand {
  static let inModel = Option.value(
    "model", "MODEL",
    "of a policy: how it binds at every site of this model, a name or the path of a config.json")
  static let attention = Option.value(
    "attention", "ORDER",
    "of the model: " + AttentionOrder.allCases.map(\.rawValue).joined(separator: ", ")
      + "; eager by default")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let name = arguments.positionals[0]
    let isJSON = arguments.has(.json)
    let order: AttentionOrder = try arguments.choice(attention) ?? .eager
    try CompareCommand.writeFigure(arguments) { [try format(name)] }
    if let text = arguments.value(inModel) {
      let page = try bindings(of: name, in: text, order)
      try StandardOutput.write(isJSON ? page.json() : page.text())
    } else if arguments.has(attention) {
      throw UsageError("--attention: valid with --model")
    } else if let shape = try model(name) {
      try StandardOutput.write(isJSON ? ModelPage.json(shape) : ModelPage.text(shape))
    } else if let page = try TensorsPage(at: name) {
      try StandardOutput.write(isJSON ? page.json() : page.text())
    } else if let training = try training(name) {
      try StandardOutput.write(isJSON ? PolicyPage.json(training) : PolicyPage.text(training))
    } else if let policy = try policy(name) {
      try StandardOutput.write(isJSON ? PolicyPage.json(policy) : PolicyPage.text(policy))
    } else if let study = StudyCatalogue.all.first(where: { $0.name == name }) {
      try StandardOutput.write(isJSON ? StudyPage.json(study) : StudyPage.text(study))
    } else if let model = try accumulator(name) {
      try StandardOutput.write(isJSON ? AccumulatorPage.json(model) : AccumulatorPage.text(model))
    } else if case .blocks(let blocks) = try? FormatArgument.arrayFormat(name) {
      try StandardOutput.write(isJSON ? BlockPage.json(blocks) : BlockPage.text(blocks))
    } else {
      let named = try format(name)
      try StandardOutput.write(isJSON ? FormatPage.json(named) : FormatPage.text(named))
    }
    return .done
  }

  /// The model of that name, or of the config.json, or the folder with one, at that path.
  private static func model(_ name: String) throws -> ModelShape? {
    if let shape = try? ModelCatalogue.shape(named: name) { return shape }
    return isPath(name) && isConfig(name) ? try ModelShape(configAt: name) : nil
  }

  /// How the policy of a name or file binds in a model.
  private static func bindings(
    of name: String, in model: String, _ order: AttentionOrder
  ) throws -> BindingsPage {
    let policy = try PolicyFile.policy(named: name)
    let known = try? ModelCatalogue.shape(named: model)
    let shape =
      try known
      ?? (isPath(model) ? ModelShape(configAt: model) : ModelCatalogue.shape(named: model))
    return try BindingsPage(policy, given: name, shape, order)
  }

  /// What the training configuration at that path asks for.
  private static func training(_ name: String) throws -> TrainingPrecision? {
    guard isPath(name), (try? SmallFile.contents(of: name, limit: PolicyFile.largestSize)) != nil
    else { return nil }
    return try TrainingPrecision.read(name)
  }

  /// The preset of that name, unless it is a format's too, or the policy in the file at that path: an
  /// object with rules or a base.
  private static func policy(_ name: String) throws -> PrecisionPolicy? {
    guard isPath(name) else {
      let isFormat = (try? FormatCatalogue.format(named: name)) != nil
      return isFormat ? nil : try? PolicyCatalogue.policy(named: name)
    }
    let bytes = try? SmallFile.contents(of: name, limit: PolicyFile.largestSize)
    let json = bytes.flatMap { try? JSONValue(parsing: $0) }
    return json?["rules"] == nil && json?["base"] == nil ? nil : try PolicyFile.read(name)
  }

  /// Whether what lies at a path is a model's: a folder, a file that tells its model's type, or one that
  /// is called config.json. A folder of weights without a config.json is not.
  private static func isConfig(_ path: String) -> Bool {
    do throws(SmallFileError) {
      let bytes = try SmallFile.contents(of: path, limit: ModelShape.largestConfigSize)
      if (try? JSONValue(parsing: bytes))?["model_type"] != nil { return true }
    } catch {
      if error == .folder {
        let config = path + "/config.json"
        return SafetensorsFolder.weights(in: path) == nil
          || (try? SmallFile.contents(of: config, limit: ModelShape.largestConfigSize)) != nil
      }
    }
    return path == "config.json" || path.hasSuffix("/config.json")
  }

  /// The accumulator of that name; nil for a name that begins as none does, and for a format's.
  private static func accumulator(_ name: String) throws -> AccumulatorModel? {
    guard (try? FormatCatalogue.format(named: name)) == nil else { return nil }
    let head = name.lowercased().prefix { $0 != "(" && $0 != " " }
    return accumulators.contains(String(head)) ? try AccumulatorModel(named: name) : nil
  }

  private static let accumulators =
    AccumulatorCatalogue.schemes.map(\.head) + TensorCore.all.map(\.name)

  /// The format of that name; where there is none, the names of any kind that come nearest.
  private static func format(_ name: String) throws -> NamedFormat {
    do {
      // For its error, where a spelling or a file means a block format that is impossible.
      _ = try FormatArgument.arrayFormat(name)
      return try FormatArgument.format(name)
    } catch let error as ArrayFormatError {
      guard case .numbers = error else { throw error }
      let others =
        ModelCatalogue.names + BlockCatalogue.names + accumulators + PolicyCatalogue.names
        + StudyCatalogue.names
      guard !nearestNames(to: name, among: others).isEmpty else { throw error }
      let known = FormatCatalogue.all.map(\.name) + FormatAlias.all.map(\.alias) + others
      throw UnknownNameError(kind: "name", name: name, among: known)
    }
  }
}
