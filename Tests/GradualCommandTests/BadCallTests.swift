import Testing

/// Wrong calls: exit 2, nothing on stdout, and one line on stderr that names what is wrong.
@Suite struct BadCallTests {
  struct Case: CustomTestStringConvertible {
    let line: String
    /// All of these are in the one line.
    let names: [String]
    var testDescription: String { line }

    init(_ line: String, _ names: String...) {
      self.line = line
      self.names = names
    }
  }

  static let parser = [
    Case("lst", "unknown command 'lst'", "list"),
    Case("--versio", "unknown option '--versio'", "--version"),
    Case("frobnicate-everything", "unknown command", "gradual --help"),
    Case("calc", "EXPR is missing", "usage: gradual calc EXPR"),
    Case(
      "dot a.npy b.npy", "OUT is missing",
      "gradual dot A B OUT --inputs FORMAT[,FORMAT] --accumulator NAME [options]"),
    Case("cast in.npy", "OUT is missing", "usage: gradual cast IN OUT --format FORMAT [options]"),
    Case("calc 1 2", "unexpected argument '2'"),
    Case("calc 1 --formt binary16", "unknown option '--formt'", "--format"),
    Case("calc 1 --format", "--format needs a value", "FORMAT"),
    Case("calc 1 --json=yes", "--json takes no value"),
    Case("calc 1 --format binary16 --format e5m2", "--format is given twice"),
    Case("list", "KIND is missing", "formats", "studies"),
    Case("list format", "unknown kind 'format'", "formats"),
  ]

  static let names = [
    Case("calc 1 --format binary15", "\"binary15\"", "binary16"),
    Case("show e4m3fm", "e4m3fm", "e4m3fn"),
    Case("show qwen2.5-7", "'qwen2.5-7'", "qwen2.5-7b"),
    Case("show h100-fp9", "h100-fp9", "h100-fp8"),
    Case("show 'chunked(64, fp32)'", "\"chunked(64, fp32)\"", "valid: chunked(n, INNER, OUTER)"),
    Case("show per-operation", "per-operation(F[, ROUNDING])"),
    Case("show fp16-mixd", "'fp16-mixd'", "fp16-mixed"),
    Case("show fp16-mixd --model gpt2", "unknown policy 'fp16-mixd'", "fp16-mixed"),
    Case("show fp16-mixed --model qwen2.5-7", "unknown model 'qwen2.5-7'", "qwen2.5-7b"),
    Case("show fp16-mixed --model no/config.json", "no/config.json", "missing"),
    Case("show fp16-mixed --model gpt2 --attention flash", "--attention 'flash'", "scale-first"),
    Case("show fp16-mixed --attention fused", "--attention", "--model"),
    Case("calc 1 --rounding nearest-evn", "\"nearest-evn\"", "nearest-even"),
    Case("calc 1 --rounding stochastic:99", "\"99\"", "1 … 60"),
    Case("calc 1 --rounding stochastic:4", "--random", "4 random bits"),
    Case("calc 1 --rounding stochastic:4 --random 16", "--random '16'", "0 to 15"),
    Case("calc 1 --random 1", "--random", "stochastic"),
    Case("calc 1 --overflow clamp", "--overflow 'clamp'", "saturate-finite"),
    Case("calc 1 --tininess never", "--tininess 'never'", "after, before"),
    Case("calc 'ad(1, 2)'", "'ad'", "add"),
    Case("calc 'add(1)'", "takes 2 operands, given 1"),
    Case("calc 'add(1, x)'", "'x'"),
    Case("calc 'add(1,2)x'", "'x' after the parenthesis"),
    Case("calc 'add(1,,2)'", "operand 2 is empty"),
    Case("calc 'add(1,2'", "the parenthesis is not closed"),
    Case("calc 'foo(1)'", "unknown operation 'foo'", "valid: add, subtract"),
    Case("show 'e5m2:bias=3,bias=4'", "\"bias=4\"", "given twice"),
  ]

  static let impossible = [
    Case("show 'e1m0'", "\"e1m0\"", "nan", "no room"),
    Case("show 'e1m1:nan=maximum,no-subnormals'", "exponentWidth", "no room"),
    Case("show 'e11m52:bias=0'", "bias", "beyond binary64"),
    Case("show e12m3", "\"e12m3\"", "exponentWidth", "12", "1 … 11"),
    Case("show e5m60", "\"e5m60\"", "precision", "61", "1 … 53"),
    Case("show 'e4m3:bias=x'", "bias=x"),
    Case("show 'e4m3:colour=red'", "colour=red"),
    Case("show 'e4m3(bias=8'", "parenthesis"),
    Case("show binary8p8se", "P", "1 … 7"),
  ]

