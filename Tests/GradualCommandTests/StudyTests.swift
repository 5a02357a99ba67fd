import Foundation
import Testing

/// `study`, `merge`, `report`.
@Suite struct StudyTests {
  private let small = "study underflow --set model=gpt2 --set format=binary16 --set vary=none"

  @Test func oneProcessAndShardsWriteTheSameBytes() throws {
    let bench = try Workbench()
    let whole = try bench.shell("gradual \(small) --threads 2 --out whole && gradual merge whole")
    #expect(whole.status == 0, "\(whole.errors)")
    for shard in ["2/3", "0/3", "1/3", "1/3"] {
      let run = try bench.shell("gradual \(small) --threads 1 --out parts --shard \(shard)")
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try bench.shell("gradual merge parts").status == 0)
    let results = try bench.read("whole/results.csv")
    #expect(results.count > 1000)
    #expect(try bench.read("parts/results.csv") == results)
  }

  /// A run that is killed, then asked to stop, then finished, has the rows of an undisturbed one.
  @Test func killedAndStoppedRunsGoOn() throws {
    let bench = try Workbench()
    let study = "\(small) --set model=gpt2-large,gpt2-xl --set format=e5m2 --threads 1"
    let whole = try bench.shell("gradual \(study) --out whole && gradual merge whole")
    #expect(whole.status == 0, "\(whole.errors)")
    for (attempt, signal) in [(1, "KILL"), (2, "TERM")] {
      // The signal comes once this attempt has written a row.
      let stopped = try bench.shell(
        """
        written() {
          count=0
          for part in run/parts/*.jsonl; do [ -s "$part" ] && count=$((count + 1)); done
          [ $count -eq \(attempt) ]
        }
        gradual \(study) --out run & process=$!
        for i in $(seq 1000); do written && break; sleep 0.01; done
        kill -\(signal) $process
        wait $process
        """)
      #expect(stopped.status == (signal == "KILL" ? 137 : 3), "\(stopped.errors)")
    }
    let finished = try bench.shell("gradual \(study) --out run && gradual merge run")
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(try bench.read("run/results.csv") == bench.read("whole/results.csv"))
  }

  /// In a folder whose name a shell would take apart.
  @Test func missingRowsEndWith3AndTheCommandThatComputesThem() throws {
    let bench = try Workbench()
    let limited = try bench.shell("gradual \(small) --out \"my run's\" --limit 2")
    #expect(limited.status == 0, "\(limited.errors)")
    #expect(limited.output.contains("computed 2, left"))
    for command in ["merge", "report"] {
      let merge = try bench.gradual(command, "my run's")
      #expect(merge.status == 3)
      #expect(merge.errorLines.count == 1)
      #expect(!bench.has("my run's/results.csv") && !bench.has("my run's/report"))
    }
    let line = try bench.gradual("merge", "my run's").errors
    let start = try #require(line.range(of: "with: ")).upperBound
    #expect(try bench.shell(String(line[start...])).status == 0)
    #expect(try bench.gradual("merge", "my run's").status == 0)
  }

  @Test func reportNamesWhatItWrote() throws {
    let bench = try Workbench()
    let run = try bench.shell("gradual \(small) --out run > log && gradual report run --out made")
    #expect(run.status == 0, "\(run.errors)")
    let paths = run.output.split(separator: "\n").map(String.init)
    #expect(paths.contains("made/report.md") && paths.contains("made/results.csv"))
    for path in paths { #expect(bench.has(path), "\(path)") }
  }

  @Test func dryRunWritesNothing() throws {
    let bench = try Workbench()
    let run = try bench.shell("gradual \(small) --out run --dry-run")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("underflow: "))
    #expect(!bench.has("run") && !bench.has("runs"))
  }

