import TestSupport
import Testing

/// `verify` with `--against` and with `--laws`.
@Suite struct VerifyProgramTests {
  /// A C program passes; with ties away it fails, by operands, what was expected, and what it said.
  @Test func cProgramIsJudged() throws {
    let bench = try Workbench()
    let sound = try CProgram("Examples/Program/e4m3fn.c")
    let run = try bench.gradual(
      "verify", "e4m3fn_mul", "--against", "\(sound.path) e4m3fn_mul")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output == "e4m3fn_mul, nearest-even: 65536 lines, all right\n")

    let faulty = try CProgram("Examples/Program/e4m3fn.c", options: ["-DTIES_AWAY"])
    let other = try bench.gradual(
      "verify", "e4m3fn_mul", "--against", "\(faulty.path) e4m3fn_mul", "--failures", "1")
    #expect(other.status == 1)
    #expect(
      other.output.hasPrefix(
        """
        e4m3fn_mul, nearest-even: 65536 lines, 2552 wrong

        line 305: one ulp
          operand   01  0.001953125
          operand   30  0.5
          expected  00  0.0          underflow inexact
          observed  01  0.001953125  underflow inexact

        2551 more are not shown

        """), "\(other.output)")
  }

  @Test func cProgramIsJudgedByLaws() throws {
    let bench = try Workbench()
    let faulty = try CProgram("Examples/Program/e4m3fn.c", options: ["-DTIES_AWAY"])
    let run = try bench.gradual(
      "verify", "e4m3fn", "--laws", "--against", "\(faulty.path) {function} {rounding}")
    #expect(run.status == 1)
    #expect(run.output.contains("not tested: division: needs div"), "\(run.output)")
    #expect(run.output.contains("\nties                                252  126 wrong\n"))
    #expect(run.output.contains("\nbetween neighbours                1,512  holds\n"))
  }

  /// A program without flags, of a function that has integers, in another mode.
  @Test func programsWithoutFlags() throws {
    let bench = try Workbench()
    try bench.write(
      """
      import struct, sys
      for line in sys.stdin:
          x = struct.unpack(">e", bytes.fromhex(line))[0]
          print("80000000" if x - x != 0 else "%08x" % (int(x) & 0xFFFFFFFF))

      """.utf8, to: "integers.py")
    let call = ["verify", "f16_to_i32", "--against", "python3 integers.py", "--no-flags"]
    let run = try bench.shell("gradual \(quoted(call)) -rminMag")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output == "binary16_to_i32, toward-zero: 65536 lines, all right\n")
    let other = try bench.shell("gradual \(quoted(call)) --json --failures 1 | head -40")
    #expect(other.output.contains("\"program\": \"python3 integers.py\""), "\(other.output)")
    #expect(!other.output.contains("\"flags\""), "\(other.output)")
  }

  /// What the standard leaves open is counted, and is no failure.
  @Test func unspecifiedIsNotWrong() throws {
    let bench = try Workbench()
    // Any program that answers nothing is an error and no result.
    let run = try bench.gradual("verify", "e4m3fn_mul", "--against", "true")
    #expect(run.status == 2)
    // Saturating toward zero is what gradual does, too; to infinity's stand-in is somebody else's way.
    try bench.write(
      """
      import subprocess, sys
      lines = sys.stdin.read()
      vectors = subprocess.run(
          ["gradual", "vectors", "e4m3fn_mul", "-rmin", "--overflow", "nan"],
          capture_output=True, text=True, check=True).stdout.splitlines()
      for line, vector in zip(lines.splitlines(), vectors):
          assert vector.startswith(line)
          print(vector[len(line) + 1:])

      """.utf8, to: "nan.py")
    let open = try bench.gradual(
      "verify", "e4m3fn_mul", "--against", "python3 nan.py", "--rounding", "toward-negative")
    #expect(open.status == 0, "\(open.output)\(open.errors)")
    #expect(open.output.contains("65536 lines, all right, "), "\(open.output)")
    #expect(open.output.contains(" unspecified\n"), "\(open.output)")
  }

  private static let bad: [(line: String, says: [String])] = [
    ("f16_add --against ./nowhere", ["program './nowhere'", "not started"]),
    ("f16_sqrt --against cat --count 10", ["'cat', answer 1: too few fields", "result, flags"]),
    ("f16_mulAdd --against cat --count 10", ["answer 1: too many fields", "valid: 2"]),
    ("f16_add --against true", ["0 answers, fewer than lines"]),
    ("f16_add --against false", ["exited with status 1 after 0 answers"]),
    ("f16_add --against 'sleep 60' --timeout 0.3", ["stands still for 0.3 s"]),
    ("f16_add --against \"sh -c 'kill -SEGV \\$\\$'\"", ["killed by signal 11"]),
    ("f16_add --against 'yes 0000 00' --count 10", ["11 answers to 10 lines"]),
    ("f16_add --against 'yes nonsense' --count 10", ["answer 1"]),
    ("f16_add --against \"a 'b\"", ["a quote is not closed"]),
    ("f16_add --against ''", ["valid: a program and its arguments"]),
    ("f16_add --against cat --timeout never", ["--timeout 'never'", "seconds above 0"]),
    ("f16_add --timeout 3", ["--timeout", "valid with --against"]),
    ("f16_add --no-flags", ["--no-flags", "valid with --against"]),
    ("f16_add --count 3", ["--count", "valid with --against or --laws"]),
    ("e4m3fm --laws", ["e4m3fm", "e4m3fn"]),
    ("e4m3fn --laws --rounding stochastic:8", ["stochastic-a:8", "deterministic"]),
    ("e4m3fn --laws -rmin", ["--laws", "--rounding"]),
    ("e4m3fn --laws --against cat", ["'cat {function} {rounding}'"]),
  ]

  @Test(arguments: bad)
  func badCalls(line: String, says: [String]) throws {
    let run = try Workbench().shell("gradual verify \(line)")
    #expect(run.status == 2, "\(run.output)\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for text in says { #expect(run.errors.contains(text), "\(run.errors)") }
  }

  /// Formats by name, by spelling and from a file; one mode or all.
  @Test func lawsOfFormats() throws {
    let bench = try Workbench()
    try bench.write(
      #"{"exponentWidth": 3, "precision": 5, "bias": 5, "nan": "none", "infinity": false}"#.utf8,
      to: "mine.json")
    for format in ["e4m3fn", "e5m7", "mine.json"] {
      let run = try bench.gradual("verify", format, "--laws", "--count", "2000")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.output.contains(": 31 laws hold\n"), "\(run.output)")
    }
    let run = try bench.shell(
      """
      gradual verify mine.json --laws --rounding toward-zero --overflow saturate --json |
        python3 -c 'import json, sys
      page = json.load(sys.stdin)
      print(page["holds"], page["format"], len(page["laws"]), sum(law["wrong"] for law in page["laws"]))'
      """)
    #expect(run.output == "True mine 31 0\n")
  }

  private func quoted(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: " ")
  }
}
