import Inspection
import TensorFiles

/// What the file that `gradual hook`'s script wrote of a run says beside the run's log.
public struct HookEvidence: Sendable {
  /// The file.
  public let path: String
  /// The first module that is not finite, or that all is; with the file's step.
  public let finding: Finding
  /// Whether something in a forward pass is the first that is not finite.
  public let isForward: Bool

  /// Reads a hook's file.
  ///
  /// - Throws: `FileError` for a file that cannot be read, or is not a hook's.
  public init(_ path: String) throws(FileError) {
    self.path = path
    let summary = try HookSummary(path)
    guard let bad = summary.firstBad else {
      isForward = false
      finding = Finding(
        false, "hook", "every tensor of \(summary.steps) steps is finite",
        "nothing that was watched is the place")
      return
    }
    isForward = bad.pass == .forward
    let name = bad.module.isEmpty ? "the model" : bad.module
    finding = Finding(
      true, "hook",
      "\(name) (\(bad.type), \(bad.dtype)), \(bad.pass.rawValue), step \(bad.step): \(bad.counts.notFinite) of "
        + "\(bad.counts.elements) not finite",
      "the first tensor that is not finite: what went into it comes next")
  }

  /// The evidence for what is at a path: the log itself where it is a hook's file, else the first hook's file in the
  /// folder, or beside the log.
  ///
  /// - Throws: `FileError` where the path itself is a hook's file that cannot be used.
  public static func evidence(for path: String) throws(FileError) -> HookEvidence? {
    if isHook(path) { return try HookEvidence(path) }
    let folder = LogFolder.isFolder(path) ? path : LogFolder.folder(of: path)
    guard let name = LogFolder.names(in: folder)?.first(where: { isHook(folder + "/" + $0) }) else {
      return nil
    }
    // What lies beside the log is not what was asked for: if it cannot be used, it is left out.
    return try? HookEvidence(folder + "/" + name)
  }

  /// Whether a regular file begins as a hook's does; its name does not matter, as logs end in `.jsonl` too.
  static func isHook(_ path: String) -> Bool {
    guard LogFolder.isFile(path), let file = try? LogFile(path, blockSize: 64) else { return false }
    return (try? file.next()).map(begins) ?? false
  }

  /// Whether these are a hook's file's first bytes.
  static func begins(_ head: ArraySlice<UInt8>) -> Bool {
    head.starts(with: "{\"gradual_hook\":".utf8)
  }
}
