import Testing

@testable import Diagnosis

@Suite struct CSVTests {
  @Test func aHistoryIsRead() throws {
    let text = """
      _step,train/loss,train/grad_norm,train/learning_rate,eval/loss,train/global_step,note
      0,2.5,NaN,1e-05,,10,"a, b"
      1,,,,Infinity,10,

      2,0,1.5,2e-05,,20,"say ""loss"", 3"

      """
    let log = try read(text, name: "history.csv")
    #expect(log.account.entries == [.csv: 3])
    #expect(
      records(text, CSVReader(), piece: 3).map(ConsoleTests.text) == [
        "2@0 loss=2.5 grad_norm=NaN learning_rate=1e-05", "3@1 eval_loss=Infinity",
        "5@2 loss=0 grad_norm=1.5 learning_rate=2e-05",
      ])
  }

  @Test func aChartIsRead() throws {
    let text =
      "\u{feff}\"Step\",\"run-1 - train/loss\",\"run-1 - train/loss__MIN\",\"run-1 - train/loss__MAX\"\r\n"
      + "\"10\",\"2.5\",\"2.5\",\"2.5\"\r\n\"20\",\"NaN\",\"NaN\",\"NaN\"\r\n"
    #expect(try read(text).account.entries == [.csv: 2])
    #expect(
      records(text, CSVReader()).map(ConsoleTests.text) == ["2@10 loss=2.5", "3@20 loss=NaN"])
  }

  @Test func aConsoleWithCommasIsNoTable() throws {
    let log = try read("loss, as printed:\n{'loss': 1.5}\n")
    #expect(log.account.entries == [.console: 1])
  }
}
