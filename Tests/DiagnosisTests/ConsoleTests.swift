import Testing

@testable import Diagnosis

/// What the console's reader makes of lines as programs print them.
@Suite struct ConsoleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// Of each record: line, step, and readings as `name=text`.
    let records: [String]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "Trainer 4.x, unrounded",
      text:
        "{'loss': 2.4331, 'grad_norm': 1.25, 'learning_rate': 1.0526315789473685e-07, 'epoch': 0.1}\n",
      records: ["1 loss=2.4331 grad_norm=1.25 learning_rate=1.0526315789473685e-07"]),
    Case(
      name: "Trainer 5.x, %.4g in quotes",
      text: "{'loss': '6.238', 'grad_norm': 'nan', 'learning_rate': '1e-05', 'epoch': '0.5'}\n",
      records: ["1 loss=6.238 grad_norm=nan learning_rate=1e-05"]),
    Case(
      name: "tensors",
      text: "{'loss': tensor(nan, device='cuda:0'), 'grad_norm': tensor(0.5), 'lr': [1e-05]}\n",
      records: ["1 loss=tensor(nan, device='cuda:0') grad_norm=tensor(0.5) learning_rate=[1e-05]"]),
    Case(
      name: "numpy's numbers, None, strings, lists and dictionaries in between",
      text:
        "{'loss': np.float64(0.25), 'grad_norm': None, 'note': 'a, {b}: \"c', 'x': [1, {'loss': 3}]}\n",
      records: ["1 loss=np.float64(0.25)"]),
    Case(
      name: "several in a line, with text around",
      text: "rank 0: {'loss': 1.0} then {'loss': 2.0, 'epoch': 1} done\n",
      records: ["1 loss=1.0", "1 loss=2.0"]),
    Case(
      name: "a progress bar's carriage returns",
      text:
        "  5%|▌ | 9/180 [00:10<03:00,  1.1s/it]\r  6%|▌ | 10/180 [00:12<03:24,  1.20s/it]\r{'loss': 0.0}\r\n"
        + " 11%|█ | 20/180 [00:22<03:24]                {'loss': 0.5}\n",
      records: ["1@10 loss=0.0", "2@20 loss=0.5"]),
    Case(
      name: "TRL's DPO",
      text:
        "{'loss': 0.6931, 'rewards/chosen': 0.0, 'rewards/margins': 0.0, 'logps/chosen': -12.5}\n"
        + "{'eval_loss': 0.69, 'eval_rewards/margins': 14.0}\n",
      records: ["1 loss=0.6931 rewards/margins=0.0 logps/chosen=-12.5", "2 eval_loss=0.69"]),
    Case(
      name: "the summary at the end is no record",
      text: "{'train_runtime': 10.2, 'train_loss': 0.0, 'epoch': 1.0}\n{'train_loss': 0.5}\n",
      records: ["2 loss=0.5"]),
    Case(
      name: "LlamaFactory's JSON lines",
      text:
        #"{"current_steps": 10, "total_steps": 99, "loss": 0.0, "lr": 1e-05, "eval_loss": null}"#
        + "\n",
      records: ["1@10 loss=0.0 learning_rate=1e-05"]),
    Case(
      name: "ms-swift's JSON lines",
      text:
        #"{"loss": 1.25, "grad_norm": NaN, "learning_rate": 1e-07, "global_step/max_steps": "5/93"}"#
        + "\n",
      records: ["1@5 loss=1.25 grad_norm=NaN learning_rate=1e-07"]),
    Case(
      name: "DeepSpeed's notices",
      text:
        "[2023-07-24 13:21:32,378] [INFO] [loss_scaler.py:183:update_scale] [deepspeed] OVERFLOW! Rank 0 "
        + "Skipping step. Attempted loss scale: 65536, reducing to 32768\n"
        + "[deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 32768, but hysteresis is 2. "
        + "Reducing hysteresis to 1\n"
        + "[deepspeed] fp16 dynamic loss scale overflow! Skipping step. Attempted loss scale: 2.0, reducing "
        + "to 1.0\n",
      records: [
        "1 skipped_steps=1 loss_scale=32768", "2 skipped_steps=1 loss_scale=32768",
        "3 skipped_steps=1 loss_scale=1.0",
      ]),
    Case(
      name: "apex's notices",
      text: "Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to 32768.0\n",
      records: ["1 skipped_steps=1 loss_scale=32768.0"]),
    Case(
      name: "Megatron",
      text:
        " iteration        2/  500000 | consumed samples:          256 | elapsed time per iteration (ms): "
        + "1811.8 | learning rate: 4.000000E-07 | global batch size:   128 | lm loss: 1.177651E+01 | loss "
        + "scale: 1.0 | grad norm: 0.493 | number of skipped iterations:   0 | number of nan iterations:   0 "
        + "|\n validation loss at iteration 2 on validation set | lm loss value: 6.912345E+00 | lm loss PPL: "
        + "1.004574E+03 |\n",
      records: [
        "1@2 learning_rate=4.000000E-07 loss=1.177651E+01 loss_scale=1.0 grad_norm=0.493 skipped_steps=0 "
          + "nan_steps=0", "2@2 eval_loss=6.912345E+00",
      ]),
    Case(
      name: "invalid UTF-8, ANSI colours and braces of other things",
      text: "\u{1b}[32m{ not a dictionary } {'x'} {\"a\" 1}\u{1b}[0m {'loss': 1.5}\u{fffd}\n",
      records: ["1 loss=1.5"]),
    Case(name: "a cut end", text: "{'loss': 1.5}\n{'loss': 1.4, 'grad_no", records: ["1 loss=1.5"]),
    Case(name: "no line end", text: "{'loss': 1.5}", records: ["1 loss=1.5"]),
  ]

  @Test(arguments: cases, [1, 7, 1 << 20])
  func isRead(example: Case, piece: Int) {
    let found = records(example.text, ConsoleReader(), piece: piece).map(Self.text)
    #expect(found == example.records)
  }

  static func text(_ record: RunRecord) -> String {
    let place = "\(record.line)" + (record.step.map { "@\($0)" } ?? "")
    return ([place] + record.readings.map { "\($0.quantity.rawValue)=\($0.text)" }).joined(
      separator: " ")
  }

  @Test func numbersAreReadAsTheyStand() {
    let cases: [(String, Double?)] = [
      ("1.5", 1.5), ("-1e-7", -1e-7), ("+3", 3), ("'2.0'", 2), ("inf", .infinity),
      ("-Infinity", -.infinity), ("None", nil), ("", nil), ("abc", nil), ("0x10", nil), ("1e", nil),
      ("tensor([1.5])", 1.5), ("tensor()", nil), ("1,5", nil), ("true", nil),
    ]
    for (text, value) in cases {
      #expect(LoggedNumber.parse(Array(text.utf8)[...])?.value == value, "\(text)")
    }
    for text in ["nan", "NaN", "-nan", "'nan'", "tensor(nan, device='cuda:0')"] {
      #expect(LoggedNumber.parse(Array(text.utf8)[...])?.value.isNaN == true, "\(text)")
    }
  }
}
