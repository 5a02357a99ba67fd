import Inspection

/// `gradual hook`.
enum HookCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    try StandardOutput.write(HookScript.text)
    return .done
  }
}
