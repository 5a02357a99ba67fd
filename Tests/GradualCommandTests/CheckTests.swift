import Foundation
import Testing

/// `check`.
@Suite struct CheckTests {
  /// Case 11 of the raw product of queries and keys: with all of their 8 numbers at 91, which dwarfs what
  /// the weights add, a token's product with itself is about 8·91² = 66,248, beyond binary16, and 23,422
  /// when it is scaled first; rotation does not change it.
  @Test(
    arguments: [
      ("fp16-mixed", "eager", "layers.0.attention.product"), ("fp16-mixed", "scale-first", nil),
      ("fp16-mixed", "fused", nil), ("bf16-mixed", "eager", nil),
    ] as [(String, String, String?)])
  func productsOfQueriesAndKeysOverflow(
    policy: String, attention: String, failure: String?
  ) throws {
    let bench = try Workbench()
    try TinyModel(modelType: "qwen2", bias: 91).write(to: "m", in: bench)
    let run = try bench.gradual(
      "check", "m", "--policy", policy, "--attention", attention, "--length", "8", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let page = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(page?["firstFailure"] as? String == failure, "\(policy), \(attention)")
    #expect((page?["loss"] as? String == "nan") == (failure != nil))
  }

  @Test func pageIsOfTheModel() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    let one = try bench.gradual("check", "m", "--threads", "1")
    #expect(one.status == 0 && one.errors.isEmpty, "\(one.errors)")
    #expect(one.output.hasPrefix("m, policy fp16-mixed: 32 tokens in sequences of 32"))
    #expect(one.output.contains("every number is finite"))
    #expect(one.output.contains("the parameters' as one vector: 1 − cosine"))
    #expect(try bench.gradual("check", "m", "--threads", "2").output == one.output)
  }

  /// A training program's configuration says what the loss is multiplied by, unless the call does.
  @Test func configurationsBringTheirLossScale() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    try bench.write(Data(#"{"fp16": {"enabled": true}}"#.utf8), to: "ds.json")
    let own = try bench.gradual("check", "m", "--policy", "ds.json")
    #expect(own.output.contains("loss scale 2^16"), "\(own.errors)\(own.output)")
    let given = try bench.gradual("check", "m", "--policy", "ds.json", "--loss-scale", "4")
    #expect(given.output.contains("loss scale 2^2"), "\(given.errors)\(given.output)")
  }

  /// binary32 against binary64: nothing is lost, and the difference is binary32's.
  @Test func passesAreComparedWithTheReference() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    let run = try bench.gradual(
      "check", "m", "--policy", "fp32", "--reference", "fp64", "--length", "8", "--json")
    let page = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let sites = page?["sites"] as? [[String: Any]] ?? []
    let gradients = sites.filter { $0["pass"] as? String != "forward" }
      .compactMap { $0["against"] as? [String: Any] }
    #expect(!gradients.isEmpty, "\(run.errors)")
    for against in gradients {
      let error = against["relativeError"] as? Double
      #expect(against["lost"] as? Int == 0 && error ?? 0 < 1e-4, "\(against)")
    }
    let cosine = page?["gradientCosine"] as? Double
    #expect((cosine ?? 0) > 1 - 1e-9, "\(cosine ?? -1)")
  }

