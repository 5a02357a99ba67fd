import Testing

/// Policies in `show`: their rules, files, and how they bind in a model.
@Suite struct PolicyTests {
  /// Lines with one space between words.
  private func lines(_ run: Run) -> [String] {
    run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
  }

  @Test func rulesOfAPreset() throws {
    let run = try Workbench().gradual("show", "fp8-hybrid")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("fp8-hybrid: "))
    for line in [
      "sites format overflow accumulator scaling passes roles",
      "* binary32 fp32 all all",
      "layers.* e4m3fn saturate delayed forward operand",
    ] { #expect(lines(run).contains(line), "\(run.output)") }
  }

  /// What `show` writes of a policy is a file that is read as the same policy.
  @Test(arguments: ["bf16-fp32-optimiser", "fp8-hybrid"])
  func shownPolicyIsAPolicyFile(name: String) throws {
    let run = try Workbench().shell(
      "gradual show \(name) --json > my.json; gradual show my.json --json | cmp my.json -")
    #expect(run.status == 0 && run.output.isEmpty, "\(run.output)\(run.errors)")
  }

  @Test func bindingsInAModel() throws {
    let bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
    let run = try bench.gradual("show", "my-policy.json", "--model", "qwen2.5-0.5b")
    #expect(run.status == 0, "\(run.errors)")
    for line in [
      "site role pass format accumulator",
      "layers.*.attention.norm operand forward bfloat16",
      "layers.*.attention.query activation forward bfloat16 fp32",
      "layers.*.attention.context operand forward bfloat16, as stored",
      "layers.*.residual residual forward bfloat16",
      "layers.*.residual residual activation-gradient bfloat16",
      "embedding.weight parameter parameter-gradient bfloat16 fp32",
      "head.norm.weight optimiser-state parameter-gradient binary32",
    ] where !lines(run).contains(line) { Issue.record("no line \(line): \(run.output)") }
    #expect(!lines(run).contains { $0.contains(".fused") }, "\(run.output)")
  }

  /// Operands in blocks are rounded for two products, and stand in the passes of both.
  @Test func blocksInAModel() throws {
    let run = try Workbench().gradual("show", "mxfp8", "--model", "gpt2")
    #expect(run.status == 0, "\(run.errors)")
    for (name, pass) in [
      ("attention.norm", "forward"), ("attention.norm", "parameter-gradient"),
      ("mlp.up", "activation-gradient"), ("mlp.up", "parameter-gradient"),
      ("mlp.up.weight", "forward"), ("mlp.up.weight", "activation-gradient"),
    ] {
      let line = "layers.*.\(name) operand \(pass) e4m3fn saturate block-32-e8m0"
      #expect(lines(run).contains(line), "\(run.output)")
    }
    #expect(lines(run).contains("head.norm operand forward bfloat16"), "\(run.output)")
    // Tiles say how their terms are summed.
    let tiles = lines(try Workbench().gradual("show", "deepseek-v3", "--model", "gpt2"))
    for line in [
      "layers.*.mlp.up.weight operand forward e4m3fn saturate h100-fp8 tile-128",
      "layers.*.mlp.up activation forward bfloat16 fp32",
      "layers.*.attention.product scores forward bfloat16 fp32",
    ] { #expect(tiles.contains(line), "\(tiles)") }
    // Other policies have one site for both.
    let other = try Workbench().gradual("show", "fp8-hybrid", "--model", "gpt2")
    #expect(!lines(other).contains { $0.contains("operand parameter-gradient") })
  }

  /// fp32 is a format; with a model, the policy. Layers that bind apart are shown apart.
  @Test func layersThatBindApart() throws {
    let bench = try Workbench()
    try bench.write(
      #"{"base": "fp32", "rules": [{"sites": "layers.1*.residual", "format": "bfloat16"}]}"#.utf8,
      to: "some.json")
    let run = try bench.gradual("show", "some.json", "--model", "gpt2", "--attention", "fused")
    for line in [
      "layers.0,2-9.residual residual forward binary32",
      "layers.1,10-11.residual residual forward bfloat16",
      "layers.*.attention.weights fused forward binary32",
    ] where !lines(run).contains(line) { Issue.record("no line \(line): \(run.output)") }
    let page = try bench.shell(
      """
      gradual show fp32 --model gpt2 --json | python3 -c 'import json, sys
      page = json.load(sys.stdin)
      print(page["policy"], page["model"], {site["format"] for site in page["sites"]})'
      """)
    #expect(page.output == "fp32 gpt2 {'binary32'}\n", "\(page.errors)")
  }

  /// A training program's configuration is a policy's file; `show` tells the loss scale too.
  @Test func trainingConfigurations() throws {
    let bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
    let run = try bench.gradual("show", "ds_config.json")
    #expect(run.output.hasPrefix("fp16-fp32-optimiser: "), "\(run.output)\(run.errors)")
    #expect(
      run.output.hasSuffix(
        "from a configuration of DeepSpeed; loss scaling: dynamic, 4096 at first\n"),
      "\(run.output)")
    let page = try bench.shell(
      """
      gradual show ds_config.json --json | python3 -c 'import json, sys
      page = json.load(sys.stdin)
      print(page["program"], page["policy"]["name"], page["lossScale"], page["dynamic"])'
      """)
    #expect(page.output == "DeepSpeed fp16-fp32-optimiser 4096.0 True\n", "\(page.output)")
    let bound = try bench.gradual("show", "ds_config.json", "--model", "gpt2")
    let sum = "embedding.weight gradient-accumulator parameter-gradient binary16"
    #expect(lines(bound).contains(sum), "\(bound.output)\(bound.errors)")
  }

