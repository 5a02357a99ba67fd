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
}
