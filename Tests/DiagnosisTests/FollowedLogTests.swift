import Foundation
import TestSupport
import Testing

@testable import Diagnosis

/// A log that grows while it is read.
@Suite struct FollowedLogTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func append(_ text: String) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder["train.log"]))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  @Test func whatIsAppendedIsRead() throws {
    try folder.write("", to: "train.log")
    let reading = try LogReading(folder["train.log"])
    #expect(try !reading.readOn() && reading.log == nil)
    try append("{'loss': 1.5}\n{'lo")
    #expect(try reading.readOn())
    #expect(reading.log?.summary[.loss].count == 1 && reading.log?.account.isTruncated == true)
    try append("ss': 1.25}\n")
    #expect(try reading.readOn())
    #expect(reading.log?.summary[.loss].last?.text == "1.25")
    #expect(reading.log?.summary[.loss].count == 2 && reading.log?.account.isTruncated == false)
    #expect(try !reading.readOn())
  }

  /// A last line without its end counts once, however often the log is looked at.
  @Test func lookingChangesNothing() throws {
    try folder.write("{'loss': 1.5}\n{'loss': 1.25}", to: "train.log")
    let reading = try LogReading(folder["train.log"])
    try reading.readOn()
    for _ in 0..<3 { #expect(reading.log?.summary[.loss].count == 2) }
  }

  @Test func aFileThatIsReplacedOrShortenedIsBegunAnew() throws {
    try folder.write("{'loss': 1.5}\n{'loss': 1.25}\n", to: "train.log")
    let reading = try LogReading(folder["train.log"])
    try reading.readOn()
    try folder.write("{'loss': 3.5}\n", to: "train.log")
    #expect(try reading.readOn() && reading.log?.summary[.loss].first?.text == "3.5")
    try folder.write(#"{"log_history": [{"loss": 4.5, "step": 1}]}"#, to: "other")
    try FileManager.default.removeItem(atPath: folder["train.log"])
    try FileManager.default.moveItem(atPath: folder["other"], toPath: folder["train.log"])
    #expect(try reading.readOn() && reading.log?.account.entries == [.trainerState: 1])
  }
}
