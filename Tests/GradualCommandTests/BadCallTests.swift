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
    Case("calc 1 2", "unexpected argument '2'"),
    Case("calc 1 --formt binary16", "unknown option '--formt'", "--format"),
    Case("calc 1 --format", "--format needs a value", "FORMAT"),
    Case("calc 1 --json=yes", "--json takes no value"),
    Case("calc 1 --format binary16 --format e5m2", "--format is given twice"),
    Case("list", "KIND is missing"),
    Case("list format", "unknown kind 'format'", "formats"),
  ]

  static let names = [
    Case("calc 1 --format binary15", "\"binary15\"", "binary16"),
    Case("show e4m3fm", "e4m3fm", "e4m3fn"),
    Case("show qwen2.5-7", "'qwen2.5-7'", "qwen2.5-7b"),
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

  @Test func missingFormatFile() throws {
    let run = try Workbench().gradual("calc", "1", "--format", "no/such.json")
    #expect(run.status == 2)
    #expect(
      run.errors == "gradual: no/such.json: unreadable; valid: a JSON file with a format's fields\n"
    )
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
