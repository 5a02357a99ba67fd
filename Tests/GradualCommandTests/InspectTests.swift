import Foundation
import Testing

@testable import GradualCommand

@Suite struct InspectTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
  }

  private func json(_ arguments: String) throws -> [String: Any] {
    let run = try bench.shell("gradual inspect \(arguments) --json")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(value as? [String: Any])
  }

  private func rows(_ json: [String: Any], _ format: String) throws -> [[String: Any]] {
    let rows = try #require(json["rows"] as? [[String: Any]])
    return rows.filter { $0["format"] as? String == format }
  }

  /// 0.1, −1.5e−4, 1000, 0, ∞, NaN, 3: by hand.
  @Test func whatFormatsDoToSevenNumbers() throws {
    let json = try json("gradients.npy --formats fp16,e4m3fn,e5m2")
    #expect(json["formats"] as? [String] == ["binary16", "e4m3fn", "e5m2"])
    let row = try #require(try rows(json, "e4m3fn").last)
    #expect(row["array"] as? String == "gradients.npy" && row["type"] as? String == "float32")
    #expect(row["elements"] as? Int == 7 && row["zeros"] as? Int == 1 && row["nans"] as? Int == 1)
    #expect(row["infinities"] as? Int == 1)
    #expect(row["flushed"] as? Int == 1 && row["overflowed"] as? Int == 1)
    // 1000 fits 448 when it is divided by 4.
    #expect(row["best_scale_log2"] as? Int == -2)
    let half = try #require(try rows(json, "binary16").last)
    #expect(half["flushed"] as? Int == 0 && half["overflowed"] as? Int == 0)
    #expect(half["largest"] as? Double == 1000)
  }

  @Test func aFolderAndItsFileAreTheSame() throws {
    let (file, folder) = (try json("tiny-llama/model.safetensors"), try json("tiny-llama"))
    #expect(try rows(file, "e5m2").count > 3)
    #expect(try rows(file, "e5m2").count == rows(folder, "e5m2").count)
  }

  @Test func filesAreWrittenAndTheWorstComeFirst() throws {
    let run = try bench.shell(
      "gradual inspect w.npy gradients.npy --formats e4m3fn --top 1 --csv a.csv --markdown a.md --figure a.vl.json"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("gradients.npy") && !run.output.contains("w.npy"))
    #expect(run.output.hasSuffix("1 more array in every table with --top 2\n"))
    let csv = try String(
      contentsOf: bench.folder.appendingPathComponent("a.csv"), encoding: .utf8)
    let lines = csv.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.map { $0[1] } == ["array", "all", "gradients.npy", "w.npy"])
    #expect(bench.has("a.md") && bench.has("a.vl.json"))
  }

  /// A line of 1 GiB, in a file that takes no room, within the memory that any run takes.
  @Test func aLineOfAGigabyteIsLeftOut() throws {
    let run = try bench.shell(
      """
      head -n 2 hook.jsonl > long.jsonl && truncate -s +1G long.jsonl && echo >> long.jsonl \
        && tail -n 1 hook.jsonl >> long.jsonl
      ulimit -v 1000000; gradual inspect long.jsonl --json
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("\"lines\": 4") && run.output.contains("\"unreadableLines\": 1"))
  }

  @Test func threadsDoNotMatter() throws {
    let outputs = try [1, 2, 5].map {
      try bench.shell("gradual inspect tiny-llama --json --threads \($0)").output
    }
    #expect(Set(outputs).count == 1)
  }

  @Test func aHookFileNamesTheFirstBadModuleAndTheScales() throws {
    let text = try bench.shell("gradual inspect hook.jsonl --formats fp16,e4m3fn")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("first not finite  step 1, forward, fc (Linear, float16)"))
    // 40000 is within binary16's range, not e4m3fn's.
    #expect(text.output.contains("binary16: nothing overflows"))
    // Gradients of 2^-15 to 2^-13 without their scale: to 65504 from half of 2^-24, and below 448.
    #expect(text.output.contains("binary16, parameter: 2^-10 (fc.weight) to 2^28 (fc.weight)"))
    let hooks = try #require(try json("hook.jsonl gradients.npy")["hooks"] as? [[String: Any]])
    let first = try #require(hooks[0]["firstNotFinite"] as? [String: Any])
    #expect(first["module"] as? String == "fc" && first["step"] as? Int == 1)
    #expect(hooks[0]["steps"] as? Int == 2)
  }

  @Test func theHookIsPrintedAsItIs() throws {
    let run = try bench.gradual("hook")
    #expect(run.output.hasPrefix("\"\"\"") && run.output.contains("\ndef watch(model, path"))
    let longest = run.output.split(separator: "\n").map(\.count).max() ?? 0
    #expect(longest <= 110)
  }

  @Test(arguments: [
    "nothing.safetensors", "prose.txt", "ds_config.json", "nothing.jsonl", "bomb.npz",
    "gradients.npy --formats e4m3f",
    "gradients.npy --formats e8m0fnu", "gradients.npy --formats fp16,,bf16",
    "hook.jsonl --csv x.csv",
    "huge.safetensors", "overlapping.safetensors", "text.safetensors", "notes.jsonl", "",
    "gradients.npy --csv missing/x.csv", "cut.safetensors",
  ])
  func whatCannotBeReadIsOneLine(arguments: String) throws {
    try bench.write(Data([0, 0, 0, 0, 0, 0, 0, 0x10]) + Data("{}".utf8), to: "huge.safetensors")
    try bench.write(
      Fixtures.safetensors(
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
        byteCount: 12), to: "overlapping.safetensors")
    try bench.write(
      Fixtures.safetensors(
        #"{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}"#, byteCount: 8),
      to: "text.safetensors")
    try bench.write(
      Fixtures.safetensors(
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, byteCount: 7),
      to: "cut.safetensors")
    try bench.write(Data(repeating: 0x78, count: 1 << 22), to: "notes.jsonl")
    try bench.write(Data("PK".utf8) + Data(count: 100), to: "bomb.npz")
    let run = try bench.shell("gradual inspect \(arguments)")
    #expect(run.status == 2 && run.output.isEmpty, "\(arguments): \(run.output)")
    #expect(run.errorLines.count == 1, "\(run.errors)")
  }
}