  @Test(arguments: parser + names + impossible)
  func refused(_ call: Case) throws {
    let run = try Workbench().shell("gradual \(call.line)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for name in call.names { #expect(run.errors.contains(name), "\(run.errors)") }
  }

  /// A format's JSON file: the text, and what the line names besides the file.
  static let formatFiles = [
    Case(#"{"exponentWidth": 4"#, "not JSON"),
    Case("[1]", "not a JSON object"),
    Case(#"{"exponentWidth": 4}"#, "precision is missing"),
    Case(#"{"exponentWidth": "4", "precision": 4}"#, #"exponentWidth is "4""#, "a whole number"),
    Case(#"{"exponentWidth": 4.5, "precision": 4}"#, "exponentWidth is 4.5"),
    Case(#"{"exponentWidth": 4, "precision": 4, "nan": "iee"}"#, #"nan is "iee""#, "negative-zero"),
    Case(#"{"exponentWidth": 4, "precision": 4, "signed": 1}"#, "signed is 1", "true or false"),
    Case(#"{"exponentWidth": 4, "precision": 4, "biass": 1}"#, #"unknown key "biass""#),
    Case(#"{"exponentWidth": 4, "precision": 54}"#, "precision: 54"),
    Case(#"{"exponentWidth": 1e30, "precision": 4}"#, "exponentWidth is 1e+30"),
  ]

  @Test(arguments: formatFiles)
  func refusedFormatFile(_ file: Case) throws {
    let bench = try Workbench()
    try bench.write(file.line.utf8, to: "my.json")
    let run = try bench.gradual("calc", "1", "--format", "my.json")
    #expect(run.status == 2)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for name in ["my.json"] + file.names { #expect(run.errors.contains(name), "\(run.errors)") }
  }

  @Test(arguments: [
    ("no/such.json", "missing (no such file)"), ("empty.json", "empty"), ("./", "a folder"),
    ("large.json", "more than 65536 bytes"),
  ])
  func unreadFormatFile(path: String, reason: String) throws {
    let bench = try Workbench()
    try bench.write([], to: "empty.json")
    try bench.write([UInt8](repeating: 32, count: 65537), to: "large.json")
    let run = try bench.gradual("calc", "1", "--format", path)
    #expect(run.status == 2)
    #expect(
      run.errors
        == "gradual: \(path): file is \(reason); valid: a JSON file with a format's fields\n")
  }

  /// What a user wrote may hold anything; what reaches the terminal is text.
  @Test(arguments: [
    ("printf '\\x1b[31mzz 0 0 0\\n' | gradual verify f16_add", "\\u{1B}[31mzz"),
    ("gradual show $'e5\\x1bm2'", "e5\\u{1B}m2"),
    ("gradual show $'e5\\x07\\x7f\\xc2\\x9bm2'", "e5\\u{7}\\u{7F}\\u{9B}m2"),
    ("gradual calc $'a\\nb\\r\\tc'", "a\\nb\\r\\tc"),
    ("gradual list $'a\\xe2\\x80\\xa8\\xc2\\x85b'", "a\\u{2028}\\u{85}b"),
    ("gradual $'\\x1bc'", "\\u{1B}c"),
    ("gradual cast $'no\\x1b.npy' out.npy --format e5m2", "no\\u{1B}.npy"),
    ("gradual study underflow --set $'model=\\x1b[2J' --dry-run", "\\u{1B}[2J"),
  ])
  func controlCharactersAreEscaped(line: String, shown: String) throws {
    let run = try Workbench().shell(line)
    #expect(run.status == 2)
    #expect(run.errors.contains(shown), "\(run.errors.debugDescription)")
    let controls = run.errors.unicodeScalars.dropLast().filter { scalar in
      scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        || [0x2028, 0x2029].contains(scalar.value)
    }
    #expect(controls.isEmpty, "\(run.errors.debugDescription)")
    #expect(run.errors.hasSuffix("\n"))
  }

  @Test(arguments: [
    "list %", "show %", "calc %", "calc 'add(1, %)'", "verify %", "calc 1 --json=%",
  ])
  func longValuesAreCut(line: String) throws {
    let value = String(repeating: "z", count: 5000)
    let run = try Workbench().shell("gradual \(line.replacing("%", with: value))")
    #expect(run.status == 2)
    #expect(run.errors.contains("z…"), "\(run.errors)")
    #expect(run.errors.count < 500, "\(run.errors)")
  }

  @Test func fullDisk() throws {
    let run = try Workbench().shell("gradual list formats > /dev/full")
    #expect(run.status == 2)
    #expect(run.errorLines.count == 1 && run.errors.contains("stdout: not written"))
  }

  /// A reader that leaves early is no error: the signal ends the command without a word.
  @Test func closedPipe() throws {
    let run = try Workbench().shell("gradual show binary16 --json | head -c 10")
    #expect(run.errors.isEmpty)
    #expect(run.status == 0 || run.status == 128 + 13)
  }
}
