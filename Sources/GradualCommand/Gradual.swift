import Studies

/// The command `gradual` as a function of its arguments.
enum Gradual {
  /// The version of command and package.
  static let version = "0.1.0"

  /// Does what `arguments` (without the program's name) say. An error is one line on stderr.
  static func run(_ arguments: [String]) -> ExitCode {
    do {
      let code = try dispatch(arguments)
      try StandardOutput.flush()
      return code
    } catch {
      // What was written before the error stays in front of it; a second failure adds nothing.
      try? StandardOutput.flush()
      StandardError.write(line: "gradual: \(line(of: error))")
      return (error as? StudyError).flatMap { ExitCode(rawValue: $0.exitCode) } ?? .wrongCall
    }
  }

  private static func dispatch(_ arguments: [String]) throws -> ExitCode {
    guard let first = arguments.first, first != "--help", first != "-h" else {
      try StandardOutput.write(Help.overview(of: commandTable))
      return .done
    }
    if first == "--version" {
      try StandardOutput.write("gradual \(version)\n")
      return .done
    }
    let command = try commandTable.command(named: first)
    let rest = Array(arguments.dropFirst())
    if ArgumentParser.asksForHelp(rest) {
      try StandardOutput.write(Help.page(of: command))
      return .done
    }
    return try command.run(ArgumentParser.parse(rest, for: command))
  }

  /// An error's text in one line. A command that it tells to run is never cut.
  private static func line(of error: any Error) -> String {
    if case .missing? = error as? StudyError { return ErrorLine.text("\(error)", cuts: false) }
    return ErrorLine.text("\(error)")
  }
}