  @Test func commasInParenthesesAreANamesOwn() throws {
    let run = try Workbench().shell(
      "gradual study underflow --set 'format=e4m3(bias=8,no-infinity),e5m2' --set model=gpt2 --dry-run"
    )
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(arguments: [
    ("study underflw", ["'underflw'", "underflow"]),
    ("study nosuch", ["'nosuch'", "valid: underflow"]),
    (
      "study underflow --set format=bf16,bfloat16 --dry-run",
      ["\"bfloat16\"", "\"bf16\"", "same format"]
    ),
    ("study underflow --set modle=gpt2", ["'modle'", "model"]),
    ("study underflow --set model=gpt3", ["'gpt3'", "gpt2"]),
    ("study underflow --set model", ["'model'", "AXIS=VALUES"]),
    ("study underflow --set =gpt2", ["'=gpt2'", "AXIS=VALUES"]),
    ("study underflow --set loss_scale=-1", ["loss_scale", "\"-1\""]),
    ("study underflow --set format=e4m3f --dry-run", ["format", "\"e4m3f\"", "e4m3fn"]),
    ("study underflow --shard 3/2", ["3/2"]), ("study underflow --shard x", ["\"x\""]),
    ("study underflow --threads 0", ["--threads '0'", "1 to 1024"]),
    ("study underflow --limit many", ["--limit 'many'"]),
    ("study underflow --config no.json", ["no.json"]),
    ("study underflow --out in.json/run --limit 1", ["in.json/run"]),
    ("study underflow --out /proc/run --limit 1", ["/proc/run"]),
    ("study underflow --config in.json", ["in.json"]),
    ("merge nowhere", ["nowhere"]), ("report nowhere", ["nowhere"]), ("merge in.json", ["in.json"]),
  ])
  func refused(call: String, names: [String]) throws {
    let bench = try Workbench()
    try bench.write("not JSON".utf8, to: "in.json")
    let run = try bench.shell("gradual \(call)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for name in names { #expect(run.errors.contains(name), "\(run.errors)") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path) == ["in.json"])
  }

  private static let tinyModel =
    #"{"model_type": "gpt2", "n_embd": 64, "n_layer": 2, "n_head": 4, "vocab_size": 100, "n_positions": 32}"#

  /// Two models of one's own are told apart by their folders.
  @Test func twoConfigsInOneStudy() throws {
    let bench = try Workbench()
    _ = try bench.shell("mkdir -p m/a m/b")
    try bench.write(Self.tinyModel.utf8, to: "m/a/config.json")
    try bench.write(Self.tinyModel.replacing("64", with: "128").utf8, to: "m/b/config.json")
    let run = try bench.shell(
      """
      gradual study underflow --set model=m/a/config.json,m/b/config.json \\
        --set format=e5m2 --set vary=none --out run \\
        && gradual merge run \\
        && grep -qE '(^|,)a,' run/results.csv && grep -qE '(^|,)b,' run/results.csv
      """)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(arguments: [("no/config.json", "no such file"), ("empty/config.json", "empty")])
  func unreadConfigsSayWhy(path: String, reason: String) throws {
    let bench = try Workbench()
    _ = try bench.shell("mkdir empty && touch empty/config.json")
    for call in ["show \(path)", "study underflow --set model=\(path) --dry-run"] {
      let run = try bench.shell("gradual \(call)")
      #expect(run.status == 2 && run.errorLines.count == 1)
      #expect(run.errors.contains(path) && run.errors.contains(reason), "\(run.errors)")
    }
  }

  /// config.json of a model: what replaces a size of a good one, and what the line names.
  @Test(arguments: [
    ("\"n_embd\": -64", ["n_embd is -64"]), ("\"n_embd\": 1e300", ["n_embd is 1e+300"]),
    ("\"n_embd\": 9223372036854775807", ["n_embd is 9223372036854775807"]),
    ("\"n_embd\": \"64\"", ["n_embd is \"64\""]), ("\"n_embd\": 0", ["n_embd is 0"]),
    ("\"n_embd\": 65", ["n_embd"]), ("\"other\": 64", ["n_embd is missing"]),
    ("\"n_embd\": 64, \"model_type\": \"bert\"", ["model_type", "bert", "gpt2"]),
    ("\"n_embd\": 64", []),
  ])
  func modelsConfig(size: String, names: [String]) throws {
    let bench = try Workbench()
    let type = size.contains("model_type") ? "" : "\"model_type\": \"gpt2\", "
    let config =
      "{\(type)\(size), \"n_layer\": 2, \"n_head\": 4, \"vocab_size\": 100, \"n_positions\": 32}"
    try bench.write(config.utf8, to: "config.json")
    for call in ["show config.json", "study underflow --set model=config.json --dry-run"] {
      let run = try bench.shell("gradual \(call)")
      guard !names.isEmpty else {
        #expect(run.status == 0, "\(call): \(run.errors)")
        continue
      }
      #expect(run.status == 2, "\(call)")
      #expect(run.errorLines.count == 1, "\(call): \(run.errors)")
      for name in ["config.json"] + names { #expect(run.errors.contains(name), "\(run.errors)") }
    }
  }
}
