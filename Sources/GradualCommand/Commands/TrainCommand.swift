import Kernels
import ModelShapes
import Networks
import SystemFiles
import TensorFiles
import Training

/// `gradual train OUT_DIR`.
enum TrainCommand {
  static let command = Command(
    name: "train", group: .studies,
    summary: "trains a small model under a precision policy, and writes what a trainer would log",
    notes: [
      "OUT_DIR gets trainer_state.json and train.log, as Hugging Face's Trainer would have written them, and "
        + "steps.jsonl: what is true in every step, which the log may not show. Compare gradual diagnose of either. "
        + "With --sites-every also sites.jsonl: what rounding did at every site, and gradients by binade.",
      "The model is fresh, of Qwen2.5's shape in small, or of the shape of a config.json; at most "
        + "\(grouped(TrainOptions.largestModel)) parameters. It learns a Markov source, a copy task, or the "
        + "bytes of a text.",
    ],
    positionals: [Positional(name: "OUT_DIR", summary: "the folder that is written to")],
    options: TrainOptions.all,
    examples: [
      "gradual train sft --steps 20",
      "gradual train dpo --objective dpo --policy bf16-pure --update kahan --lora 4 --steps 10",
    ],
    run: run)

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let folder = arguments.positionals[0]
    let configuration = try TrainOptions(arguments).configuration()
    let interval = try arguments.integer(TrainOptions.interval, in: 1...1_000_000) ?? 10
    let names =
      ["trainer_state.json", "train.log", "steps.jsonl"]
      + (configuration.siteInterval == nil ? [] : ["sites.jsonl"])
    for name in names
    where access("\(folder)/\(name)", F_OK) == 0 {
      throw UsageError("\(folder): has a \(name) already; valid: a folder without a run")
    }
    try makeFolder(at: folder)
    let progress = Progress("train")
    let run = try TrainingRun(configuration) {
      progress.show(done: $0.number, of: configuration.steps)
    }
    progress.end()
    let log = TrainerLog(of: run, steps: configuration.steps, every: interval)
    try writeAtomically(run.stepLines, to: folder + "/steps.jsonl")
    if configuration.siteInterval != nil {
      try writeAtomically(run.steps.map(\.siteLines).joined(), to: folder + "/sites.jsonl")
    }
    try writeAtomically(log.console, to: folder + "/train.log")
    try writeAtomically(log.state, to: folder + "/trainer_state.json")
    try StandardOutput.write(log.console + page(run, folder, names))
    return .done
  }

  /// What the log does not show.
  private static func page(_ run: TrainingRun, _ folder: String, _ names: [String]) -> String {
    var lines = run.alarms.map {
      "alarm  \($0.kind.rawValue) in step \($0.step): \(ShortNumber.decimal($0.value))"
    }
    if let site = run.steps.lazy.compactMap(\.firstNotFinite).first {
      lines.append("first not finite: \(site.path), \(site.pass.rawValue) pass")
    }
    switch run.end {
    case .finished: break
    case .alarm(let alarm): lines.append("ended by the alarm \(alarm.kind.rawValue)")
    case .lossScale(let error): lines.append("ended by the loss scaler: \(error)")
    }
    if let last = run.steps.last {
      lines.append("true loss of the last step: \(ShortNumber.decimal(last.loss))")
    }
    lines.append("\(folder): \(names.joined(separator: ", "))")
    return lines.joined(separator: "\n") + "\n"
  }
}
