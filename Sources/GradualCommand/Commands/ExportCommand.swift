import JSON
import ModelShapes
import Networks
import SystemFiles
import TensorFiles

/// `gradual export MODEL OUT_DIR`.
enum ExportCommand {
  static let seed = Option.value("seed", "N", "of the weights; 1 by default")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let (name, folder) = (arguments.positionals[0], arguments.positionals[1])
    let shape =
      isPath(name) ? try ModelShape(configAt: name) : try ModelCatalogue.shape(named: name)
    guard let config = shape.config else {
      throw UsageError(
        "\(name): valid: a model of an architecture of qwen2, llama, gpt2 or gpt_neox")
    }
    let seed = try arguments.integer(seed, in: 0...Int.max) ?? 1
    for file in ["config.json", "model.safetensors"] where isThere("\(folder)/\(file)") {
      throw UsageError("\(folder): has a \(file) already; valid: a folder without a model")
    }
    try makeFolder(at: folder)
    // Weights first: a folder with a config.json is a whole one.
    try WeightFile.write(
      GeneratedWeights(seed: UInt64(seed)), of: Transformer(shape, length: 1),
      to: folder + "/model.safetensors")
    try writeAtomically(config.indentedText + "\n", to: folder + "/config.json")
    let count = grouped(shape.parameterCount.total)
    try StandardOutput.write("\(folder): \(shape.name), \(count) parameters in F32, seed \(seed)\n")
    return .done
  }

  private static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
