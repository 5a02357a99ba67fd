import Kernels
import SystemFiles

/// The machine that figures are of.
public struct MachineDescription: Hashable, Sendable {
  /// The processor, as the system calls it.
  public let processor: String
  /// How many processors are online.
  public let cores: Int
  /// Memory in bytes.
  public let memory: Int
  /// The name of the instructions that the array loops use.
  public let level: String

  /// This machine.
  public static let current = MachineDescription(
    processor: processorName, cores: Machine.processors, memory: Machine.memory, level: levelName)

  private static var levelName: String {
    #if arch(x86_64)
      VectorLevel.best == .baseline ? "SSE2" : "\(VectorLevel.best)"
    #elseif arch(arm64)
      "NEON"
    #else
      "\(VectorLevel.best)"
    #endif
  }

  /// Linux's words on the first processor; "unknown" where there are none.
  ///
  /// Family and model stand behind the name, since that of a virtual machine's processor may be the name
  /// of several generations. On arm64 there are only numbers, of the implementer and the part.
  private static var processorName: String {
    let fields = processorFields
    func named(_ keys: [(label: String, key: String)]) -> String {
      keys.compactMap { label, key in fields[key].map { "\(label) \($0)" } }.joined(separator: ", ")
    }
    let numbers = named([("family", "cpu family"), ("model", "model")])
    let name =
      fields["model name"]
      ?? named([("implementer", "CPU implementer"), ("part", "CPU part")])
    guard !name.isEmpty else { return "unknown" }
    return name + (numbers.isEmpty ? "" : " (\(numbers))")
  }

  private static var processorFields: [String: String] {
    // Some 2 KiB a processor.
    guard let bytes = try? SmallFile.contents(of: "/proc/cpuinfo", limit: 1 << 24) else {
      return [:]
    }
    var fields: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let (key, value) = (trimmed(parts[0]), trimmed(parts[1]))
      if fields[key] == nil { fields[key] = value }
    }
    return fields
  }

  private static func trimmed(_ text: Substring) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
