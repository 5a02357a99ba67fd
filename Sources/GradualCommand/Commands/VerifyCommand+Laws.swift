import FloatFormats
import FormatTesting
import JSON

extension VerifyCommand {
  /// Judges our arithmetic of a format, or a program's, by every law.
  static func judgeLaws(_ arguments: Arguments, _ program: Program?) throws -> ExitCode {
    guard !arguments.has(TestOptions.own) else {
      throw UsageError("--laws: TestFloat's own options are about one function; valid: --rounding")
    }
    let format = try FormatArgument.format(arguments.positionals[0])
    let context = try arguments.roundingContext()
    guard case .mode(let mode) = context.rounding else {
      throw UsageError(
        "--rounding '\(context.rounding)': laws try every number of random bits that there is; "
          + "valid: the deterministic modes")
    }
    var options = LawOptions()
    options.seed = try seed(arguments)
    options.mostFailures = try mostFailures(arguments) ?? options.mostFailures
    options.modes = arguments.has(.rounding) ? [mode] : nil
    options.sampledOperands =
      try arguments.integer(count, in: 1...1_000_000_000) ?? options.sampledOperands
    var implementation =
      if let program {
        try Implementation(
          program: program, of: format, rounding: mode, hasFlags: !arguments.has(noFlags))
      } else {
        Implementation(core: format)
      }
    implementation.overflow = context.overflow
    implementation.tininess = context.tininess
    let report = try implementation.judged(options)
    try StandardOutput.write(
      arguments.has(.json) ? report.json.indentedText + "\n" : report.description)
    return report.holds ? .done : .failed
  }
}
