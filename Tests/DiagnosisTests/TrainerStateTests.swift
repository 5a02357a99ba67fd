import Testing

@testable import Diagnosis

@Suite struct TrainerStateTests {
  static let text = """
    {
      "best_metric": null,
      "best_model_checkpoint": "log_history [ { \\" }",
      "epoch": 1.0,
      "is_hyper_param_search": false,
      "log_history": [
        {
          "epoch": 0.1,
          "grad_norm": NaN,
          "learning_rate": 1e-05,
          "loss": 0.0,
          "step": 10
        },
        {
          "epoch": 0.1, "eval_loss": Infinity, "step": 10
        },
        {"step": 20, "train_loss": 0.0, "train_runtime": 3.5}
      ],
      "stateful_callbacks": {"TrainerControl": {"args": {"loss": 3}}},
      "trial_params": null
    }

    """

  @Test(arguments: [1, 5, 1 << 20])
  func entriesOfTheHistoryAreRead(piece: Int) {
    let found = records(Self.text, TrainerStateReader(), piece: piece).map(ConsoleTests.text)
    #expect(
      found == ["7@10 grad_norm=nan learning_rate=1e-05 loss=0.0", "14@10 eval_loss=inf"])
  }

  /// A job that is killed while it writes leaves a part of a file.
  @Test func aPartIsReadAsFarAsItGoes() throws {
    let bytes = Array(Self.text.utf8)
    let whole = try read(bytes)
    #expect(!whole.account.isTruncated && whole.account.entries == [.trainerState: 2])
    let part = try read(Array(bytes.prefix(330)))
    #expect(part.account.isTruncated && part.account.entries == [.trainerState: 1])
  }

  @Test func anEntryThatCannotBeReadIsCounted() throws {
    let log = try read(
      #"{"log_history": [{"loss": 1.5, "step": 1}, {"loss": 1.5.2}, {"loss": 1.4, "step": 3}]}"#)
    #expect(log.account.unreadable == 1 && log.account.firstUnreadable == 1)
    #expect(log.summary.trainingRecords == 2)
  }
}
