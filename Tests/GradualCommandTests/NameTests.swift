import Testing

/// `list`, `show`, and how formats are spelled.
@Suite struct NameTests {
  @Test(arguments: ["formats", "rounding", "models", "accumulators", "policies", "aliases"])
  func listsAreAlignedAndReadByPrograms(kind: String) throws {
    let bench = try Workbench()
    let text = try bench.gradual("list", kind)
    #expect(text.status == 0)
    let rows = text.output.split(separator: "\n")
    let json = try bench.shell(
      "gradual list \(kind) --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'"
    )
    #expect(json.output == "\(rows.count - 1)\n")
  }

  @Test func accumulatorsFitHundredColumns() throws {
    let run = try Workbench().gradual("list", "accumulators")
    for line in run.output.split(separator: "\n") where line.count > 100 {
      Issue.record("\(line.count) columns: \(line)")
    }
  }

  @Test(arguments: ["e4m3:bias=8", "e4m3(bias=8)", "E4M3(BIAS=8)"])
  func bothSpellingsAreOneFormat(name: String) throws {
    let run = try Workbench().gradual("show", name, "--json")
    #expect(run.status == 0)
    #expect(run.output.contains("\"name\": \"e4m3:bias=8\""))
  }

  @Test func formatOfAJSONFile() throws {
    let bench = try Workbench()
    try bench.write(
      #"{"exponentWidth": 3, "precision": 5, "bias": 5, "nan": "none", "infinity": false}"#.utf8,
      to: "my.json")
    let run = try bench.gradual("calc", "100", "--format", "my.json")
    #expect(run.status == 0)
    #expect(run.output.contains("convert in my"))
    // The largest number: 31/16 · 2^(7−5).
    #expect(run.output.contains("0x7f") && run.output.contains(" 7.75\n"))
  }

  @Test func bareE4M3IsNotedOnce() throws {
    let bench = try Workbench()
    let bare = try bench.gradual("calc", "300", "--format", "e4m3", "--from", "e4m3")
    #expect(bare.status == 0)
    #expect(bare.errorLines.count == 1)
    #expect(bare.errors.contains("240") && bare.errors.contains("e4m3fn"))
    #expect(try bench.gradual("calc", "300", "--format", "e4m3fn").errors.isEmpty)
  }

  /// What `show` writes of a format is a file that is read as the same format.
  @Test func shownFormatIsAFormatFile() throws {
    let run = try Workbench().shell(
      """
      gradual show e4m3b11fnuz --json > page.json
      python3 -c 'import json; print(json.dumps(json.load(open("page.json"))["format"]))' > copy.json
      gradual show copy.json --json > again.json
      python3 -c 'import json
      pages = [json.load(open(name)) for name in ("page.json", "again.json")]
      print([pages[0][key] == pages[1][key] for key in ("format", "values", "largest")])'
      """)
    #expect(run.output == "[True, True, True]\n", "\(run.output)\(run.errors)")
  }

  @Test func everyCodeInJSON() throws {
    let run = try Workbench().shell(
      """
      gradual show e4m3fn --json | python3 -c 'import json, sys
      values = json.load(sys.stdin)["values"]
      print(len(values), values[1], values[0x7e], values[0x7f], values[0x80], values[0xfe])'
      """)
    #expect(run.output == "256 0.001953125 448 nan -0 -448\n")
  }

