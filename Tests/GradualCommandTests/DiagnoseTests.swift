import Testing

/// `gradual diagnose`, as it is called.
@Suite struct DiagnoseTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
  }

  @Test func thePageOfTheZeroLoss() throws {
    let run = try bench.gradual("diagnose", "train.log")
    #expect(run.status == 0 && run.errors.isEmpty)
    let expected = """
      train.log: console of Hugging Face's Trainer, 18 training records, 3 evaluation records; no grad_norm, no loss_scale

      FAILURE  the loss is NaN and is printed as 0.0 (sure); the forward pass is not finite, and a loss scaler skips every update (strong)
        loss           0.0 in 18/18
      """
    #expect(run.output.hasPrefix(expected), "\(run.output)")
    let labels = [
      "ruled out", "still possible", "next, cheapest", "cure, once known", "will not help",
    ]
    for label in labels { #expect(run.output.contains("\n" + label + " "), "\(label)") }
  }

  @Test func exitCodeTellsOfAFailure() throws {
    #expect(try bench.gradual("diagnose", "train.log", "--exit-code").status == 1)
    #expect(try bench.gradual("diagnose", "train.log").status == 0)
    let healthy = try bench.gradual("diagnose", "runs-of-last-night", "--exit-code")
    #expect(healthy.status == 0)
    #expect(healthy.output.contains("runs-of-last-night/trainer_state.json"))
    #expect(healthy.output.contains("\nHEALTHY  "))
  }

  @Test func whatIsNoLogIsOneLine() throws {
    try bench.write("".utf8, to: "empty.log")
    let cases = [
      ("empty.log", "empty.log: empty; valid: trainer_state.json"),
      ("none.log", "none.log: unreadable (No such file or directory)"),
      ("w.npy", "w.npy: no record of a training run in it"),
      ("tiny-llama", "tiny-llama: no log in this folder"),
    ]
    for (name, message) in cases {
      let run = try bench.gradual("diagnose", name)
      #expect(run.status == 2 && run.output.isEmpty)
      #expect(run.errorLines.count == 1 && run.errors.contains(message), "\(run.errors)")
    }
  }

  /// What a log has in its numbers' place cannot steer a terminal.
  @Test func controlCharactersAreEscaped() throws {
    let text =
      "{'loss': tensor(nan, device='\u{1b}[2J')}\n{'loss': tensor(nan, device='\u{1b}[2J')}\n"
    try bench.write(text.utf8, to: "\u{1b}[31m.log")
    for options in [[], ["--json"]] {
      let run = try bench.gradual("diagnose", "\u{1b}[31m.log", options.first ?? "--exit-code")
      #expect(!run.output.contains("\u{1b}"), "\(run.output)")
    }
  }

  /// Once for each change of the verdict, in lines of JSON; ended by SIGINT, or by a failure that was asked for.
  @Test func followingSaysWhenTheVerdictChanges() throws {
    let healthy = (1...20).map { "{'loss': \(1 + 2 / Double($0)), 'grad_norm': 1.5}\n" }.joined()
    let dead = String(repeating: "{'loss': 0.0, 'grad_norm': nan}\n", count: 3)
    try bench.write(healthy.utf8, to: "growing.log")
    try bench.write(dead.utf8, to: "rest.log")
    let run = try bench.shell(
      """
      : > verdicts
      gradual diagnose growing.log --follow --json >> verdicts & follower=$!
      for _ in $(seq 300); do grep -q 'the log shows no failure' verdicts && break; sleep 0.1; done
      cat rest.log >> growing.log
      for _ in $(seq 300); do grep -q 'the run is NaN' verdicts && break; sleep 0.1; done
      kill -INT $follower; wait $follower; echo "status $?"
      wc -l < verdicts
      gradual diagnose growing.log --follow --exit-code > /dev/null; echo "status $?"
      """)
    #expect(run.errors.isEmpty, "\(run.errors)")
    #expect(run.output == "status 0\n2\nstatus 1\n", "\(run.output)")
  }

  /// A hook's file beside a log names a module; alone it does so too, with the losses that it was given.
  @Test func aHooksFileIsEvidence() throws {
    let beside = try bench.gradual("diagnose", "train.log")
    let place = "fc (Linear, float16), forward, step 1: 3 of 4 not finite"
    #expect(beside.output.contains(place), "\(beside.output)")
    let alone = try bench.gradual("diagnose", "hook.jsonl")
    #expect(alone.status == 0 && alone.output.contains(place), "\(alone.output)\(alone.errors)")
    #expect(alone.output.hasPrefix("hook.jsonl: file of gradual hook, 2 training records"))
    let lines = Fixtures.hook.split(separator: "\n").filter { !$0.contains("\"loss\"") }
    try bench.write(lines.joined(separator: "\n").utf8, to: "hook.jsonl")
    let without = try bench.gradual("diagnose", "hook.jsonl", "--exit-code")
    #expect(without.status == 1 && without.output.contains("there is no loss"), "\(without.output)")
    #expect(without.output.contains(place))
  }
}
