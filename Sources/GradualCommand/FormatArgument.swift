import FloatFormats
import FormatFiles

/// A format as a user writes it: a name, a spelling, or the path of a JSON file.
enum FormatArgument {
  /// The format that `text` says. A bare `e4m3` is noted on stderr: most who write it mean e4m3fn.
  static func format(_ text: String) throws -> NamedFormat {
    if text.lowercased() == "e4m3" {
      StandardError.writeOnce(
        line:
          "gradual: note: e4m3 is IEEE-style, largest 240; OCP's and NVIDIA's E4M3, largest 448, "
          + "is e4m3fn")
    }
    return try FormatFile.format(named: text)
  }
}
