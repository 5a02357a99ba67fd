import JSON
import Testing

/// `gradual train`.
@Suite struct TrainCommandTests {
  /// A β₂ that is held as 1 makes weights NaN, and `gradual diagnose` finds it in the folder.
  @Test func anOverflowingRunIsDiagnosedFromItsFolder() throws {
    let bench = try Workbench()
    let run = try bench.gradual(
      "train", "run", "--constants", "bfloat16", "--policy", "bf16-mixed", "--steps", "40",
      "--log-every", "5")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("alarm  loss-not-finite in step 2: nan"), "\(run.output)")
    let found = try bench.gradual("diagnose", "run", "--exit-code")
    #expect(found.status == 1 && found.output.contains("FAILURE"), "\(found.output)")
  }

  @Test func aSoundRunIsHealthy() throws {
    let bench = try Workbench()
    let run = try bench.gradual("train", "run", "--steps", "60", "--rate", "0.005")
    #expect(run.status == 0 && !run.output.contains("alarm"), "\(run.output)\(run.errors)")
    let found = try bench.gradual("diagnose", "run", "--exit-code")
    #expect(found.status == 0, "\(found.output)")
    // A second run would write over it.
    let again = try bench.gradual("train", "run", "--steps", "1")
    #expect(again.status == 2 && again.errors.contains("trainer_state.json"))
  }

  /// Updates that do not move weights of bfloat16: the log is consistent with them, and no more can be told
  /// from it; what is true is in steps.jsonl.
  @Test func updatesThatUnderflowAreConsistentWithTheirLog() throws {
    let bench = try Workbench()
    let run = try bench.gradual(
      "train", "run", "--policy", "bf16-pure", "--rate", "1e-5", "--schedule", "constant",
      "--steps", "200", "--log-every", "5", "--batch", "16")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    for log in ["trainer_state.json", "steps.jsonl"] {
      let found = try bench.gradual("diagnose", "run/\(log)", "--json")
      let json = try JSONValue(parsing: found.output)
      #expect(json["verdict"]?.string == "update-underflow", "\(log): \(found.output)")
      #expect(json["certainty"]?.string == "consistent", "\(log)")
    }
    let stuck = try bench.shell(
      "tail -n 2 run/steps.jsonl | head -n 1 | grep -o 'stuck_share\": 0.9'")
    #expect(stuck.output == "stuck_share\": 0.9\n", "\(stuck.output)")
  }

  /// The gradients of all parameters are counted, and every site, in the steps that were asked for.
  @Test func sitesAreCounted() throws {
    let bench = try Workbench()
    let run = try bench.gradual(
      "train", "run", "--steps", "6", "--sites-every", "3", "--log-every", "2")
    #expect(run.status == 0 && run.output.contains("sites.jsonl"), "\(run.output)\(run.errors)")
    let lines = try bench.shell(
      #"""
      grep -c '"gradients"' run/sites.jsonl
      grep -o '"step": [0-9]*' run/sites.jsonl | sort -u
      grep '"site": "layers.1.mlp.hidden", "pass": "forward"' run/sites.jsonl | grep -c '"nan": 0'
      """#)
    #expect(lines.output == "2\n\"step\": 3\n\"step\": 6\n2\n", "\(lines.output)")
    let found = try bench.gradual("diagnose", "run")
    #expect(found.status == 0 && found.errors.isEmpty, "\(found.errors)")
  }

  @Test(arguments: [
    (["--objective", "ppo"], "pretraining, sft, dpo"), (["--rate", "-1"], "a positive number"),
    (["--model", "qwen2.5-7b"], "at most 67,108,864"), (["--text", "none.txt"], "none.txt"),
    (["--update", "stochastic:61"], "1 to 60 bits"), (["--stop-on", "loss"], "loss-not-finite"),
    (["--accumulator", "h101"], "h101"), (["--length", "1"], "from 2 to"),
    (["--length", "257"], "2 … 256"), (["--policy", "fp17-mixed"], "fp16-mixed"),
  ])
  func whatIsOfNoUseIsOneLine(options: [String], named: String) throws {
    let bench = try Workbench()
    let run = try bench.shell((["gradual", "train", "run"] + options).joined(separator: " "))
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(
      run.errors.contains(named) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }
}