  /// A policy's file: the text, and what the one line names besides the file.
  static let files = [
    ("[1]", ["not a JSON object", "base"]),
    (#"{"base": "fp17", "rules": []}"#, [#"base is "fp17": unknown"#, "fp16"]),
    (#"{"base": "fp32", "rule": []}"#, [#"unknown key "rule""#, "rules"]),
    (#"{"base": "fp32"}"#, ["rules is missing"]),
    (#"{"fp16": {"enabled": "auto"}}"#, [#"fp16.enabled is "auto""#, "true or false"]),
    (#"{"base": "fp32", "rules": {}}"#, ["rules is {}", "an array of rules"]),
    (#"{"rules": [{"roles": ["norm"], "format": "e5m2"}]}"#, ["base is missing", "bf16-mixed"]),
    (rule(#""role": ["norm"]"#), [#"rules[0]: unknown key "role""#, "roles"]),
    (rule(#""roles": ["norms"]"#), [#"rules[0].roles has "norms""#, "norm, rotary"]),
    (rule(#""roles": "norm""#), [#"rules[0].roles is "norm""#, "an array"]),
    (rule(#""roles": []"#), ["rules[0].roles is []", "norm"]),
    (rule(#""passes": ["back"]"#), [#"rules[0].passes has "back""#, "activation-gradient"]),
    (rule(#""sites": """#), [#"rules[0].sites is """#, "a path"]),
    (rule(#""format": "binary15""#), [#"rules[0].format is "binary15""#, "binary16"]),
    (rule(#""format": 16"#), ["rules[0].format is 16", "a format's name"]),
    (rule(#""accumulator": "h100-fp9""#), ["rules[0].accumulator", "h100-fp8"]),
    (rule(#""rounding": "nearest""#), ["rules[0].rounding", "nearest-even"]),
    (rule(#""overflow": "clamp""#), ["rules[0].overflow", "saturate"]),
    (rule(#""scaling": "dynamic""#), ["rules[0].scaling", "delayed", "block-32-e8m0"]),
    (#"{"base": "fp32", "rules": [{"roles": ["norm"]}]}"#, ["rules[0] sets nothing"]),
  ]

  private static func rule(_ field: String) -> String {
    let format = field.hasPrefix("\"format") ? "" : #", "format": "bfloat16""#
    return "{\"base\": \"fp32\", \"rules\": [{\(field)\(format)}]}"
  }

  @Test(arguments: files)
  func refusedFiles(text: String, names: [String]) throws {
    let bench = try Workbench()
    try bench.write(text.utf8, to: "my.json")
    let run = try bench.gradual("show", "my.json", "--model", "gpt2")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for name in ["my.json: "] + names { #expect(run.errors.contains(name), "\(run.errors)") }
  }

  /// What only a model can tell: a rule that holds nowhere, a product that cannot be computed.
  @Test(arguments: [
    (#"{"sites": "layers.12.*", "format": "e5m2"}"#, ["rule is for sites layers.12.*", "gpt2"]),
    (#"{"roles": ["rotary"], "format": "bfloat16"}"#, ["rule is for roles rotary", "gpt2"]),
    (#"{"accumulator": "h100-fp8"}"#, ["accumulator is h100-fp8", "e4m3fn"]),
  ])
  func refusedInAModel(rule: String, names: [String]) throws {
    let bench = try Workbench()
    try bench.write("{\"base\": \"fp32\", \"rules\": [\(rule)]}".utf8, to: "my.json")
    #expect(try bench.gradual("show", "my.json").status == 0)
    let run = try bench.gradual("show", "my.json", "--model", "gpt2")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for name in ["my.json: "] + names { #expect(run.errors.contains(name), "\(run.errors)") }
  }
}
