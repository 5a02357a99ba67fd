import Diagnosis

/// `gradual diagnose LOG|FOLDER`.
enum DiagnoseCommand {
  static let exitCode = Option.flag("exit-code", "exit 1 where a failure is found")

  static let command = Command(
    name: "diagnose", group: .runs,
    summary: "what the log of a training run says of a loss that is 0, NaN, or stands still",
    notes: [
      "Logs are those of Hugging Face's Trainer (trainer_state.json, or what it printed) and of TRL, JSON lines "
        + "as LlamaFactory and ms-swift write them, and the console of DeepSpeed, Megatron or apex. Of a FOLDER "
        + "the log that tells most is read. Memory does not grow with the log.",
      "A verdict is sure where the log has all that is decisive for it and contradicts everything else in the "
        + "table of failures, by what is read; strong where something else is not contradicted, or a rule of thumb "
        + "is needed (such as that a learning rate of more than two digits is on its way up or down); consistent "
        + "where something decisive is not in the log.",
    ],
    positionals: [Positional(name: "LOG|FOLDER", summary: "the path of a log, or of a folder")],
    options: [exitCode, .json],
    examples: ["gradual diagnose train.log", "gradual diagnose runs-of-last-night --json"],
    run: run)

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments.positionals[0]
    let log: RunLog
    var others = 0
    if LogFolder.isFolder(path) {
      (log, others) = try LogFolder.best(in: path)
    } else {
      log = try RunLog(path)
    }
    let page = DiagnosisPage(log: log, otherLogs: others)
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return arguments.has(exitCode) && page.diagnosis.hasFailure ? .failed : .done
  }
}
