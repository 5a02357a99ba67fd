import NearestNames

/// Reads arguments by a command's table.
enum ArgumentParser {
  /// Whether `-h` or `--help` stands among the options.
  static func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "-h" || $0 == "--help" }
  }

  /// The arguments sorted into positionals and options.
  ///
  /// Options and positionals may be mixed; after `--` everything is positional. A lone `-` and a
  /// negative number are positionals.
  ///
  /// - Throws: `UsageError` for an option that is unknown, twice given, without its value or with one
  ///   it does not take, and for too few or too many positionals.
  static func parse(_ arguments: [String], for command: Command) throws -> Arguments {
    var positionals: [String] = []
    var values: [String: [String]] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        positionals += rest
        break
      }
      guard isOption(argument) else {
        positionals.append(argument)
        continue
      }
      let (option, value) = try read(argument, &rest, command)
      guard values[option.name] == nil || option.isRepeatable else {
        throw UsageError("\(command.name): option --\(option.name) is given twice")
      }
      values[option.name, default: []].append(value)
    }
    try check(positionals, command)
    return Arguments(positionals: positionals, values: values)
  }

  private static func isOption(_ argument: String) -> Bool {
    guard argument.hasPrefix("-"), argument.count > 1 else { return false }
    let second = argument.dropFirst().first
    return !(second?.isNumber ?? false) && second != "."
  }

  /// The option that `argument` is, with its value: the part after `=`, or the next argument.
  private static func read(
    _ argument: String, _ rest: inout ArraySlice<String>, _ command: Command
  ) throws -> (Option, value: String) {
    for option in command.options {
      if case .words(let words) = option.form, words.contains(argument) {
        return (option, argument)
      }
    }
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    guard let option = command.options.first(where: { "--\($0.name)" == written && !$0.isWords })
    else { throw unknown(written, command) }
    let attached = parts.count == 2 ? String(parts[1]) : nil
    guard case .value(let placeholder) = option.form else {
      guard attached == nil else {
        throw UsageError("\(command.name): option \(written) takes no value, given '\(argument)'")
      }
      return (option, "")
    }
    guard let value = attached ?? rest.popFirst() else {
      throw UsageError("\(command.name): option \(written) needs a value, \(placeholder)")
    }
    return (option, value)
  }

  private static func unknown(_ written: String, _ command: Command) -> UsageError {
    let known = command.options.flatMap { option in
      switch option.form {
      case .words(let words): words
      case .value, .flag: ["--\(option.name)"]
      }
    }
    let error = UnknownNameError(kind: "option", name: written, among: known)
    let hint = error.nearest.isEmpty ? "; see gradual \(command.name) --help" : ""
    return UsageError("\(command.name): \(error)\(hint)")
  }

  private static func check(_ positionals: [String], _ command: Command) throws {
    if positionals.count < command.positionals.count {
      let missing = command.positionals[positionals.count]
      throw UsageError(
        "\(command.name): \(missing.name) is missing (\(missing.summary)); "
          + "usage: \(Help.usage(of: command))")
    }
    if positionals.count > command.positionals.count,
      command.positionals.last?.isRepeatable != true
    {
      let extra = positionals[command.positionals.count]
      throw UsageError(
        "\(command.name): unexpected argument '\(extra)'; usage: \(Help.usage(of: command))")
    }
  }
}

extension Option {
  fileprivate var isWords: Bool {
    if case .words = form { true } else { false }
  }
}

extension [Command] {
  /// The command with this name.
  /// - Throws: `UsageError` with the names that come nearest.
  func command(named name: String) throws -> Command {
    if let command = first(where: { $0.name == name }) { return command }
    let kind = name.hasPrefix("-") ? "option" : "command"
    let known = map(\.name) + ["--help", "--version"]
    let error = UnknownNameError(kind: kind, name: name, among: known)
    throw UsageError("\(error)" + (error.nearest.isEmpty ? "; see gradual --help" : ""))
  }
}