  @Test(arguments: [
    ("h100-fp8", "h100-fp8", ["operands e4m3fn or e5m2", "result binary32", "random bits none"]),
    ("a100-fp16-OUT-fp16", "a100-fp16-out-fp16", ["operands binary16", "result binary16"]),
    (
      "chunked(64, per-operation(e5m10,stochastic(13)), fp32)",
      "chunked(64, per-operation(e5m10, stochastic(13)), fp32)",
      ["operands any format", "result binary32", "random bits by a seed"]
    ),
    ("exact", "exact", ["result binary64"]),
    ("kahan(e4m3(bias=8))", "kahan(e4m3(bias=8))", ["result e4m3:bias=8"]),
  ])
  func accumulator(name: String, canonical: String, rows: [String]) throws {
    let bench = try Workbench()
    let run = try bench.gradual("show", name)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(run.output.hasPrefix(canonical + ": "), "\(run.output)")
    for row in rows { #expect(lines.contains(row), "\(run.output)") }
    let json = try bench.shell(
      "gradual show '\(name)' --json | python3 -c 'import json, sys; print(json.load(sys.stdin)[\"name\"])'"
    )
    #expect(json.output == canonical + "\n")
  }

  /// Every name of the list is one that `show` knows; a scheme's is its usage.
  @Test func accumulatorsOfTheListAreShown() throws {
    let run = try Workbench().shell(
      """
      gradual list accumulators --json | python3 -c 'import json, sys
      for row in json.load(sys.stdin): print(row["name"])' | grep -v '[(\\[]' | while read name; do
      gradual show $name > /dev/null || echo $name; done
      """)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.output)\(run.errors)")
  }

  private static let config =
    #"{"model_type": "gpt2", "n_embd": 64, "n_layer": 2, "n_head": 4, "vocab_size": 100, "n_positions": 32}"#

  @Test func configOfAFolder() throws {
    let bench = try Workbench()
    try bench.write(Self.config.utf8, to: "config.json")
    try bench.write(Self.config.utf8, to: "mine.json")
    for path in ["config.json", ".", "./", "mine.json"] {
      let run = try bench.gradual("show", path)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("2, pre-norm") && run.output.contains(": custom\n"))
    }
  }

  /// A file, a folder with one, an index, and what takes their place: a model's config.json.
  @Test func tensorsOfAFile() throws {
    let bench = try Workbench()
    let header =
      #"{"__metadata__":{"format":"pt"},"a\u001b":{"dtype":"BF16","shape":[1200,2],"data_offsets":[0,4800]},"b":{"dtype":"F32","shape":[],"data_offsets":[4800,4804]}}"#
    try bench.write(Fixtures.safetensors(header, byteCount: 4804), to: "model.safetensors")
    for path in ["model.safetensors", ".", "./"] {
      let run = try bench.gradual("show", path)
      #expect(run.status == 0, "\(run.errors)")
      let lines = run.output.split(separator: "\n").map {
        $0.split(separator: " ").joined(separator: " ")
      }
      for line in [
        "model.safetensors 2 2,401 4,804 format=pt", "BF16 1 2,400 4,800", "F32 1 1 4",
        "total 2 2,401 4,804", "a\\u{1B} BF16 1200×2 2,400 4,800", "b F32 scalar 1 4",
      ] { #expect(lines.contains(line), "\(run.output)") }
    }
    try bench.write(
      #"{"weight_map": {"b": "model.safetensors"}}"#.utf8, to: "model.safetensors.index.json")
    let run = try bench.gradual("show", "model.safetensors.index.json")
    #expect(run.status == 0 && run.output.contains("b       F32"), "\(run.output)\(run.errors)")
    #expect(!run.output.contains("BF16"), "\(run.output)")
    try bench.write(Self.config.utf8, to: "config.json")
    #expect(try bench.gradual("show", ".").output.contains(": custom\n"))
    let cut = try bench.shell(
      "head -c 20 model.safetensors > cut.safetensors; gradual show cut.safetensors")
    #expect(cut.status == 2 && cut.errorLines.count == 1, "\(cut.errors)")
    #expect(cut.errors.contains("cut.safetensors: header length is "), "\(cut.errors)")
  }

  /// What an operand's own rounding signalled is told beside it.
  @Test(arguments: [
    ("add(-1,2)", "e8m0fnu", ["-1 0xff nan (invalid)", "2 0x80 2"]),
    ("add(0.1,2)", "e5m2", ["0.1 0x2e 0.09375 (rounded)", "2 0x40 2"]),
    ("add(1e9,2)", "e5m2", ["1e9 0x7c inf (rounded, overflow)", "2 0x40 2"]),
  ])
  func operandsShowTheirFlags(expression: String, format: String, rows: [String]) throws {
    let run = try Workbench().gradual("calc", expression, "--format", format)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(Array(lines.dropFirst(2).prefix(2)) == rows, "\(run.output)")
  }
}
