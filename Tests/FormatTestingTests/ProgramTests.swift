import FloatFormats
import FormatTesting
import TestSupport
import TestVectors
import Testing

/// A program at the other end of a pipe.
@Suite struct ProgramTests {
  @Test(arguments: [
    ("./simulator --format e4m3fn", ["./simulator", "--format", "e4m3fn"]),
    ("  a\tb  ", ["a", "b"]),
    (#"a 'b c' "d 'e'" f\ g "" \'"#, ["a", "b c", "d 'e'", "f g", "", "'"]),
    (#"'a\b' "c\"d""#, [#"a\b"#, #"c"d"#]), ("$HOME *", ["$HOME", "*"]),
  ])
  func words(line: String, words: [String]) throws {
    #expect(try Program(line: line).words == words)
  }

  @Test(arguments: ["", "  ", "a 'b", "a \"b", "a\\", "''"])
  func linesWithoutAProgram(line: String) {
    #expect(throws: ProgramError.self) { try Program(line: line) }
  }

  /// Operands go through a program and come back, whatever it buffers: one that answers at once, one
  /// that reads everything first, and one that writes more than a pipe holds before it reads.
  @Test(arguments: [
    "awk '{ print $1, \"00\"; fflush() }'",
    "awk '{ line[NR] = $1 } END { for (i = 1; i <= NR; i++) print line[i], \"00\" }'",
    "sh -c 'seq 100000 | sed \"s/.*/0000 00/\"; cat > /dev/null'",
  ])
  func bothDirectionsAtOnce(line: String) throws {
    let function = TestFunction.arithmetic(.add, .binary16)
    let operands = OperandSequence(function, count: 100_000)
    var answers: [UInt64] = []
    try Program(line: line).answer(operands, of: function) { _, outcome in
      answers.append(outcome.code)
    }
    let isEcho = line.hasPrefix("awk")
    #expect(answers == operands.map { isEcho ? $0.a : 0 })
  }

  private static let bad: [(line: String, says: [String])] = [
    ("/nowhere/program", ["'/nowhere/program'", "not started", "No such file"]),
    ("/", ["'/'", "not started"]),
    ("sh -c 'cat > /dev/null'", ["0 answers", "fewer than lines"]),
    ("sh -c 'head -n 5 | sed s/.*/0000/'", ["5 answers", "fewer than lines"]),
    ("sh -c 'sed s/.*/0000/; echo 0000'", ["1001 answers to 1000 lines"]),
    ("sh -c 'sed s/.*/nothing/'", ["answer 1", "result is \"nothing\"", "FFFF"]),
    ("sh -c 'sed s/.*/12345/'", ["answer 1", "result is \"12345\"", "FFFF"]),
    ("sh -c 'sed \"s/.*/0000 00/\"'", ["answer 1", "too many fields", "valid: 1 (result)"]),
    ("sh -c 'sed s/.*//'", ["answer 1", "too few fields"]),
    ("sh -c 'sed s/.*/0000/; exit 3'", ["exited with status 3 after 1000 answers"]),
    ("sh -c 'kill -9 $$'", ["killed by signal 9", "after 0 answers"]),
    ("sh -c 'sleep 100'", ["stands still for 0.3 s"]),
    ("sh -c 'sed s/.*/0000/; sleep 100'", ["stands still for 0.3 s after 1000 answers"]),
    ("sh -c 'sed s/.*/0000/; exec >&-; sleep 100'", ["does not end after 1000 answers"]),
    ("sh -c 'cat > /dev/null; head -c 100000 /dev/zero'", ["answer 1", "longer than 4096 bytes"]),
  ]

  /// One line, and the program is gone.
  @Test(arguments: bad)
  func badPrograms(line: String, says: [String]) throws {
    let function = TestFunction.arithmetic(.sqrt, .binary16)
    var program = try Program(line: line)
    program.timeout = 0.3
    let operands = OperandSequence(function, count: 1000)
    let error = #expect(throws: ProgramError.self) {
      try program.answer(operands, of: function, hasFlags: false) { _, _ in }
    }
    let text = error?.description ?? ""
    #expect(!text.contains("\n") && text.hasPrefix("program '"))
    for part in says { #expect(text.contains(part), "\(text)") }
  }

  /// A C program keeps every law that it can be asked for, and with a planted fault it does not.
  @Test func cProgramIsJudgedByLaws() throws {
    let sound = try CProgram("Examples/Program/e4m3fn.c")
    let report = try Implementation(program: judged(sound), of: .e4m3fn).judged(.brief)
    #expect(report.holds, "\(report)")
    #expect(report.notTested.contains("division") && !report.notTested.contains("addition"))

    let faulty = try CProgram("Examples/Program/e4m3fn.c", options: ["-DTIES_AWAY"])
    let other = try Implementation(program: judged(faulty), of: .e4m3fn).judged(.brief)
    #expect(other.broken.contains("ties"), "\(other)")
    #expect(!other.broken.contains("between neighbours"), "\(other)")
  }

  private func judged(_ program: CProgram) throws -> Program {
    try Program(words: [program.path, "{function}", "{rounding}"])
  }

  @Test(arguments: [
    ("cat", "valid: 'cat {function} {rounding}'"),
    ("sh -c 'exit 77' {function}", "offers nothing of e4m3fn"),
    ("sh -c 'exit 1' {function}", "exited with status 1"),
  ])
  func programsThatNoLawCanAsk(line: String, says: String) throws {
    let error = #expect(throws: ProgramError.self) {
      try Implementation(program: Program(line: line), of: .e4m3fn)
    }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }
}