  /// The tokens of the text, the first of them with --length, are what the pass is of.
  @Test func textsAreTokenized() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    try bench.write(Fixtures.tokenizer(), to: "m/tokenizer.json")
    try bench.write(Data("abc, 12\n".utf8), to: "t.txt")
    for (count, numbers) in [(9, [0, 1, 2, 28, 26, 31, 32, 29]), (3, [0, 1, 2])] {
      let run = try bench.gradual("check", "m", "--text", "t.txt", "--length", "\(count)", "--json")
      let page = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      #expect(page?["tokenNumbers"] as? [Int] == numbers, "\(run.errors)")
      #expect(page?["isCut"] as? Bool == (count == 3))
    }
    let page = try bench.gradual("check", "m", "--text", "t.txt", "--length", "3").output
    #expect(page.contains("3 tokens in sequences of 3, the first of a longer text"), "\(page)")
  }

  @Test func gradientsAreWrittenUnderTheTensorsNames() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    let run = try bench.gradual("check", "m", "--gradients", "g.safetensors", "--length", "4")
    #expect(run.status == 0, "\(run.errors)")
    let shown = try bench.gradual("show", "g.safetensors")
    #expect(shown.output.contains("model.layers.1.self_attn.k_proj.weight"), "\(shown.errors)")
  }

  /// One line, exit 2, nothing on stdout, nothing written.
  @Test func badFoldersAndCalls() throws {
    let bench = try Workbench()
    try TinyModel().write(to: "m", in: bench)
    try TinyModel(missing: "model.layers.1.mlp.up_proj.weight").write(to: "missing", in: bench)
    try TinyModel(config: ["intermediate_size": 25]).write(to: "shape", in: bench)
    try TinyModel(config: ["num_attention_heads": 3]).write(to: "heads", in: bench)
    try TinyModel().write(to: "mute", in: bench)
    try TinyModel(modelType: "mamba").write(to: "mamba", in: bench)
    let cut = try Data(contentsOf: bench.folder.appendingPathComponent("m/model.safetensors"))
    try TinyModel().write(to: "cut", in: bench)
    try bench.write(cut.dropLast(), to: "cut/model.safetensors")
    try bench.write(Fixtures.npy(floats: [0, 60, 61]), to: "tokens.npy")
    try bench.write(Fixtures.tokenizer(), to: "m/tokenizer.json")
    try bench.write(Data("ab\u{e9}".utf8), to: "t.txt")
    try bench.write(Data([0x61, 0xE9]), to: "latin.txt")
    let cases: [([String], [String])] = [
      (["check", "m", "--text", "t.txt"], ["m/tokenizer.json", "t.txt", "60"]),
      (["check", "m", "--text", "latin.txt"], ["latin.txt", "byte 1", "0xE9", "UTF-8"]),
      (["check", "m", "--text", "none.txt"], ["none.txt", "missing"]),
      (["check", "mute", "--text", "t.txt"], ["mute/tokenizer.json", "missing"]),
      (["check", "m", "--text", "t.txt", "--tokens", "tokens.npy"], ["--text", "--tokens"]),
      (["check", "missing"], ["model.layers.1.mlp.up_proj.weight", "missing"]),
      (["check", "shape"], ["shape", "[24, 16]", "[25, 16]"]),
      (["check", "heads"], ["num_attention_heads", "3"]),
      (["check", "mamba"], ["model_type", "qwen2, llama"]),
      (["check", "cut"], ["model.safetensors"]),
      (["check", "nowhere"], ["nowhere", "missing", "config.json"]),
      (["check", "m", "--tokens", "tokens.npy"], ["tokens.npy", "element 2", "61", "60"]),
      (["check", "m", "--length", "65"], ["65", "64"]),
      (["check", "m", "--policy", "fp61"], ["fp61", "fp64"]),
      (["check", "m", "--attention", "lazy"], ["lazy", "eager"]),
      (["check", "m", "--loss-scale", "3"], ["--loss-scale '3'", "2^16"]),
      (["check", "m", "--tokens-per-loss", "31"], ["--tokens-per-loss '31'", "32"]),
    ]
    for (arguments, names) in cases {
      let run = try bench.shell("gradual " + arguments.joined(separator: " "))
      #expect(run.status == 2 && run.output.isEmpty, "\(arguments): \(run.output)")
      #expect(run.errorLines.count == 1, "\(arguments): \(run.errors)")
      for name in names { #expect(run.errors.contains(name), "\(arguments): \(run.errors)") }
    }
  }
}
