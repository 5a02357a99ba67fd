import SystemFiles
import TensorFiles

/// The file of JSON lines that the script of `gradual hook` writes (``HookScript``).
///
/// The first line names the format, `{"gradual_hook":1,"torch":"2.13.0",…}`. Then comes a line for every tensor, in
/// the order in which the run had them, and one at the end of every step:
///
///     {"step":0,"pass":"forward","module":"layers.0","type":"Linear","call":0,"output":0,"dtype":"float16",
///      "shape":[4,8],"elements":32,"zeros":1,"nan":0,"positive_inf":0,"negative_inf":0,
///      "largest":1.5,"least":0.375,"log2":[-2,5,20,6]}
///     {"step":0,"loss":2.31,"grad_norm":"nan","loss_scale":65536.0}
///
/// `log2` is an exponent n and how many elements have 2^n ≤ |x| < 2^(n+1), 2^(n+1) ≤ |x| < 2^(n+2), …. A tensor
/// of a step has its line before the step's own.
public enum HookFile {
  /// The version of the format that is read and written.
  public static let formatVersion = 1

  /// The longest line that is read, in bytes; the script's are of some hundreds.
  public static let longestLine = 1 << 20

  static let versionKey = "gradual_hook"

  /// What was met beside lines.
  public struct Reading: Equatable, Sendable {
    /// torch's version; empty where it was not told.
    public var torch = ""
    /// Lines that were read, the first included.
    public var lines = 0
    /// Lines that were left out, since they are none of the format.
    public var unreadable = 0
    /// The number of the first of these, from 1, and why.
    public var firstUnreadable: (number: Int, reason: String)? {
      firstNumber.map { ($0, firstReason) }
    }
    /// Whether the file ends within a line, which then is left out: the run was killed, or goes on.
    public var isCut = false

    fileprivate var firstNumber: Int?
    fileprivate var firstReason = ""

    fileprivate mutating func leaveOut(_ reason: String) {
      unreadable += 1
      if firstNumber == nil { (firstNumber, firstReason) = (lines, reason) }
    }
  }

  /// Whether the file at a path is one by its first bytes, or by its name, which ends in `.jsonl`.
  public static func isOne(_ path: String) -> Bool {
    if path.hasSuffix(".jsonl") { return true }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let start = Array("{\"\(versionKey)\":".utf8)
    var bytes = [UInt8](repeating: 0, count: start.count)
    let count = retryingInterrupts { SystemFiles.read(descriptor, &bytes, bytes.count) }
    return count == start.count && bytes == start
  }

  /// Gives the lines behind the first to `body`, in their order, one at a time.
  ///
  /// A line that is none of the format is left out and counted; a last one without an end is, too, unless it is
  /// whole.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read, and for one whose first line is not a hook file's.
  public static func read(
    _ path: String, _ body: (HookLine) throws(FileError) -> Void
  ) throws(FileError) -> Reading {
    var lines = try BoundedLines(path, longest: longestLine)
    var reading = Reading()
    while let line = try lines.next() {
      reading.lines += 1
      guard case .text(let text, let isCut) = line else {
        if reading.lines == 1 { throw notOne(path, "more than \(longestLine) bytes") }
        reading.leaveOut("more than \(longestLine) bytes")
        continue
      }
      if text.isEmpty, reading.lines > 1 { continue }
      let parsed: HookLine
      do throws(HookFields.Invalid) {
        let fields = try HookFields(text)
        if reading.lines == 1 {
          guard fields.formatVersion == formatVersion else {
            throw HookFields.Invalid(
              reason: fields.formatVersion.map { "of version \($0)" } ?? "another")
          }
          reading.torch = fields.torch ?? ""
          continue
        }
        parsed = try fields.line()
      } catch {
        if reading.lines == 1 { throw notOne(path, error.reason) }
        if isCut {
          reading.isCut = true
        } else {
          reading.leaveOut(error.reason)
        }
        continue
      }
      try body(parsed)
    }
    if reading.lines == 0 { throw notOne(path, "missing") }
    return reading
  }

  private static func notOne(_ path: String, _ found: String) -> FileError {
    FileError(
      file: path, field: "first line", value: found,
      valid:
        "{\"\(versionKey)\":\(formatVersion),…}, which begins what the script of gradual hook writes"
    )
  }
}
