import TensorFiles
import TestSupport
import Testing

@testable import Inspection

@Suite struct HookFileTests {
  private func lines(_ text: [String], end: String = "\n") throws -> (HookFile.Reading, [HookLine])
  {
    let folder = try TemporaryFolder()
    let path = try HookText.write(text, end: end, in: folder)
    var lines: [HookLine] = []
    let reading = try HookFile.read(path) { lines.append($0) }
    return (reading, lines)
  }

  @Test func everyMemberIsRead() throws {
    let (reading, lines) = try lines([
      HookText.tensor(
        step: 7, pass: "backward", module: "model.layers.3", zeros: 2, nans: 3, infinities: 4,
        first: -3, binades: [5, 0, 6], largest: 0.75),
      HookText.step(7, #""loss":"nan","grad_norm":"inf","loss_scale":65536.0"#),
      HookText.step(8),
    ])
    #expect(reading.torch == "2.13.0" && reading.lines == 4)
    #expect(reading.unreadable == 0 && reading.firstUnreadable == nil && !reading.isCut)
    guard case .tensor(let tensor) = lines[0], case .step(let step) = lines[1],
      case .step(let empty) = lines[2]
    else {
      Issue.record("\(lines)")
      return
    }
    #expect(tensor.step == 7 && tensor.pass == .backward && tensor.module == "model.layers.3")
    #expect(tensor.type == "Linear" && tensor.dtype == "float16")
    let counts = tensor.counts
    #expect(counts.elements == 20 && counts.zeros == 2 && counts.nans == 3)
    #expect(counts.positiveInfinities == 4 && counts.negativeInfinities == 0)
    #expect(counts.nonzero == 11 && counts.notFinite == 7)
    #expect(counts.largest == 0.75 && counts.least == 0.125)
    #expect(counts.exponents == -3 ... -1 && counts.count(exponent: -1) == 6)
    #expect(step.loss?.isNaN == true && step.gradNorm == .infinity && step.lossScale == 65536)
    #expect(empty == HookStep(step: 8, loss: nil, gradNorm: nil, lossScale: nil))
  }

  /// A run that was killed, or goes on.
  @Test func aLastLineThatIsCutIsSaid() throws {
    let whole = HookText.tensor(binades: [1])
    let (cut, before) = try lines([whole, String(whole.dropLast(9))], end: "")
    #expect(cut.isCut && cut.unreadable == 0 && before.count == 1)
    let (uncut, both) = try lines([whole, whole], end: "")
    #expect(!uncut.isCut && uncut.unreadable == 0 && both.count == 2)
  }

  @Test(arguments: [
    ("garbage", "not JSON"), ("\u{0}\u{1}", "not JSON"), ("[1]", "not a JSON object"),
    (#"{"step":-1}"#, "step is -1"), (#"{"step":0.5}"#, "step is 0.5"),
    (#"{"step":0,"loss":[]}"#, "loss is"),
    (HookText.tensor(pass: "sideways"), "pass is \"sideways\""),
    (HookText.tensor(binades: [1], largest: 4), "log2 is"),
    (HookText.tensor(first: -1075, binades: [1]), "log2 is"),
    (HookText.tensor(binades: [0, 1]), "log2 is"),
    (HookText.tensor(module: String(repeating: "m", count: 1025)), "module is"),
    (
      HookText.tensor(binades: [3]).replacing(#""elements":3"#, with: #""elements":4"#),
      "elements is 4, and the counts add up to 3"
    ),
    (String(repeating: "x", count: 3_000_000), "more than 1048576 bytes"),
  ])
  func linesOfAnotherKindAreLeftOutAndCounted(line: String, reason: String) throws {
    let good = HookText.tensor(binades: [1])
    let (reading, lines) = try lines([good, line, good, line])
    #expect(lines.count == 2)
    #expect(reading.lines == 5 && reading.unreadable == 2 && !reading.isCut)
    #expect(reading.firstUnreadable?.number == 3)
    let found = reading.firstUnreadable?.reason ?? ""
    #expect(found.hasPrefix(reason), "\(found)")
  }

  @Test(arguments: [
    ("", "missing"), ("\n", "not JSON"), ("{}\n", "another"),
    (#"{"gradual_hook":2}"#, "of version 2"),
    ("\u{1F}\u{8B}", "not JSON"), (String(repeating: " ", count: 2_000_000), "more than"),
  ])
  func aFileOfAnotherKindIsRefused(text: String, found: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "other.jsonl")
    do throws(FileError) {
      _ = try HookFile.read(folder["other.jsonl"]) { _ in }
      Issue.record("read")
    } catch {
      #expect(error.field == "first line" && error.value.hasPrefix(found), "\(error)")
    }
  }

  @Test func invalidUTF8IsLeftOut() throws {
    let folder = try TemporaryFolder()
    let bad = Array(HookText.tensor(module: "??", binades: [1]).utf8).map { $0 == 0x3F ? 0xFF : $0 }
    try folder.put(Array((HookText.header + "\n").utf8) + bad + [0x0A], in: "hook.jsonl")
    let reading = try HookFile.read(folder["hook.jsonl"]) { _ in Issue.record("read") }
    #expect(reading.unreadable == 1)
  }
}
