import JSON
import SystemFiles

/// What is known of an attempt that must not reach a result: host, system, processor, times.
///
/// Written beside the attempt's part file when it ends, as NAME.K.machine.json; runs are ignored by
/// git, and nothing reads it back.
struct AttemptRecord {
  private let start = Self.now()
  private let clock = ContinuousClock.now

  /// Writes the record of the attempt whose part file is `part`.
  func write(beside part: String, threads: Int, outcome: RunOutcome) throws(StudyError) {
    let elapsed = (ContinuousClock.now - clock).components
    var system = utsname()
    uname(&system)
    let record: JSONValue = [
      "arguments": .array(CommandLine.arguments.map { .string($0) }),
      "cells_computed": .integer(outcome.computed),
      "cells_remaining": .integer(outcome.remaining),
      "end": .string(Self.now()),
      "host": .string(Self.text(&system.nodename)),
      "machine": .string(Self.text(&system.machine)),
      "processor": .string(Self.processor()),
      "seconds": .number(
        Double(elapsed.seconds) + Double(elapsed.attoseconds / 1_000_000_000_000_000) / 1000),
      "start": .string(start),
      "system": .string(Self.text(&system.sysname) + " " + Self.text(&system.release)),
      "threads": .integer(threads),
    ]
    let path = String(part.dropLast(".jsonl".count)) + ".machine.json"
    try Files.writeWhole(record.indentedText + "\n", to: path)
  }

  /// Universal time as ISO 8601, to the second.
  private static func now() -> String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }

  /// The processor's name as Linux gives it; empty elsewhere.
  private static func processor() -> String {
    guard let bytes = try? Files.contents(of: "/proc/cpuinfo") else { return "" }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("model name") }
    return line?.split(separator: ":", maxSplits: 1).last.map { String($0.dropFirst()) } ?? ""
  }

  /// A field of `utsname`: characters up to a zero.
  private static func text<Field>(_ field: inout Field) -> String {
    withUnsafeBytes(of: &field) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
