import TestSupport
import Testing

@testable import Diagnosis

/// Files that are no logs, or logs that no program should write: one clear line, or what can be read.
@Suite struct HostileLogTests {
  @Test func nothingToReadIsOneClearLine() throws {
    let cases: [(bytes: [UInt8], reason: String)] = [
      ([], "empty"), (Array("\n\n  \n".utf8), "no record"),
      (Array("{'loss': ".utf8), "ends inside"),
      ([0xFF, 0xFE, 0x7B, 0x00], "UTF-16"), (Array("hello {'a': 1}".utf8), "no record"),
      (Array(#"{"log_history": []}"#.utf8), "no record"),
      (Array(#"{"log_history": [{"loss": -}]}"#.utf8), "1 unreadable, the first in line 1"),
      ((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37) }, "no record"),
    ]
    for (bytes, reason) in cases {
      do throws(LogError) {
        _ = try RunLog(file(bytes))
        Issue.record("\(reason): read")
      } catch {
        #expect(error.description.contains(reason), "\(error)")
        #expect(!error.description.contains("\n"))
      }
    }
  }

  private func file(_ bytes: [UInt8]) -> String {
    do {
      try folder.put(bytes, in: "x.log")
    } catch {
      Issue.record(error)
    }
    return folder["x.log"]
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func missingFilesAndFoldersAreNamed() throws {
    do throws(LogError) {
      _ = try RunLog(folder["none.log"])
      Issue.record("read")
    } catch {
      #expect(error.description.contains("none.log: unreadable (No such file or directory)"))
    }
    do throws(LogError) {
      _ = try LogFolder.best(in: folder.path)
      Issue.record("read")
    } catch {
      #expect(error.description.contains("no log in this folder"))
    }
  }

  /// Braces that never close, at every place of a long line: no time beyond one pass.
  @Test func bracesInBracesTakeOnePass() {
    let nested = String(repeating: "{'a':", count: 200_000)
    #expect(records(nested + "\n{'loss': 1.5}\n", ConsoleReader()).map(\.line) == [2])
    let braces = String(repeating: "{", count: 1_000_000)
    #expect(records(braces + "\n{'loss': 1.5}\n", ConsoleReader()).map(\.line) == [2])
  }

  /// A line of 64 MiB: as much of it is held as of any, and the next is read.
  @Test func aLongLineIsCut() {
    var reader = ConsoleReader()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    var found: [RunRecord] = []
    for _ in 0..<64 { reader.read(piece[...]) { found.append($0) } }
    reader.read(Array("\n{'loss': 1.5}\n".utf8)[...]) { found.append($0) }
    #expect(reader.account.cut == 1)
    #expect(found.map(ConsoleTests.text) == ["2 loss=1.5"])
  }

  @Test func bytesThatAreNotUTF8Survive() throws {
    let bytes =
      Array("{'note': '".utf8) + [0xC3, 0x28, 0xFF, 0xFE] + Array("', 'loss': 1.5}\n".utf8)
    #expect(try read(bytes).summary[.loss].last?.text == "1.5")
  }

  /// A million records in a few seconds. The bound is for a machine that does much else.
  @Test func aMillionLinesAreReadInSeconds() {
    let line = Array(
      "{'loss': 2.4331, 'grad_norm': 1.25, 'learning_rate': 1.0526315789473685e-07, 'epoch': 0.1}\n"
        .utf8)
    let block = Array(repeatElement(line, count: 10_000).joined())
    var reader = ConsoleReader()
    var summary = RunSummary()
    let elapsed = ContinuousClock().measure {
      for _ in 0..<100 { reader.read(block[...]) { summary.add($0) } }
    }
    #expect(summary.trainingRecords == 1_000_000)
    #expect(elapsed < .seconds(30), "\(elapsed)")
    print("a million records: \(elapsed)")
  }
}
