import Diagnosis
import Studies
import SystemFiles

/// `gradual diagnose LOG|FOLDER`.
enum DiagnoseCommand {
  static let exitCode = Option.flag(
    "exit-code", "exit 1 where a failure is found; with --follow as soon as one is sure or strong")
  static let follow = Option.flag(
    "follow", "go on as the log grows, and say when the verdict changes, until interrupted")

  static let command = Command(
    name: "diagnose", group: .runs,
    summary: "what the log of a training run says of a loss that is 0, NaN, or stands still",
    notes: [
      "Logs are those of Hugging Face's Trainer (trainer_state.json, or what it printed) and of TRL, JSON lines "
        + "as LlamaFactory and ms-swift write them, the console of DeepSpeed, Megatron or apex, TensorBoard event "
        + "files, and CSV exports such as wandb's. Of a FOLDER the log that tells most is read. Memory does not "
        + "grow with the log. A hook's file (gradual hook) beside the log, or alone, names the first module that "
        + "is not finite.",
      "A verdict is sure where the log has all that is decisive for it and contradicts everything else in the "
        + "table of failures, by what is read; strong where something else is not contradicted, or a rule of thumb "
        + "is needed (such as that a learning rate of more than two digits is on its way up or down); consistent "
        + "where something decisive is not in the log.",
    ],
    positionals: [Positional(name: "LOG|FOLDER", summary: "the path of a log, or of a folder")],
    options: [exitCode, follow, .json],
    examples: ["gradual diagnose train.log", "gradual diagnose runs-of-last-night --json"],
    run: run)

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments.positionals[0]
    if arguments.has(follow) { return try followLog(path, arguments) }
    let hook = try HookEvidence.evidence(for: path)
    let page: DiagnosisPage
    if LogFolder.isFolder(path) {
      let (log, others) = try LogFolder.best(in: path)
      page = DiagnosisPage(log: log, otherLogs: others, hook: hook)
    } else {
      page = DiagnosisPage(log: try RunLog(path), hook: hook)
    }
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return arguments.has(exitCode) && page.hasFailure ? .failed : .done
  }

  /// Says a growing log's verdict, and again whenever it changes, until SIGINT or SIGTERM.
  private static func followLog(_ path: String, _ arguments: Arguments) throws -> ExitCode {
    StopSignal.install()
    let path = LogFolder.isFolder(path) ? try LogFolder.best(in: path).log.path : path
    let reading = try LogReading(path)
    var last: Diagnosis?
    while true {
      if try reading.readOn(), let log = reading.log {
        let page = DiagnosisPage(log: log)
        if page.diagnosis.verdict?.kind != last?.verdict?.kind || last == nil
          || page.diagnosis.certainty != last?.certainty
        {
          let gap = last == nil ? "" : "\n"
          try StandardOutput.write(arguments.has(.json) ? page.jsonLine : gap + page.text)
          try StandardOutput.flush()
        }
        last = page.diagnosis
      }
      let isKnown = last?.certainty == .sure || last?.certainty == .strong
      if arguments.has(exitCode), isKnown, last?.hasFailure == true { return .failed }
      if StopSignal.isRequested { return .done }
      // A signal ends the pause.
      usleep(200_000)
    }
  }
}
