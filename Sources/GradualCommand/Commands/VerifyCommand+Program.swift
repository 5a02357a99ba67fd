import FormatTesting
import TestVectors

extension VerifyCommand {
  /// Judges what a program answers to the operands of one function.
  static func judge(_ program: Program, _ arguments: Arguments) throws -> ExitCode {
    let options = try TestOptions(arguments)
    let function = options.function
    let operands = OperandSequence(
      function, seed: try seed(arguments),
      count: try arguments.integer(count, in: 1...1_000_000_000))
    let total = operands.count
    let hasFlags = !arguments.has(noFlags)
    var verification = Verification(
      options.evaluator(by: JudgeRounder()), mostFailures: try mostFailures(arguments) ?? 10,
      ignoresFlags: !hasFlags
    ) { line, expected in
      UnspecifiedPlace.place(
        of: function, line.operands, options.context.rounding, due: expected.flags,
        flagsOnly: line.outcome.code == expected.code) != nil
    }
    let progress = Progress("verify")
    defer { progress.end() }
    try program.answer(operands, of: function, hasFlags: hasFlags) { operands, outcome in
      verification.judge(TestLine(operands, outcome))
      if verification.lineCount % 4096 == 0 {
        progress.show(done: verification.lineCount, of: total)
      }
    }
    progress.end()
    let page = VerificationPage(
      options: options, verification: verification, program: program.words.joined(separator: " "))
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return verification.failureCount == 0 ? .done : .failed
  }
}
