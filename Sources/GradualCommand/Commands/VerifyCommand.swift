import FormatTesting
import TestVectors

/// `gradual verify FUNCTION`, `verify FUNCTION --against PROGRAM` and `verify FORMAT --laws`.
enum VerifyCommand {
  static let laws = Option.flag(
    "laws", "judges our arithmetic of a format (a program's, with --against) by every law")
  static let against = Option.value(
    "against", "'PROGRAM ARGS'", "judges a program's answers instead of lines from stdin")
  static let noFlags = Option.flag(
    "no-flags", "a program answers with the result alone; flags are not judged")
  static let timeout = Option.value(
    "timeout", "SECONDS", "how long a program may neither read nor write; 30 by default")
  static let count = Option.value(
    "count", "N",
    "how many operands of a function; by default all where they are few (18 bits together), else "
      + "65536, and 32768 with --laws")
  static let failures = Option.value(
    "failures", "N", "how many wrong lines are shown; 10 by default, 3 of each law")

  static let command = Command(
    name: "verify", group: .formats,
    summary: "judges lines of Berkeley TestFloat's format, somebody's program, or a format's laws",
    notes: [
      functionNote, DotVectors.note,
      "Without --against and --laws, lines come from stdin. "
        + "Each line is computed anew, and its result (expected) compared with ours (computed), the flags "
        + "too. Any NaN equals any NaN, and where a conversion to an integer is invalid any integer is "
        + "right. Exit 1 when a line is wrong, 2 when one cannot be read.",
      "With --against the program is run, given lines of operands on its standard input, and must answer "
        + "each in order on its standard output with a line of result and flags, all in hexadecimal: "
        + "to '3C00 4000' of f16_add the answer is '4200 00'. It may answer at once or after the last line, "
        + "ends when its input ends, and exits with status 0. Flags are TestFloat's: 1 inexact, 2 underflow, "
        + "4 overflow, 8 division by zero, 10 invalid. Results come from MPFR. Exit 1 when an answer is "
        + "wrong; 2 when the program dies, stands still, or answers something else.",
      "With --laws a format takes the function's place, and every law (gradual list laws) is tested in every mode, or that of "
        + "--rounding: on all codes of up to 8 bits, on edges and random ones of wider formats. A "
        + "program then is run once a function and mode: {function} in its words is replaced by "
        + "e4m3fn_add, binary64_to_e4m3fn and so on, {rounding} by nearest-even and so on; with exit status "
        + "77, and without an answer, it says that it lacks one. What the standard leaves open is counted "
        + "as unspecified, never as wrong.",
    ],
    positionals: [
      Positional(
        name: "FUNCTION", summary: "such as f16_add or e4m3fn_mulAdd; with --laws a format")
    ],
    options: [
      laws, against, .rounding, .overflow, .tininess, VectorsCommand.seed, count, failures, noFlags,
      timeout, TestOptions.denormals, DotVectors.accumulator, .json,
      TestOptions.own,
    ],
    examples: [
      "echo '87FF E850 E850 01' | gradual verify f16_add -rnear_even",
      "gradual vectors bf16_mulAdd | gradual verify bf16_mulAdd",
      "gradual vectors e4m3fn_dot4 --accumulator fp32 | gradual verify e4m3fn_dot4 --accumulator fp32",
      "gradual verify e4m3fn --laws", "gradual verify e5m2 --laws --rounding toward-zero --json",
      "gradual verify f32_sqrt --against 'python3 sqrt.py' --no-flags --count 1000",
    ],
    run: run)

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let program = try program(arguments)
    if arguments.has(laws) { return try judgeLaws(arguments, program) }
    if let program { return try judge(program, arguments) }
    for option in [VectorsCommand.seed, count] where arguments.has(option) {
      throw UsageError("--\(option.name): lines come from stdin; valid with --against or --laws")
    }
    return try judgeLines(arguments)
  }

  private static func judgeLines(_ arguments: Arguments) throws -> ExitCode {
    if let dots = try DotVectors(arguments) {
      return try dots.verify(mostFailures: try mostFailures(arguments) ?? 10)
    }
    let options = try TestOptions(arguments)
    var verification = Verification(
      options.evaluator(by: CoreRounder()), mostFailures: try mostFailures(arguments) ?? 10)
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

  static func mostFailures(_ arguments: Arguments) throws -> Int? {
    try arguments.integer(failures, in: 0...1_000_000)
  }

  static func seed(_ arguments: Arguments) throws -> UInt64 {
    try arguments.integer(VectorsCommand.seed, in: UInt64(0)...UInt64.max) ?? 1
  }

  /// The program that `--against` names.
  private static func program(_ arguments: Arguments) throws -> Program? {
    guard let line = arguments.value(against) else {
      for option in [noFlags, timeout] where arguments.has(option) {
        throw UsageError("--\(option.name) is about a program; valid with --against")
      }
      return nil
    }
    var program = try Program(line: line)
    if let text = arguments.value(timeout) {
      guard let seconds = Double(text), seconds > 0, seconds <= 86400 else {
        throw UsageError("--timeout '\(text)': valid: seconds above 0, up to 86400")
      }
      program.timeout = seconds
    }
    return program
  }
}
