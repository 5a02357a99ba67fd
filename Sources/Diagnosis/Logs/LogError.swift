/// Why a log is not read: one line.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// File, what is wrong, what would be valid.
  public let description: String

  init(_ path: String, _ problem: String, valid: String = LogError.kinds) {
    description = "\(path): \(problem); valid: \(valid)"
  }

  static let kinds =
    "trainer_state.json, a Trainer's, DeepSpeed's or Megatron's console, JSON lines, a TensorBoard event "
    + "file, or a CSV export"
}
