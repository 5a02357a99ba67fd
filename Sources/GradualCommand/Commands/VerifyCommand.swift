import TestVectors

/// `gradual verify FUNCTION`.
enum VerifyCommand {
  static let failures = Option.value(
    "failures", "N", "how many wrong lines are shown; 10 by default")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let options = try TestOptions(arguments)
    var verification = Verification(
      options.evaluator(by: CoreRounder()),
      mostFailures: try arguments.integer(failures, in: 0...1_000_000) ?? 10)
    var lines = LineReader()
    while let bytes = try lines.next() {
      do throws(TestLineError) {
        verification.judge(try TestLine(parsing: bytes, of: options.function))
      } catch {
        throw UsageError("stdin, line \(lines.number): \(error)")
      }
    }
    guard verification.lineCount > 0 else {
      throw UsageError("stdin: no lines; valid: lines of testfloat_gen or of gradual vectors")
    }
    let page = VerificationPage(options: options, verification: verification)
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return verification.failureCount == 0 ? .done : .failed
  }
}
